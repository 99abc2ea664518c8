"""What engines quote of a person's data is masked in their messages, and their own words stay."""

from __future__ import annotations

import random

import pytest
from nightledger.artifacts.personal import is_marked
from nightledger.contract import DEFAULTS
from nightledger.masking import NOT_KEPT, engine_words, is_account, mask_message, mask_shapes

DICE = random.Random(97)  # noqa: S311 - no cryptography
CANARY = "".join(DICE.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))
MAIL = f"{CANARY}@x.test"
IBAN = "DE89370400440532013000"
SPACED = "DE89 3704 0044 0532 0130 00"
NUMBERS = ["198001012384", "8001012384", "19800101-2384", "800101-2384", "12345678901"]
MARKS = DEFAULTS["pii_marks"]

QUOTED = [
    f"Could not convert string '{MAIL}' to INT64",
    f'Could not cast literal "{CANARY} O\'Hara" to type DATE',
    f"Bad int64 value: {CANARY} and more of it",
    f"Invalid timestamp: '{CANARY}'; while evaluating",
    f'Failed to parse input string "{CANARY}" at [3:4]',
    f"Malformed JSON at byte 0 of input: unexpected.  Input: {{{CANARY}",
    f"Couldn't read '{CANARY}'",
    f"could not convert string to float: {CANARY}",
    f"time data '{CANARY}' does not match format '%Y'",
    f"Error in query: {MAIL} is unknown",
    f"cut in the middle: '{CANARY} and then",
]


@pytest.mark.row("G2")
@pytest.mark.parametrize("text", QUOTED)
def test_a_quoted_value_is_masked(text: str) -> None:
    assert CANARY not in mask_message(text)
    assert "***" in mask_message(text)


@pytest.mark.row("G2")
@pytest.mark.parametrize("value", [MAIL, IBAN, SPACED, *NUMBERS])
def test_what_shows_by_itself_is_masked_without_quotes(value: str) -> None:
    assert mask_shapes(f"no such customer {value} here") == "no such customer *** here"


@pytest.mark.row("G2")
def test_the_engines_own_words_stay() -> None:
    text = (
        "Database Error in model stg_customers (models/staging/stg_customers.sql)\n"
        "  Unrecognized name: emial; Did you mean email? at [3:5]\n"
        "  compiled code at target/run/lender/models/staging/stg_customers.sql"
    )
    assert mask_message(text) == text
    assert mask_message("Bad int64 value: 17") == "Bad int64 value: ***"
    assert mask_shapes("run 4f2b6a0e-3e4c-4b3a-9a7d-4cf5c2b1a001 of 2026-11-20") == (
        "run 4f2b6a0e-3e4c-4b3a-9a7d-4cf5c2b1a001 of 2026-11-20"
    )


@pytest.mark.row("G2")
def test_an_account_is_known_by_its_check_digits() -> None:
    assert is_account(IBAN)
    assert is_account(SPACED)
    assert not is_account("DE88370400440532013000")
    assert mask_shapes("DE88370400440532013000") == "DE88370400440532013000"


@pytest.mark.row("G2")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Database Error in model x\n  Bad int64 value: {CANARY}", "Bad int64 value"),
        (f"400 x: Access Denied: Table {CANARY}", "Access Denied"),
        (f"something nobody foresaw {CANARY}", NOT_KEPT),
    ],
)
def test_of_a_message_only_the_class_may_be_kept(text: str, words: str) -> None:
    assert engine_words(text) == words


@pytest.mark.row("G2")
@pytest.mark.parametrize(
    ("thing", "is_it"),
    [
        ({"tags": ["pii"]}, True),
        ({"config": {"tags": "pii"}}, True),
        ({"tags": ["PII"]}, True),
        ({"config": {"tags": ["contains_pii"]}}, True),
        ({"tags": ["isPii", "x"]}, True),
        ({"meta": {"Personal-Data": "yes"}}, True),
        ({"config": {"meta": {"data": {"class": "Confidential"}}}}, True),
        ({"source_meta": {"labels": ["gdpr"]}}, True),
        ({"policy_tags": ["projects/p/locations/eu/taxonomies/1/policyTags/2"]}, True),
        ({"meta": {"pii": True}}, True),
        ({"meta": {"pii": False}}, False),
        ({"meta": {"pii": "no"}}, False),
        ({"tags": ["no_pii", "non-pii"]}, False),
        ({"tags": ["shipping", "nightly"]}, False),
        ({"meta": {"owner": "pii"}}, False),
        ({}, False),
    ],
)
def test_a_mark_counts_however_it_is_written(thing: dict[str, object], is_it: bool) -> None:  # noqa: FBT001
    assert is_marked(thing, MARKS) is is_it  # type: ignore[arg-type] # a list of words
