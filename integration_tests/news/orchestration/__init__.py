"""The news project as a Dagster code location; `definitions.py` is the page to begin with."""
