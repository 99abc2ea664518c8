"""The Teams card: valid, small enough, and showing just what the data says."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft6Validator
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from nightledger.errors import ConfigError
from nightledger.transports.plain import clean
from nightledger.transports.teams import PAYLOAD_BYTES, Mention, Teams
from nightledger.transports.teams_text import DATE_FUNCTION, MENTION, escape
from python.tests.transports.examples import DASHBOARD, hostile, message, notification, several

SCHEMA = json.loads((resources.files("adaptive_cards") / "schemas/schema-1.5.json").read_text())
VALIDATOR = Draft6Validator(SCHEMA)
MARKDOWN = MarkdownIt("commonmark").enable("strikethrough")
ADA = Mention(name="Ada Lovelace", upn="ada@example.com")
TEAMS = Teams(url=lambda: "", owners={"risk": (ADA,)}, dashboard_url=DASHBOARD)


def card_of(body: bytes) -> dict[str, Any]:
    """Return the card, after checking the envelope and the card without Teams' own part."""
    payload = json.loads(body)
    assert payload["type"] == "message"
    (attachment,) = payload["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["contentUrl"] is None
    card: dict[str, Any] = attachment["content"]
    own = {name: value for name, value in card.items() if name != "msteams"}
    assert [error.message for error in VALIDATOR.iter_errors(own)] == []
    assert card["msteams"]["width"] == "full"
    return card


def texts_of(element: object) -> list[str]:
    """Return every text a card shows."""
    if isinstance(element, dict):
        own = [element[key] for key in ("text", "value", "title") if key in element]
        return [text for text in own if isinstance(text, str)] + [
            text for value in element.values() for text in texts_of(value)
        ]
    return (
        [text for item in element for text in texts_of(item)] if isinstance(element, list) else []
    )


def actions_of(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons above everything but the title."""
    sets = itertools.takewhile(lambda item: item["type"] == "ActionSet", card["body"][1:])
    return [action for item in sets for action in item["actions"]]


@pytest.mark.row("C9")
def test_the_card_says_everything_there_is_to_know() -> None:
    card = card_of(TEAMS.render(message()).body)
    said = "\n".join(texts_of(card))
    for text in (
        "CRITICAL: unique on customers.customer_id failed (prod)",
        "lender.marts.customers",
        "customer_id = 4711, 4712",
        "2026-03-10 05:00 UTC (3 days ago), seen 4 times",
        "✓✓✓✓✗✗✗✗·",
        "risk",
        "nightledger silence --asset lender.marts.customers --for 4h --comment WHY",
        "4 models, 1 exposure: loans, payments, arrears, report; board_report",
        "12 more failed or skipped",
        "code of model customers changed",
        "<at>Ada Lovelace</at>",
    ):
        assert text in said
    assert [action["title"] for action in actions_of(card)] == [
        "Open the run",
        "dbt artifacts",
        "Dashboard",
        "Runbook",
    ]
    assert actions_of(card)[2]["url"].endswith("?env=prod&asset=lender.marts.customers")


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("changes", "style"),
    [
        ({}, "attention"),
        ({"severity": "error"}, "attention"),
        ({"severity": "warn"}, "warning"),
        ({"severity": "odd"}, "emphasis"),
        ({"is_firing": False, "reason": "resolved"}, "good"),
    ],
)
def test_the_colour_is_the_severity(changes: dict[str, Any], style: str) -> None:
    card = card_of(TEAMS.render(message(notification(**changes))).body)
    assert card["body"][0]["style"] == style


def test_nobody_is_called_for_good_news() -> None:
    card = card_of(TEAMS.render(message(notification(is_firing=False))).body)
    assert "entities" not in card["msteams"]


def test_every_mention_is_in_the_card_letter_by_letter() -> None:
    people = tuple(Mention(name=f"A*_<at>{n % 3}", upn=f"{n}@example.com") for n in range(20))
    card = card_of(Teams(url=lambda: "", owners={"risk": people}).render(message()).body)
    entities = card["msteams"]["entities"]
    said = "\n".join(texts_of(card["body"]))
    assert len({entity["text"] for entity in entities}) == len(entities) == 10
    assert all(entity["text"] in said for entity in entities)


@pytest.mark.row("C2")
@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 10, 25, 26, 50, 100, 1_000, 10_000])
@pytest.mark.parametrize("length", [10, 400])
def test_a_card_never_outgrows_teams_and_counts_what_it_leaves_out(count: int, length: int) -> None:
    told = several(count)
    wide = [{f"column {n}": "é" * length for n in range(9)}] * 9
    changes: dict[str, Any] = {"message": "🌙" * length, "sample": wide}
    told = message(*(replace(one, **changes) for one in told.notifications))
    payload = TEAMS.render(told)
    card = card_of(payload.body)
    assert len(payload.body) <= PAYLOAD_BYTES
    said = texts_of(card["body"])
    shown = {n for n in range(count) if any(f"payments.column_{n} " in text for text in said)}
    omitted = count - max(len(shown), 1)
    more = [text for text in said if text.startswith("and ")]
    expected = f"and {omitted:,} more: [Open the run](https://"
    assert (len(more) == 1 and more[0].startswith(expected)) == bool(omitted)


@pytest.mark.row("C9")
def test_hostile_texts_leave_the_card_valid_and_in_bounds() -> None:
    payload = TEAMS.render(hostile())
    card = card_of(payload.body)
    said = "\n".join(texts_of(card))
    assert len(payload.body) <= PAYLOAD_BYTES
    assert "<at>Ada Lovelace</at>" not in said
    assert "{{DATE(" not in said.replace("{{DATE(2026-03-10T05:00:00Z, SHORT)}}", "")
    assert not set("\x00\x1b\u202e\u2066\n") & set("".join(texts_of(card)))
    assert "](javascript" not in said.replace("\\]", "")
    assert [action["title"] for action in actions_of(card)] == ["Dashboard", "Runbook"]


@given(
    st.text(
        alphabet=st.characters(codec="utf-8") | st.sampled_from("\\*_`[]()#>-+~<&!.1 "), max_size=60
    )
)
def test_markdown_shows_the_text_itself(text: str) -> None:
    shown = clean(text, 200)
    if MENTION.search(shown) or DATE_FUNCTION.search(shown):
        return  # these are changed on purpose
    html = MARKDOWN.render(escape(shown))
    assert html == (f"<p>{escapeHtml(shown)}</p>\n" if shown else "")


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("count", "shown", "more"),
    [
        (3, 3, None),
        (4, 3, "1 more column not shown"),
        (5, 3, "2 more columns not shown"),
        (9, 3, "6 more columns not shown"),
    ],
)
def test_a_table_is_no_wider_than_a_phone_and_says_what_it_leaves_out(
    count: int, shown: int, more: str | None
) -> None:
    row = {f"column_{number}": number for number in range(count)}
    card = card_of(TEAMS.render(message(notification(sample=(row,)))).body)
    (table,) = [item for item in card["body"][-1]["items"] if item["type"] == "Table"]
    assert len(table["columns"]) == shown
    assert all(len(line["cells"]) == shown for line in table["rows"])
    notes = [text for text in texts_of(card) if "not shown" in text]
    assert notes == ([more] if more else [])


def test_names_of_tables_are_not_littered_with_backslashes() -> None:
    assert escape("customers.customer_id_2") == "customers.customer_id_2"


def test_a_dashboard_url_that_cannot_work_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"knows no \{nonsense\}"):
        Teams(url=lambda: "", dashboard_url="https://x.example.com/{nonsense}")
    with pytest.raises(ConfigError, match="http or https"):
        Teams(url=lambda: "", dashboard_url="javascript:alert(1)")
