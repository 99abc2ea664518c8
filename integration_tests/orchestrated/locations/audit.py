"""A code location with the audit sensor, as its variables want it, and a schedule.

With AUDIT_IS_HURRIED what takes minutes takes seconds: the second look at an ended run, and the
heartbeat, with which ticks of sensors are written.
"""

import os
from datetime import timedelta

import dagster as dg
from nightledger.dagster import LedgerResource, audit_sensor, cursor, heartbeat
from nightledger.dagster.tail import runs

if os.environ.get("AUDIT_IS_BROKEN"):
    message = "a module that is not installed here"
    raise ImportError(message)

if os.environ.get("AUDIT_IS_HURRIED"):
    for module in (cursor, runs):
        vars(module)["SETTLING"] = timedelta(seconds=15)
    vars(heartbeat)["EVERY_SECONDS"] = 4.0

ledger = LedgerResource(
    project=os.environ["AUDIT_PROJECT"],
    dataset=os.environ["AUDIT_DATASET"],
    endpoint=os.environ["AUDIT_ENDPOINT"],
    environment="prod",
    deployment=os.environ["AUDIT_DEPLOYMENT"],
)


@dg.op
def rest() -> None:
    """Do nothing."""


@dg.job
def idle() -> None:
    """Never run."""
    rest()


@dg.schedule(cron_schedule="* * * * *", job=idle, default_status=dg.DefaultScheduleStatus.RUNNING)
def beside_the_sensor() -> dg.SkipReason:
    """Tick every minute; when it is due next stands in the heartbeat."""
    return dg.SkipReason("nothing to do")


defs = dg.Definitions(
    schedules=[beside_the_sensor],
    sensors=[
        audit_sensor(
            ledger,
            name=os.environ.get("AUDIT_NAME", "nightledger_audit"),
            interval_seconds=1,
            budget_seconds=float(os.environ.get("AUDIT_BUDGET_SECONDS", "40")),
        )
    ],
)
