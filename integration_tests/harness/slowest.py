"""What the last `make test` spent its time on: `python -m harness.slowest <folder of junit files>`.

Writes the twenty slowest tests into CONTRIBUTING.md, and the files by their seconds for
`harness.longest_first`. A test's name says what it proves; its time includes the fixtures which
it is the first to need.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from harness.dbt import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = REPOSITORY / "CONTRIBUTING.md"
BEGIN, END = (
    "<!-- slowest: written by `make slowest` -->\n",
    "<!-- end of slowest -->\n",
)
FILES = Path(__file__).with_name("slowest_files.txt")
TESTS = 20
WORTH_ORDERING_SECONDS = 10
FOLDERS = ("integration_tests.", "python.tests.")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Timed:
    """How long one test took, with its fixtures."""

    seconds: float
    module: str
    name: str

    @property
    def claim(self) -> str:
        """What it proves, as its name says it."""
        name, bracket, case = self.name.partition("[")
        words = name.removeprefix("test_").replace("_", " ")
        return f"{words} ({case.rstrip(']')})" if bracket else words

    @property
    def place(self) -> str:
        """Its file as people name it."""
        short = self.module
        for folder in FOLDERS:
            short = short.removeprefix(folder)
        return short.replace(".", "/") + ".py"


def timed(reports: Iterable[Path]) -> list[Timed]:
    """Read every test of the junit files, slowest first."""
    found = [
        Timed(
            seconds=float(case.get("time", 0)),
            module=case.get("classname", ""),
            name=case.get("name", ""),
        )
        for report in reports
        for case in ET.parse(report).getroot().iter("testcase")  # noqa: S314 - pytest wrote it
    ]
    return sorted(found, reverse=True)


def table(tests: Sequence[Timed]) -> str:
    """Return the Markdown table of tests."""
    rows = [f"| {test.seconds:.0f} | `{test.place}` | {test.claim} |" for test in tests]
    return "\n".join(["| seconds | file | what it proves |", "|---|---|---|", *rows, ""])


def by_file(tests: Iterable[Timed]) -> str:
    """Return a line for each slow file, slowest first: its seconds and its path."""
    seconds: Counter[str] = Counter()
    for test in tests:
        seconds[test.module.replace(".", "/") + ".py"] += round(test.seconds)
    slow = [each for each in seconds.most_common() if each[1] >= WORTH_ORDERING_SECONDS]
    return "".join(f"{count} {path}\n" for path, count in slow)


def inserted(page: str, text: str) -> str:
    """Return the page with the text between its two marks. Raises ValueError without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        message = f"{PAGE} lacks the marks {BEGIN.strip()} and {END.strip()}."
        raise ValueError(message)
    return f"{before}{BEGIN}{text}{END}{after}"


def main() -> int:
    """Write both; 1 when there is no report."""
    tests = timed(sorted(Path(sys.argv[1]).glob("*.xml")))
    if not tests:
        print(
            f"There is no report in {sys.argv[1]}; run `make test` first.",
            file=sys.stderr,
        )
        return 1
    slowest = table(tests[:TESTS])
    PAGE.write_text(inserted(PAGE.read_text(encoding="utf-8"), slowest), encoding="utf-8")
    FILES.write_text(by_file(tests), encoding="utf-8")
    print(slowest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
