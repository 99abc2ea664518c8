-- one row per dbt command that is over
{{ nightledger.public_relation('vw_quality_report') }}
