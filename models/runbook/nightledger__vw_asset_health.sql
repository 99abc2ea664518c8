-- one row per table, view or file that dbt, dlt or Dagster makes or looks at
{{ nightledger.public_relation('vw_asset_health') }}
