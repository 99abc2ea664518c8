-- one row per model, seed or snapshot and day: what BigQuery billed for it
{{ nightledger.public_relation('vw_costs') }}
