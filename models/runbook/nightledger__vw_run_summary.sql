-- one row per command of the last `history_days`, from its start to its end
{{ nightledger.public_relation('vw_run_summary') }}
