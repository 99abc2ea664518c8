"""Dagster on the ledger. Needs the extra `dagster`; dbt and dlt only where they are asked for."""
