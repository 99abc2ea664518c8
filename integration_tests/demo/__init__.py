"""`make demo`: three days of a lender on an embedded BigQuery, and what the ledger says of them."""
