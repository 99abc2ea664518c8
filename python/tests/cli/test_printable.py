"""What a text holds does not speak to the terminal, whichever verb shows it."""

from __future__ import annotations

import csv
import io
import json
import re

import click
import pytest
from click.testing import CliRunner
from nightledger.cli import formats
from nightledger.cli.saying import printable, printable_json, say
from nightledger.ledger import ReadResult

SPEAKS = [
    *("\x1b[2J", "\x1b]0;x\x07", "\x9b2J", "\x7f", "\x08", "\r"),
    *("\u202e", "\u2066", "\u061c", "\ufeff", "\ud800"),
]
LEFT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


@pytest.mark.parametrize("text", SPEAKS, ids=ascii)
def test_no_control_character_is_left(text: str) -> None:
    shown = printable(f"a{text}b")
    assert not LEFT.search(shown)
    assert shown.startswith("a\\")


def test_honest_text_is_left_alone() -> None:
    text = "é 中 😀 a\tb\nc → ✓"
    assert printable(text) == text


@pytest.mark.parametrize("text", SPEAKS, ids=ascii)
def test_json_says_the_same_without_them(text: str) -> None:
    written = formats.to_json({"a": text})
    assert not LEFT.search(written)
    assert json.loads(written) == {"a": text}
    assert printable_json('{"a": 1}') == '{"a": 1}'


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "\t=1"])
def test_no_cell_of_a_csv_is_a_formula(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    formats.as_csv(ReadResult(columns=("a", "b"), rows=[(text, -5)]))
    _, row = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert row == [f"'{text}", "-5"]


def test_what_goes_to_a_file_is_exact_and_to_a_terminal_printable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ReadResult(columns=("a",), rows=[("x\x1b[2J",)])
    formats.as_csv(answer)
    assert "\x1b" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    formats.as_csv(answer)
    assert "\x1b" not in capsys.readouterr().out


def test_a_verb_echoes_what_it_was_given_printable() -> None:
    @click.command()
    @click.argument("text")
    def repeat(text: str) -> None:
        say(text)

    assert CliRunner().invoke(repeat, ["a\x1b[2Jb\x9b"]).output == "a\\x1b[2Jb\\x9b\n"
