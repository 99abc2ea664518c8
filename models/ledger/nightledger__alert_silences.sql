-- one row each time a silence is made or ended
{{ nightledger.ledger_rows(model) }}
