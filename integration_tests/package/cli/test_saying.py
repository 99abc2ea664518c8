"""What the command line repeats of others' words does not speak to the terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import nightledger.cli
import pytest
from click.testing import CliRunner
from nightledger.cli import main
from nightledger.cli.formats import as_csv
from nightledger.cli.saying import printable
from nightledger.ledger import ReadResult

pytestmark = [pytest.mark.row("F3")]

HOSTILE = "a\x1b]0;x\x07\x1b[31mb\x9b2Jc\x7fd\u202ee\ud800f\u2028g\r"
UNSEEN = [chr(code) for code in (0x1B, 0x07, 0x9B, 0x7F, 0x202E, 0x2028, 0x0D)]
ROOM = Path(nightledger.cli.__file__).parent


def is_harmless(text: str) -> bool:
    return not any(one in text for one in UNSEEN)


def test_every_sign_nobody_sees_is_spelt_out_and_words_are_as_they_were() -> None:
    assert printable(HOSTILE) == (
        "a\\x1b]0;x\\x07\\x1b[31mb\\x9b2Jc\\x7fd\\u202ee\\ud800f\\u2028g\\r"
    )
    for honest in ("naïve — ✓ 日本語 👍", "one\nline\tand another", ""):
        assert printable(honest) == honest


def test_nothing_but_this_writes_to_the_terminal() -> None:
    others = [path for path in ROOM.rglob("*.py") if path.name != "saying.py"]
    found = [path.name for path in others if "click.echo" in path.read_text()]
    assert found == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["ingest", f"/nowhere/{HOSTILE[:20]}"],
        ["silence", "--asset", "a", "--for", HOSTILE, "--comment", "c"],
        ["silence", "--severity", HOSTILE, "--for", "2h", "--comment", HOSTILE, "--by", HOSTILE],
        ["alerts", "check", f"/nowhere/{HOSTILE[:20]}"],
        [HOSTILE],
        ["tick", "--config", f"/nowhere/{HOSTILE[:20]}"],
    ],
    ids=lambda arguments: arguments[0][:8],
)
def test_a_mistake_is_told_in_harmless_words(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit)
    assert is_harmless(result.output), ascii(result.output)


@pytest.mark.parametrize("shape", ["as_table", "as_json", "as_csv"])
def test_an_answer_is_harmless_where_a_person_looks_on(shape: str) -> None:
    program = (
        f"from nightledger.cli.formats import {shape}; "
        "from nightledger.ledger import ReadResult; "
        f"{shape}(ReadResult(columns=('a',), rows=[({HOSTILE[:-1]!a},)]))"
    )
    reader, writer = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": ":".join(sys.path), "TERM": "dumb", "COLUMNS": "200"}
    subprocess.run([sys.executable, "-c", program], env=environment, stdout=writer, check=True)
    os.close(writer)
    said = os.read(reader, 10_000).decode(errors="replace").replace("\r\n", "\n")
    assert "\\x1b]0;x" in said or "\\u001b]0;x" in said
    assert is_harmless(said), ascii(said)


def test_a_program_gets_what_was_there(capsys: pytest.CaptureFixture[str]) -> None:
    as_csv(ReadResult(columns=("a",), rows=[("b\x9bc",), (None,)]))
    assert capsys.readouterr().out == 'a\nb\x9bc\n""\n'


def test_an_encoding_without_a_sign_for_it_spells_it_out() -> None:
    program = "from nightledger.cli import main; main(['alerts', 'check', '/nowhere/✓'])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "\\u2713" in done.stderr
