"""Business dates. An asset's partition is the date its run was for."""

import dagster as dg

TIME_ZONE = "Europe/Berlin"

# The core system delivers a date's books as the date begins: today's partition is there today.
DAYS = dg.DailyPartitionsDefinition("2026-01-01", timezone=TIME_ZONE, end_offset=1)
# A backfill runs its dates one by one: each is a run like any night's.
ONE_BY_ONE = dg.BackfillPolicy.multi_run(max_partitions_per_run=1)


def day_of(run: dg.DagsterRun) -> str:
    """Return the business date a run is for; checks have no partition of their own."""
    return run.tags["dagster/partition"]
