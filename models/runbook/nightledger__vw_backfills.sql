-- one row per backfill of Dagster within `history_days`
{{ nightledger.public_relation('vw_backfills') }}
