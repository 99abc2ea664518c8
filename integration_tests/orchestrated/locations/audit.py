"""A code location with nothing but the audit sensor, as its variables want it.

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
defs = dg.Definitions(
    sensors=[
        audit_sensor(
            ledger,
            name=os.environ.get("AUDIT_NAME", "nightledger_audit"),
            interval_seconds=1,
            budget_seconds=float(os.environ.get("AUDIT_BUDGET_SECONDS", "40")),
        )
    ]
)
