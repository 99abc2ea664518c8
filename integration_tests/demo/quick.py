"""The first minute: one failing test, one look, one card, and what to do next."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from emulator import EmbeddedBigQuery
from harness.dbt import REPOSITORY, copy_project, install_packages, run_dbt
from harness.fake_targets import FakeTargets
from harness.pictures import card_picture, missing
from harness.target import Target
from nightledger.cli import main as command_line

from .place import HOME
from .tell import chapter, message, say, step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

QUICK = HOME / "quick"
PROJECT, ALERTS, PICTURE = QUICK / "shop", QUICK / "alerts.yml", QUICK / "card.png"
SHOP = REPOSITORY / "integration_tests" / "demo" / "shop"
SHIPPED = REPOSITORY / "docs" / "pictures" / "card-critical.png"
CHANNEL = "teams/data-team"
DATASET, LEDGER = "shop", "shop_audit"
IN_TEAMS = "{{DATE"
"""Stands for a moment by the reader's clock, which Teams fills in."""

SECRET = "url: {env: TEAMS_URL}"  # noqa: S105 - the starter's name of a variable
LOCAL = f"allowed_hosts: [127.0.0.1] # this channel is on your machine\n    {SECRET}"


def main() -> None:
    """Run from nothing; what an earlier one left is removed first."""
    shutil.rmtree(QUICK, ignore_errors=True)
    QUICK.mkdir(parents=True)
    chapter("A dbt project with Nightledger, on an embedded BigQuery")
    with bigquery() as environment, FakeTargets.start(QUICK / "targets") as targets:
        os.environ["TEAMS_URL"] = targets.url(CHANNEL)
        copy_project(SHOP, PROJECT)
        with step("dbt deps"):
            install_packages(PROJECT)
        with step("dbt build: makes the ledger, too; an order came twice"):
            build = run_dbt(PROJECT, "build", env=environment)
        say(build.stdout.strip().splitlines()[-1].partition("  ")[2])
        chapter("nightledger init; nightledger tick")
        nightledger("init", "--config", str(ALERTS))
        ALERTS.write_text(ALERTS.read_text().replace(SECRET, LOCAL))
        nightledger("tick", "--config", str(ALERTS))
        for card in targets.http(CHANNEL).received():
            show(card.json)
    go_on()


@contextmanager
def bigquery() -> Iterator[dict[str, str]]:
    """Start an embedded BigQuery; yield, and set, the variables that lead to it."""
    with EmbeddedBigQuery.start(data_dir=QUICK / "bigquery") as emulator:
        target = Target(name="emulator", project=emulator.project, location="US", url=emulator.url)
        variables = target.environment(DATASET) | {
            "NIGHTLEDGER_PROJECT": emulator.project,
            "NIGHTLEDGER_DATASET": LEDGER,
            "NIGHTLEDGER_ENVIRONMENT": "demo",
        }
        os.environ.update(variables)
        yield variables


def nightledger(*arguments: str) -> None:
    """Run the command line in this process."""
    command_line(list(arguments), standalone_mode=False)


def show(payload: dict[str, Any]) -> None:
    """Show a delivered card as text, and as a picture."""
    card = payload["attachments"][0]["content"]
    texts = [text for element in every_object(card["body"]) if (text := element.get("text"))]
    title, *lines = (text.replace("**", "") for text in texts if IN_TEAMS not in text)
    message("delivered to the Teams channel", title, "\n".join(lines))
    say(picture(payload))


def every_object(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield every object in a JSON value, at any depth."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, (dict, list)):
            yield from every_object(part)


def picture(payload: dict[str, Any]) -> str:
    """Draw a card as Teams does; say where the picture is, or without Chromium one like it."""
    if missing() is not None:
        return f"picture of a card like it: {SHIPPED}"
    card_picture(payload, PICTURE)
    return f"picture: {PICTURE}"


def go_on() -> None:
    """Say what to do next."""
    chapter("Go on")
    say("docs/first-alert.md   the same in your own project, to your own channel: five minutes")
    say("make demo             a whole lender: Dagster, dlt, three days, mail, report")
    say(f"{ALERTS}   who is told what: read it")


if __name__ == "__main__":
    main()
