"""From what Dagster recorded to rows of the ledger, one module per table."""
