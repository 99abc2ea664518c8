"""Finding the emulator's interpreter, and what is said when it cannot serve."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from emulator import EmbeddedBigQuery, EmulatorError
from emulator.process import INTERPRETER, INTERPRETER_VARIABLE, find_interpreter


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder with nothing said by the environment."""
    monkeypatch.delenv(INTERPRETER_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_argument_goes_before_the_variable_and_the_variable_before_the_folder(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, named, given = (elsewhere / INTERPRETER, elsewhere / "named", elsewhere / "given")
    near.parent.mkdir(parents=True)
    for path in (near, named, given):
        path.touch()

    assert find_interpreter(None) == near
    monkeypatch.setenv(INTERPRETER_VARIABLE, str(named))
    assert find_interpreter(None) == named
    assert find_interpreter(given) == given


def test_interpreter_of_the_checkout_is_found_from_a_folder_inside_it(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter = elsewhere / INTERPRETER
    interpreter.parent.mkdir(parents=True)
    interpreter.touch()
    inside = elsewhere / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)

    assert find_interpreter(None) == interpreter


@pytest.mark.usefixtures("elsewhere")
def test_missing_interpreter_is_explained_with_what_to_do() -> None:
    with pytest.raises(EmulatorError, match=INTERPRETER_VARIABLE):
        find_interpreter(None)
    with pytest.raises(EmulatorError, match=r"not/there does not exist\."):
        find_interpreter(Path("not/there"))


def test_failed_start_is_told_with_the_end_of_the_log() -> None:
    with pytest.raises(EmulatorError, match="No module named 'bqemulator'"):
        EmbeddedBigQuery.start(python=Path(sys.executable))
