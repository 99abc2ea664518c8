-- one row per event of a dbt command
-- dbt's artefacts keep neither target nor vars; `nightledger ingest` finds them in this meta
{{ config(meta={'made_with': {
    'target': {
        'name': target.name, 'project': target.database, 'dataset': target.schema,
        'threads': target.threads,
    },
    'settings': var('nightledger', {}),
}}) }}
{{ nightledger.ledger_rows(model) }}
