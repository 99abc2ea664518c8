"""The report in Chromium: everybody can read it, links lead where they say, nothing is loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from harness.pictures import need_browser
from nightledger.report.page import render
from python.tests.report.made_up import MADE, large
from python.tests.report.test_page import HOSTILE, hostile_night
from report.opened import LOADED, SHOWN, SURPLUS, opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.row("F2")
PLACES = ("#now", "#executive", "#debug", "#debug?asset=fct_loans_loans_00000")
ROWS = "document.querySelectorAll('#table tbody tr').length"
COUNT = "document.getElementById('count').textContent"
FIRST = "document.querySelector('#table tbody th').textContent"


STRIPS = "document.querySelector('#asset > .strip').textContent"
ROWS_OF_ASSET = "[...document.querySelectorAll('#asset table .strip')].map((s) => s.textContent)"


def worst_of_each_day(strips: list[str]) -> str:
    """Return the worst sign of each day."""
    assert len(strips) > 1
    return "".join(min(signs, key="✗!✓·".index) for signs in zip(*strips, strict=True))


@pytest.fixture(autouse=True)
def _browser() -> None:
    need_browser()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_read_it(width: int, scheme: str, tmp_path: Path) -> None:
    with opened(render(large(40, 300), MADE), tmp_path, width=width, scheme=scheme) as page:
        for place in PLACES:
            page.go(place)
            assert page.violations() == [], place
            assert page.ask(SURPLUS) <= 0, f"{place} is wider than the window"
            assert page.ask(LOADED) == []
            assert page.ask(SHOWN) == [place[1:].partition("?")[0]]


def test_four_weeks_of_the_most_owners_print_on_one_page(tmp_path: Path) -> None:
    with opened(render(large(1_000, 300), MADE), tmp_path) as page:
        page.go("#executive")
        assert page.printed_pages() == 1


def test_a_theme_can_be_chosen(tmp_path: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(render(large(4, 30), MADE), tmp_path) as page:
        light = page.ask(ground)
        page.ask("document.getElementById('theme').click()")
        assert page.ask(ground) != light
        assert page.violations() == []


def test_without_javascript_all_parts_are_there_and_readable(tmp_path: Path) -> None:
    with opened(render(large(40, 300), MADE), tmp_path, script=False) as page:
        root = page.browser.call("DOM.getDocument", depth=-1)["root"]
        found = page.browser.call(
            "DOM.querySelectorAll", nodeId=root["nodeId"], selector="section"
        )["nodeIds"]
        assert len(found) == 3
        for node in found:
            assert page.browser.call("DOM.getBoxModel", nodeId=node)["model"]["height"] > 200


def test_a_link_to_a_filter_and_an_order_shows_the_same_to_whoever_opens_it(tmp_path: Path) -> None:
    with opened(render(large(40, 300), MADE), tmp_path) as page:
        page.go("#debug?q=fct_rates+not_null&sort=-asset_name")
        shared = (page.ask(COUNT), page.ask(FIRST), page.ask(ROWS))
        page.go("#debug")
        assert page.ask(COUNT) == "300 of 300 checks"
        page.ask(
            "document.getElementById('q').value = 'fct_rates not_null';"
            "document.getElementById('q').dispatchEvent(new Event('input'));"
            "document.getElementById('sort-asset_name').click();"
            "document.getElementById('sort-asset_name').click()"
        )
        page.wait()
        assert (page.ask(COUNT), page.ask(FIRST), page.ask(ROWS)) == shared
        assert page.ask("location.hash") == "#debug?q=fct_rates+not_null&sort=-asset_name"
        assert 0 < shared[2] < 300


def test_a_list_begins_with_two_hundred_and_goes_on_when_asked(tmp_path: Path) -> None:
    with opened(render(large(40, 300), MADE), tmp_path) as page:
        page.go("#debug")
        assert page.ask(ROWS) == 200
        page.ask("document.getElementById('more').click()")
        assert page.ask(ROWS) == 300
        assert page.ask("document.getElementById('more').hidden") is True


def test_an_asset_leads_up_and_down_the_graph(tmp_path: Path) -> None:
    links = "[...document.querySelectorAll('#asset .ways button')].map((b) => b.textContent)"
    with opened(render(large(40, 300), MADE), tmp_path) as page:
        page.go("#debug?asset=fct_loans_loans_00000")
        below = page.ask(links)
        assert "fct_payments_loans_00001" in below
        assert page.ask("document.querySelectorAll('#asset .spark').length") == 1
        assert page.ask(STRIPS) == worst_of_each_day(page.ask(ROWS_OF_ASSET))
        page.ask("document.querySelector('#asset .ways button').click()")
        page.ask("new Promise((done) => setTimeout(done, 200))")
        assert page.ask("document.querySelector('#asset h3').textContent") == below[0]
        assert "fct_loans_loans_00000" in page.ask(links)


def test_the_last_run_is_drawn_as_bars(tmp_path: Path) -> None:
    with opened(render(large(40, 300), MADE), tmp_path) as page:
        page.go("#debug")
        assert page.ask("document.querySelectorAll('#gantt .bar').length") == 40


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_stays_text(text: str, tmp_path: Path) -> None:
    with opened(render(hostile_night(text), MADE), tmp_path, width=360) as page:
        for place in ("#now", "#executive", "#debug", "#debug?asset=" + text[:40].strip("\ud800")):
            page.go(json.loads(json.dumps(place)).replace("#debug?asset=<", "#debug?asset=%3C"))
            assert page.ask("window.hit === undefined") is True
            assert page.ask("document.images.length") == 0
            assert page.ask(SURPLUS) <= 0, f"{place} is wider than the window"


def test_a_hundred_thousand_checks_are_searched(tmp_path: Path) -> None:
    with opened(render(large(5_000, 100_000), MADE), tmp_path) as page:
        page.go("#debug?q=relationships")
        assert page.ask(COUNT) == "20,000 of 100,000 checks"
        assert page.ask("document.getElementsByTagName('*').length") < 12_000
