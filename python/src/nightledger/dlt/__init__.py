"""dlt on the ledger: its loads as rows of `dlt_loads`. Needs the extra `dlt`.

```python
from nightledger.dlt import recorded

with recorded(pipeline, project="my-project", dataset="ops_audit"):
    pipeline.run(source)
```
"""

from nightledger.dlt.load_facts import load_facts
from nightledger.dlt.record import record, recorded
from nightledger.dlt.run_ids import RunIds

__all__ = ["RunIds", "load_facts", "record", "recorded"]
