-- one row per planned or evaluated asset check
{{ nightledger.ledger_rows(model) }}
