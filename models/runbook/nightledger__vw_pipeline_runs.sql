-- one row per pipeline run of the last `history_days`
{{ nightledger.public_relation('vw_pipeline_runs') }}
