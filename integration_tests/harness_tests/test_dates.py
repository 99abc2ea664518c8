"""What depends on the date holds on any: the generators, what tests expect of them, the words.

Each date is that of a whole process and of all it starts. For everything else:
`make test-on date=2028-02-29T23:58`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

import pytest
from harness.clock import shifted_environment
from harness.clock.shifting import find_compiler
from harness.day import VARIABLE, last_day
from harness.dbt import REPOSITORY
from harness.summary import MISSING_PACKAGE
from lender.ingest.variants import Variant, delivery
from news.feeds import PUBLISHERS, deliver

MOMENTS = {
    "month's end": "2026-02-28T11:00:00+00:00",
    "over midnight": "2027-03-31T23:59:55+00:00",
    "leap day": "2028-02-29T12:00:00+00:00",
    "year's end": "2027-12-31T23:59:50+00:00",
}
DAYS = [datetime.fromisoformat(moment).date() for moment in MOMENTS.values()]
CHEAP = (
    "python/tests/artifacts",
    "python/tests/config",
    "python/tests/router",
    "python/tests/transports/test_content.py",
    "python/tests/transports/test_expected.py",
    "integration_tests/lender/tests_py/test_books.py",
    "integration_tests/news/tests_py/test_feeds.py",
)
"""What is about dates and takes seconds: shifted artifacts, time intervals, retries, words."""


@pytest.fixture
def need_compiler() -> None:
    """Skip where no program can be given another date."""
    if find_compiler() is None:
        pytest.skip(f"This test {MISSING_PACKAGE} gcc, and there is no C compiler.")


@pytest.mark.usefixtures("need_compiler")
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_the_tests_of_dates_and_words_pass_on_any_date(moment: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        "python/pyproject.toml",
        "--rootdir",
        ".",
    ]
    done = subprocess.run(
        [*command, "-q", "-p", "no:cacheprovider", *CHEAP],
        cwd=REPOSITORY,
        env=shifted_environment(datetime.fromisoformat(moment)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-1_000:]


@pytest.mark.usefixtures("need_compiler")
def test_the_date_is_that_of_what_a_program_starts_too() -> None:
    moment = datetime(2028, 2, 29, 12, tzinfo=timezone.utc)
    inner = "import datetime, time; print(datetime.date.today(), time.strftime('%F'))"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    done = subprocess.run(
        [sys.executable, "-c", outer],
        env=shifted_environment(moment),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["2028-02-29", "2028-02-29"]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_bad_day_has_the_same_defects_whatever_its_date(day: date) -> None:
    delivered = delivery(day, Variant.DEFECTIVE)
    ids = [row["customer_id"] for row in delivered.customers]
    assert len(ids) - len(set(ids)) == 3
    assert sum(float(str(row["balance_eur"])) < 0 for row in delivered.accounts) == 5
    purposes = {row["purpose"] for row in delivered.loans}
    assert len(purposes) == 10
    assert all(len(delivery(day - timedelta(days=n), Variant.CLEAN).payments) > 10 for n in (0, 1))
    assert len(delivery(day, Variant.BAD_PAYMENTS).payments) > 10


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_day_of_the_newsroom_has_as_many_rows_whatever_its_date(
    day: date, tmp_path_factory: pytest.TempPathFactory
) -> None:
    landing = tmp_path_factory.mktemp("landing")
    deliver(landing, day)
    counts = {publisher.name: len(list(publisher.rows(landing, day))) for publisher in PUBLISHERS}
    assert set(counts.values()) == {60}


def test_the_last_day_is_given_or_that_of_the_clock_in_utc(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    just_before = datetime.fromisoformat("2027-01-01T00:30:00+01:00")
    assert last_day(just_before) == date(2026, 12, 31)
    monkeypatch.setitem(os.environ, VARIABLE, "2028-02-29")
    assert last_day(just_before) == date(2028, 2, 29)
    monkeypatch.setitem(os.environ, VARIABLE, "yesterday")
    with pytest.raises(ValueError, match="yesterday"):
        last_day()
