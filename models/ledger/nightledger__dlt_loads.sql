-- one row per table in a dlt load package
{{ nightledger.public_relation('dlt_loads') }}
