"""alerts.yml as nobody should write it: a mistake with its place, never a traceback or a hang."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nightledger.config import AlertsError, load, loads
from nightledger.config.yaml_text import LONGEST_FILE, MOST_NODES
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.row("C2"), pytest.mark.row("F3")]

EXAMPLE = (
    (Path(__file__).parents[3] / "docs" / "examples" / "alerts.yml")
    .read_text()
    .replace("secret: projects/lender-data/secrets/pagerduty-key/versions/latest", "env: KEY")
)
LONGEST_SAID = 70_000
"""A hundred mistakes of a few hundred characters."""

PLAIN = """
receivers:
  - {name: team, type: teams, url: {env: TEAMS}}
  - {name: mail, type: smtp, host: localhost, port: 25, tls: none, from: a@l.test, to: b@l.test}
fallback: mail
route: {receiver: team}
"""
SNIPPETS = [
    *("2026-02-30", "2026-13-01T99:99:99", "12:99", "1:99:99", "-12:30", "0x_", "0b_", "0o8"),
    *("!!timestamp abc", "!!bool x", '!!int ""', "!!int abc", "!!float x", "!!binary ~~"),
    *("!!set {a, b}", "!!omap [a]", "!!pairs [a: b]", "!!map x", "!!seq {a: b}", "!!python/none x"),
    *("9" * 5000, f"{'9' * 5000}m", "1e999", ".inf", "-.inf", ".nan", "9" * 30, "-1", "²", "٣m"),
    *("[]", "{}", "[[[[]]]]", "{a: {b: {c: d}}}", "[a, [b], {c: d}]", "{<<: x}", "{<<: [x]}", "<<"),
    *("*nobody", "&a [*a]", "&b {c: *b}", "? [x]", "? {a: b}", ": x", "'", '"', "|", ">", "%", "@"),
    *('"\\ud800"', '"\\UFFFFFFFF"', '"\\0"', '"\\e[31m"', '"\\u202e"', "!<tag:x> y", "!x y", "---"),
    *("~", "null", "''", "yes", "no", "on", "=", "x" * 9_000, "x" * 20_000, "a b", "-", "{env: A}"),
    *('"*" ', f'"{"*a" * 200}"', "a@b@c", "Ada <a@b>", "<>", "@", '"a b"@c', "(a)", "a@[1.2.3.4"),
    *("https://[::1", "https://a:b@c", "//x", "{name}", '"{a!r:>{b}}"', "Europe", "../../etc"),
]  # fmt: skip
TEN = ",".join(["{0}"] * 10)
WHOLE = {
    "a list of lists ten times ten": PLAIN + "\nx:\n  - &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"  - &a{n} [{TEN.format(f'*a{n - 1}')}]\n" for n in range(1, 9)),
    "mappings merged ten times ten": PLAIN + "\nx:\n  - &a0 {k: v}\n" + "".join(
        f"  - &a{n} {{<<: [{TEN.format(f'*a{n - 1}')}]}}\n" for n in range(1, 9)),
    "a route that is in itself": PLAIN.replace(
        "{receiver: team}", "{receiver: team, routes: &r [{receiver: team, routes: *r}]}"),
    "deep": "a: " + "[" * 3_000,
    "deeper routes than anybody has": PLAIN.replace(
        "{receiver: team}", "{receiver: team, routes: [" * 60 + "]}" * 60),
    "many entries": PLAIN + "x: [" + "a," * 2 * MOST_NODES + "]",
    "many keys that are none": PLAIN + "".join(f"key{n}: x\n" for n in range(4_000)),
    "many routes to nobody": PLAIN.replace(
        "{receiver: team}", "{receiver: team, routes: [" + ",".join(
            f"{{receiver: nobody{n}, matchers: {{owner: o{n}}}}}" for n in range(1_200)) + "]}"),
    "a long line": PLAIN + "x: '" + "y" * (LONGEST_FILE // 2) + "'",
    "a long key": PLAIN + "x" * 900 + ": y",
    "a directive": "%YAML 1." + "9" * 6_000 + "\n---\n" + PLAIN,
    "two documents": PLAIN + "---\n" + PLAIN,
    "nothing but a comment": "# x",
    "control characters": PLAIN + "\nx: \x07",
    "former names that are lists": PLAIN.replace(
        "name: team,", "name: team, formerly: [[a], {b: c}],"),
}  # fmt: skip


def places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each value of a file in block style and flow style."""
    for line_start, line in lines(text):
        for mark in (": ", "- ", "[", ", "):
            at = line.find(mark)
            while at >= 0 and "#" not in line[:at]:
                start = at + len(mark)
                end = min(
                    (place for sign in ",]}#" if (place := line.find(sign, start)) > start),
                    default=len(line),
                )
                yield line_start + start, line_start + end
                at = line.find(mark, start)


def lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line.rstrip("\n")
        start += len(line)


PLACES = sorted(set(places(EXAMPLE)))
EVERY = 16
"""A snippet is tried at one place of so many, the next one at the places beside them."""


def outcome(text: str) -> str:
    """Load a file and all that stands on it; give what was wrong, empty when nothing was."""
    try:
        config = loads(text)
    except AlertsError as error:
        return str(error)
    config.build_transports({})
    assert config.rules.receivers
    for target in config.targets.values():
        assert target.drops or target.messages_per_hour
        assert target.messages_per_tick is None or target.messages_per_tick > 0
    return ""


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_too_much_or_in_itself_is_refused_in_a_few_words(name: str) -> None:
    said = outcome(WHOLE[name])
    assert said
    assert len(said) < LONGEST_SAID


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_value_of_any_kind_is_no_more_than_a_mistake(snippet: str) -> None:
    for start, end in PLACES[SNIPPETS.index(snippet) % EVERY :: EVERY]:
        said = outcome(EXAMPLE[:start] + snippet + EXAMPLE[end:])
        assert len(said) < LONGEST_SAID
        assert said.replace("\n", "").isprintable()


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_change_of_the_text_is_no_more_than_a_mistake(data: st.DataObject) -> None:
    text = EXAMPLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 30, len(text))))
        put = data.draw(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=6)))
        text = text[:start] + put + text[end:]
    assert len(outcome(text)) < LONGEST_SAID


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=6), below, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    key=st.sampled_from(
        ["receivers", "fallback", "route", "limits", "owners", "time_intervals", "x"]
    ),
    value=JSON,
)
def test_a_part_of_any_shape_is_named(key: str, value: Any) -> None:  # noqa: ANN401 - any shape
    said = outcome(PLAIN + f"\n? {json.dumps(key + ' ')}\n: {json.dumps(value)}\n")
    assert "there is no such key" in said or "no YAML" in said or "character" in said
    lines_of = [line for line in PLAIN.splitlines() if not line.startswith(f"{key}:")]
    outcome("\n".join(lines_of) + f"\n{key}: {json.dumps(value)}\n")


@pytest.mark.parametrize(
    ("value", "kept"),
    [("no", "no"), ("2026-02-30", "2026-02-30"), ("007", "007"), ("1e3", "1e3"), ("'~'", "~")],
)
def test_a_name_is_what_was_written_whatever_yaml_makes_of_it(value: str, kept: str) -> None:
    config = loads(
        PLAIN.replace("name: mail", f"name: {value}").replace(
            "fallback: mail", f"fallback: {value}"
        )
    )
    assert config.fallback == kept


def test_a_file_of_another_kind_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yml"
    path.write_bytes(b"#" * (LONGEST_FILE + 1))
    with pytest.raises(ConfigError, match="it is longer than 1,048,576 bytes"):
        load(path)
