"""What a dlt step writes to the ledger, and reads from it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from nightledger.dagster.dlt_checks import Judge
from nightledger.dlt.bands import BANDS_SQL, learned_bands, subject_of
from nightledger.dlt.history import DAYS, HISTORY_SQL, LOADS, history_of
from nightledger.dlt.load_facts import load_facts
from nightledger.dlt.record import RETRY_SECONDS, not_on_record
from nightledger.dlt.run_ids import RunIds
from nightledger.errors import TransientLedgerError
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dagster as dg
    from dlt.pipeline.pipeline import Pipeline
    from google.cloud.bigquery import ArrayQueryParameter, ScalarQueryParameter

    from nightledger.dagster.dlt_checks import CheckRules
    from nightledger.dagster.ledger import LedgerResource
    from nightledger.dlt.load_facts import LoadFact


class FactsFor(Protocol):
    """Gives the facts of what a pipeline did."""

    def __call__(self, pipeline: Pipeline, *, environment: str, ids: RunIds) -> list[LoadFact]:
        """Return rows of `dlt_loads`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The facts of a load, and whether the ledger was within reach."""

    facts: list[LoadFact] | None
    """None: dlt's trace could not be read, so that nothing is known of the load."""
    trouble: str = ""
    """Why the ledger is out of reach."""


def put_on_record(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    pipeline: Pipeline,
    ledger: LedgerResource,
    facts_for: FactsFor = load_facts,
) -> Recorded:
    """Write the facts of the pipeline's last run, and give them.

    What goes wrong here is a warning: the load's own outcome stands.
    """
    started_by = os.environ.get("NIGHTLEDGER_PIPELINE_RUN_ID") or context.run_id
    ids = RunIds(pipeline_run_id=started_by, dagster_run_id=context.run_id)
    facts: list[LoadFact] | None = None
    try:
        facts = facts_for(pipeline, environment=ledger.environment, ids=ids)
        if facts:
            ledger.append({"dlt_loads": facts}, retry_seconds=RETRY_SECONDS)
    except TransientLedgerError as error:
        context.log.warning(not_on_record(pipeline, error))
        return Recorded(facts=facts, trouble=redact_text(str(error)))
    except Exception as error:  # noqa: BLE001 - whatever it is, see above
        context.log.warning(not_on_record(pipeline, error))
    return Recorded(facts=facts)


def judge_for(
    context: dg.AssetExecutionContext, recorded: Recorded, rules: CheckRules, ledger: LedgerResource
) -> Judge:
    """Return a judge who knows the earlier loads of these tables, and what is usual of them.

    A ledger that could not be written to just now is not waited for a second time.
    """
    trouble = recorded.trouble
    if not trouble:
        try:
            facts = recorded.facts or []
            return Judge(
                rules=rules,
                history=history_of(ledger.read(HISTORY_SQL, _parameters(facts)).rows),
                bands=learned_bands(ledger.read(BANDS_SQL, _subjects(facts)).rows),
            )
        except Exception as error:  # noqa: BLE001 - whatever it is: the checks say so, and go on
            trouble = redact_text(str(error))
    context.log.warning("There is nothing to compare this load with: %s", trouble)
    trouble = f"the ledger could not be read: {trouble}"
    return Judge(rules=rules, history=None, trouble=trouble)


def _parameters(facts: Sequence[LoadFact]) -> list[ArrayQueryParameter | ScalarQueryParameter]:
    from google.cloud import bigquery  # noqa: PLC0415 - only when a load ran

    def texts(column: str) -> list[str]:
        return sorted({str(fact[column]) for fact in facts})

    return [
        bigquery.ScalarQueryParameter("days", "INT64", DAYS),
        bigquery.ScalarQueryParameter("loads", "INT64", LOADS),
        *(
            bigquery.ScalarQueryParameter(
                name, "STRING", "".join(texts(name))
            )  # one run has one of each
            for name in ("environment", "pipeline_name", "dataset_name")
        ),
        bigquery.ArrayQueryParameter("tables", "STRING", texts("table_name")),
        bigquery.ArrayQueryParameter("load_ids", "STRING", texts("load_id")),
    ]


def _subjects(facts: Sequence[LoadFact]) -> list[ArrayQueryParameter | ScalarQueryParameter]:
    from google.cloud import bigquery  # noqa: PLC0415 - only when a load ran

    names = {subject_of(str(fact["pipeline_name"]), str(fact["table_name"])) for fact in facts}
    environment = "".join(sorted({str(fact["environment"]) for fact in facts}))  # of one run: one
    return [
        bigquery.ScalarQueryParameter("environment", "STRING", environment),
        bigquery.ArrayQueryParameter("subjects", "STRING", sorted(names)),
    ]
