-- one row per table, day and version of a seal
{{ nightledger.public_relation('ledger_seals') }}
