"""Texts are cut last, so that no half of a secret is left."""

from __future__ import annotations

import pytest
from nightledger.artifacts.text import clean_text

LIMIT = 100
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"  # noqa: S105 - a made-up shape


@pytest.mark.row("G3")
@pytest.mark.parametrize("secret", [TOKEN, "postgres://user:hunter2@host"])
def test_a_secret_across_the_cut_is_hidden_whole(secret: str) -> None:
    for start in range(LIMIT - len(secret), LIMIT):
        text = f"{'x' * (start - 1)} {secret} {'y' * 1_000_000}"
        cleaned = clean_text(text, LIMIT) or ""
        assert cleaned.endswith(f" … [cut, {len(text)} characters in all]")
        assert secret[:12] not in cleaned
        assert "hunter2" not in cleaned


def test_a_short_text_stays_and_a_secret_in_it_does_not() -> None:
    assert clean_text(f"\x1b[31mno {TOKEN}\x1b[0m", LIMIT) == "no [redacted]"
    assert clean_text("", LIMIT) is None


def test_a_text_that_is_short_without_its_secret_is_not_cut() -> None:
    assert clean_text(f"reach postgres://user:{'x' * LIMIT}@host", LIMIT) == "reach [redacted]"
