-- one row per change of a ledger table
{{ nightledger.public_relation('ledger_migrations') }}
