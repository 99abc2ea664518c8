"""The page holds everything it needs, little of it, and nothing that was put into it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from nightledger.report.page import checksum, render
from nightledger.report.queries import questions
from python.tests.report.made_up import MADE, large, night, problems, run
from python.tests.report.unpacked import unpacked

if TYPE_CHECKING:
    from nightledger.report.queries import Row

pytestmark = pytest.mark.row("F2")

HOSTILE = (
    "</script><script>window.hit = 1</script>",
    "'\"><img src=x onerror=window.hit=1>",
    "<!--<script>",
    "{{ 7 * 7 }} {% raw %}",
    "\u202eevil\u2066 \x00 \ud800",
    "x" * 10_000,
)
SIZES = [(1_000, 5_000, 300_000), (5_000, 100_000, 2_000_000)]


class Reader(HTMLParser):
    """What a browser sees: tags, their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All text."""
        return " ".join(" ".join(self.texts).split())


def hostile_night(text: str) -> dict[str, list[Row]]:
    """Return a night in which every text there is is hostile."""
    answers = large(3, 6)
    answers["open_problems"] = problems("critical", "warn")
    answers["open_problems"][1]["alert"] = "silenced"
    answers["silences"] = [
        {
            "state": "active",
            "what": text,
            "starts_at": MADE.at,
            "ends_at": MADE.at,
            "comment": text,
            "created_by": text,
            "problem_count": 1,
            "total_count": 1,
        }
    ]
    answers["missing_runs"] = [
        {
            "subject": text,
            "state": "missing",
            "expected_at": MADE.at,
            "late_seconds": 60.0,
            "why_expected": text,
            "severity": "error",
            "owner": text,
            "environment": text,
            "total_count": 1,
        }
    ]
    kept = {"severity", "alert", "state", "strip", "asset_id", "parent_id", "child_id", "status"}
    return {
        name: [
            {
                column: text if isinstance(value, str) and column not in kept else value
                for column, value in row.items()
            }
            for row in rows
        ]
        for name, rows in answers.items()
    }


def test_every_question_has_an_answer_in_the_tests() -> None:
    assert set(night()) == set(questions())


@pytest.mark.parametrize(("models", "checks", "most"), SIZES)
def test_the_page_of_a_large_project_is_small(models: int, checks: int, most: int) -> None:
    html = render(large(models, checks), MADE)
    assert len(unpacked(html)["checks"]["last"]) == checks
    assert len(html.encode()) <= most


def test_what_is_left_out_is_said() -> None:
    answers = large(40, 50)
    for name in ("checks", "assets", "runs"):
        answers[name] = [{**row, "total_count": 5_000} for row in answers[name]]
    for row in answers["open_problems"]:
        row["open_count"] = 70
    html = render(answers, MADE)
    said = Reader(html).text
    assert "40 more open problems not shown" in said
    assert "4,950 older runs not shown" in said
    assert "16 more owners" in said
    assert unpacked(html)["left"] == {"checks": 4_950, "assets": 4_960}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_no_text_becomes_markup_script_or_style(text: str) -> None:
    harmless = Reader(render(hostile_night("harmless"), MADE))
    page = Reader(render(hostile_night(text), MADE))
    shape = [tag for tag, _ in page.tags]
    expected = [tag for tag, _ in harmless.tags]
    assert shape == expected
    assert {
        name for _, attributes in page.tags for name in attributes if name.startswith("on")
    } == set()
    assert "\u202e" not in page.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", " https://x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    answers = night(
        open_problems=problems("error", run_url=url, runbook_url=url),
        runs=[{**run(1), "run_url": url}],
    )
    links = {attributes.get("href") for _, attributes in Reader(render(answers, MADE)).tags}
    assert links - {None} == {"#now", "#executive", "#debug"}


def test_the_page_may_run_its_own_script_and_nothing_else() -> None:
    html = render(large(3, 6), MADE)
    page = Reader(html)
    [policy] = [
        attributes["content"]
        for tag, attributes in page.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    [script] = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert policy is not None
    assert policy.split("; ")[0] == "default-src 'none'"
    assert f"style-src 'sha256-{checksum(style)}'" in policy
    assert f"script-src 'sha256-{checksum(script)}'" in policy
    loading = {"src", "srcset", "data", "action", "style", "ping", "background"}
    assert {name for _, attributes in page.tags for name in attributes} & loading == set()
    assert "link" not in {tag for tag, _ in page.tags}
    assert "url(" not in style
    assert "innerHTML" not in script


def test_what_is_open_is_read_without_javascript() -> None:
    html = render(large(40, 50), MADE)
    said = Reader(re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)).text
    for expected in (
        "The night did not go well: 30 problems are open, 6 of them critical.",
        "unique on fct_loans.id",
        "loan_id=L004711; loan_id=L004899; loan_id=L005012",
        "customers: 1,000 → 1,003 rows",
        "risk@lender.example",
        "told 2026-03-10 03:32",
        "nightledger ack 78da7282",
        "nightledger silence --subject 'unique on fct_loans.id' --for 4h",
        "Every run that was expected came.",
        "Median until resolved",
        "✗ exhausted",
        "98.2 %",
        "in four weeks, at most $28.50 a day",
        "team-1@lender.example",
        "dbt build --select tag:nightly",
    ):
        assert expected in said


def test_what_is_quiet_on_purpose_stands_apart() -> None:
    answers = night(open_problems=problems("error", alert="silenced"))
    said = Reader(render(answers, MADE)).text
    assert "Nothing is open that anybody has to hear of." in said
    assert said.index("Quiet on purpose") < said.index("unique on fct_loans.id")
    assert "silenced" in said.partition("Quiet on purpose")[2]


def test_what_somebody_took_on_is_quiet_and_says_who() -> None:
    taken = problems("error", acknowledged_by="ada", acknowledged_at=MADE.at)
    said = Reader(render(night(open_problems=taken), MADE)).text
    assert "by ada 2026-03-10 06:30" in said.partition("Quiet on purpose")[2]
    assert "Nothing is open that anybody has to hear of." in said


def test_signs_and_headings_need_no_colour_and_no_mouse() -> None:
    page = Reader(render(large(40, 50), MADE))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("h1") == 1
    assert {"main", "header", "nav", "footer"} <= set(tags)
    regions = [attributes for _, attributes in page.tags if attributes.get("role") == "region"]
    assert all(region.get("tabindex") == "0" for region in regions)
    assert all("aria-label" in one or "aria-labelledby" in one for one in regions)
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
