-- one row per finding within `history_days`
{{ nightledger.public_relation('vw_ledger_integrity') }}
