-- one row per episode of a problem within `history_days`
{{ nightledger.public_relation('vw_problem_history') }}
