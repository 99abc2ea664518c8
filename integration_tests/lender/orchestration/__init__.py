"""The lender as one Dagster asset graph; `definitions.py` is the page to begin with."""
