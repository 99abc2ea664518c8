"""Facts about dlt loads, ready for the ledger's table `dlt_loads`. Needs the extra `dlt`."""

from nightledger.dlt.load_facts import load_facts
from nightledger.dlt.run_ids import RunIds

__all__ = ["RunIds", "load_facts"]
