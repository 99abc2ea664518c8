"""News that is nothing to repair, and the figures a notice brings: as a channel gets them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from nightledger.cli import main

if TYPE_CHECKING:
    from watch.scene import Scene

pytestmark = pytest.mark.row("C11")
LINK = "https://storage.cloud.google.com/reports/elementary.html"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ"  # noqa: S105 - a made-up shape


def notify(scene: Scene, *options: str) -> None:
    environment = {
        "NIGHTLEDGER_PROJECT": scene.bigquery.project,
        "NIGHTLEDGER_DATASET": scene.dataset,
        "BIGQUERY_EMULATOR_HOST": scene.bigquery.url,
        "NIGHTLEDGER_ENVIRONMENT": "prod",
    }
    result = CliRunner(env=environment).invoke(
        main, ["notify", "--title", "Report of the week", "--severity", "info", *options]
    )
    assert result.exit_code == 0, result.output


@pytest.mark.row("C9")
def test_news_is_told_once_with_its_figures_and_its_link_and_wakes_nobody(scene: Scene) -> None:
    alerts = scene.alerts("teams")
    notify(scene, "--fact", "Failed=3", "--fact", "Models seen=41 = all", "--link", LINK)
    scene.tick(alerts)
    scene.later(days=8)
    scene.tick(alerts)
    [request] = scene.target("teams").received()
    card = json.loads(request.text)["attachments"][0]["content"]
    texts = [element.get("text") for element in json_objects(card)]
    assert "**Failed:** 3" in texts
    assert "**Models seen:** 41 = all" in texts
    assert LINK in request.text
    assert card["body"][0]["style"] == "accent"
    [row] = scene.rows("event = 'accepted'")
    assert "INFO: Report of the week" in row["title"]
    [claim] = scene.rows("event = 'claimed'")
    assert "info" in str(claim["told"])


@pytest.mark.row("G3")
def test_a_secret_in_a_figure_is_in_no_message(scene: Scene) -> None:
    notify(scene, "--fact", f"Token={TOKEN}")
    scene.tick(scene.alerts("teams"))
    [request] = scene.target("teams").received()
    assert "Report of the week" in request.text
    assert TOKEN not in request.text


def test_a_receiver_that_sees_titles_only_sees_no_figures(scene: Scene) -> None:
    notify(scene, "--fact", "Arrears=1,234 EUR")
    scene.tick(scene.alerts(scene.receiver("teams", details="title")))
    [request] = scene.target("teams").received()
    assert "Report of the week" in request.text
    assert "1,234" not in request.text


def json_objects(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Return every object in a JSON value, at any depth."""
    if isinstance(value, list):
        return [found for each in value for found in json_objects(each)]
    if isinstance(value, dict):
        return [value, *json_objects(list(value.values()))]
    return []
