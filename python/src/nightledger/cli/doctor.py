"""`nightledger doctor`: try everything on a real BigQuery, for less than a dollar."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.evidence import save
from nightledger.cli.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.doctor.proof import Step

INTERRUPTED = 130


@click.command(short_help="Try on your own BigQuery what all this rests on.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("doctor.md"),
    show_default=True,
    metavar="FILE",
    help="Where the report goes; beside it the same as JSON.",
)
@click.option(
    "--rows",
    "fact_count",
    type=click.IntRange(1000, 1_000_000),
    default=100_000,
    show_default=True,
    help="How many facts to make up and measure with.",
)
@click.option("--keep", is_flag=True, help="Leave the dataset it made; its tables go after a day.")
@connection_options
def doctor(*, connection: Connection, out: Path, fact_count: int, keep: bool) -> None:
    """Try on your BigQuery what Nightledger rests on, in a dataset made for it and removed again.

    Ten steps; a refusal ends none of the others. Each job is capped at 2 GiB and labelled
    nightledger=doctor, all of them at 64 GiB. With --dataset it also asks what this account may do
    there, and reads nothing of it. Exit code 1 when something does not hold, 130 after Ctrl-C.
    """
    from nightledger.doctor import (  # noqa: PLC0415 - heavy
        Examination,
        Report,
        as_json,
        as_markdown,
        examine,
    )
    from nightledger.ledger import Scratch  # noqa: PLC0415 - heavy

    if not connection.location:
        message = "Give --location, such as EU: without one BigQuery makes datasets in the US."
        raise click.UsageError(message)
    client = connection.metered_client(connection.dataset or "")
    examination = Examination(
        scratch=Scratch(client=client, location=connection.location),
        ledger=connection.dataset,
        fact_count=fact_count,
        keeps=keep,
    )
    with ended_by_signals():
        examine(examination, tell)
    report = Report(
        examination=examination,
        location=connection.location,
        is_emulator=bool(connection.endpoint),
    )
    save(out, as_markdown(report))
    save(out.with_suffix(".json"), as_json(report))
    say(report.verdict)
    say(f"{report.surroundings()['billed']}; {out} and {out.with_suffix('.json').name} say it all")
    if examination.was_interrupted:
        click.get_current_context().exit(INTERRUPTED)
    if examination.refused:
        click.get_current_context().exit(1)


def tell(step: Step) -> None:
    """Say what came of a step."""
    say(f"{step.number:2} of 10  {step.name:<12} {step.words} ({step.seconds:.0f} s)")
    for proof in step.refused[:3]:
        say(f"          {proof.name}: {proof.refusal.words if proof.refusal else ''}")
    if len(step.refused) > len(step.refused[:3]):
        say(f"          and {len(step.refused) - 3} more")


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end it as Ctrl-C does, also in the background: the dataset is removed."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
