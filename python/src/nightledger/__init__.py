"""Nightledger: every dbt, dlt and Dagster run on BigQuery on record, judged in SQL."""

__version__ = "0.2.0"
