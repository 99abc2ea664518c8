"""Secrets are taken out of any text, whatever they look like, and honest text is left alone."""

from __future__ import annotations

import base64
import random
import re
import string
import time

import pytest
from nightledger.contract import REDACTION_PATTERNS
from nightledger.redaction import REDACTED, SECRETS, redact, redact_text

DICE = random.Random(20261130)  # noqa: S311 - no cryptography
ALNUM = string.ascii_letters + string.digits
HEX = string.digits + "abcdef"


def some(size: int, alphabet: str = ALNUM) -> str:
    """Return made-up characters."""
    return "".join(DICE.choice(alphabet) for _ in range(size))


TOKENS = {
    "aws": "AKIA" + some(16, string.ascii_uppercase),
    "aws temporary": "ASIA" + some(16, string.ascii_uppercase),
    "google api": "AIza" + some(35),
    "google oauth": "ya29." + some(60),
    "google client": "GOCSPX-" + some(28),
    "google refresh": "1//" + some(60),
    "github": "ghp_" + some(36),
    "github fine-grained": "github_pat_" + some(40),
    "gitlab": "glpat-" + some(20),
    "slack bot": "xoxb-" + some(12, string.digits) + "-" + some(24),
    "slack app": "xapp-1-" + some(20),
    "stripe": "sk_live_" + some(24),
    "stripe restricted": "rk_live_" + some(24),
    "openai": "sk-proj-" + some(40),
    "sendgrid": f"SG.{some(22)}.{some(43)}",
    "databricks": "dapi" + some(32, HEX),
    "npm": "npm_" + some(36),
    "pypi": "pypi-" + some(60),
    "huggingface": "hf_" + some(34),
    "vault": "hvs." + some(40),
    "grafana": "glsa_" + some(32) + "_" + some(8, HEX),
    "doppler": "dp.pt." + some(43),
    "shopify": "shpat_" + some(32, HEX),
    "digitalocean": "dop_v1_" + some(64, HEX),
    "linear": "lin_api_" + some(40),
    "postman": "PMAK-" + some(24, HEX) + "-" + some(34, HEX),
    "new relic": "NRAK-" + some(27, string.ascii_uppercase),
    "twilio": "SK" + some(32, HEX),
    "mailgun": "key-" + some(32, HEX),
    "mailchimp": some(32, HEX) + "-us12",
    "docker": "dckr_pat_" + some(27),
    "pulumi": "pul-" + some(40, HEX),
    "telegram": some(9, string.digits) + ":AA" + some(33),
    "dbt cloud": "dbtc_" + some(40),
    "azure storage": base64.b64encode(DICE.randbytes(64)).decode(),
    "jwt": f"eyJ{some(30)}.eyJ{some(60)}.{some(43)}",
    "jwe": f"eyJ{some(30)}..{some(16)}.{some(60)}.{some(22)}",
}
X, Y = some(14), some(9)
SHAPES = {
    "assignment": f"password={X}",
    "short name": f"DB_PASS={X}",
    "colon": f"SMTP_PASS: {X}",
    "pass with words": f"pass: {X} {Y}",
    "auth": f"auth={X}",
    "one-time": f"otp={some(6, string.digits)}",
    "pin": f"PIN: {some(4, string.digits)}",
    "fernet": f"FERNET_KEY={X}=",
    "azure": f"DefaultEndpointsProtocol=https;AccountKey={X}==;EndpointSuffix=core",
    "routing": f"routing_key: {X}",
    "cookie": f"Cookie: a={X}; b={Y}",
    "basic": f"Authorization: Basic {X}== {Y}",
    "digest": f'Authorization: Digest username="u", response="{X}", opaque="{Y}"',
    "nested": f"{{credentials: {{id: u, value: {X}, more: [{Y}]}}}}",
    "deep": f'{{"secret": {{"a": {{"b": {{"c": ["}}", {{"d": "{X}"}}]}}}}, "e": "{Y}"}}}}',
    "list": f"tokens: [a, {X}]",
    "words": f"password: correct horse {X}",
    "comma": f"password={X},{Y}",
    "block": f"password: |\n  {X}\n  {Y}",
    "block list": f"tokens:\n  - {X}\n  - {Y}",
    "go": f"secret := {X}",
    "ruby": f'"secret" => "{X} {Y}"',
    "python": f"{{'api_key': '{X}', 'db_password': \"{Y}\"}}",
    "json in json": '{\\"password\\": \\"' + X + " it's " + Y + '\\"}',
    "json in json in json": '{\\\\\\"password\\\\\\": \\\\\\"' + X + " " + Y + '\\\\\\"}',
    "flag": f"--password {X}",
    "flag of a name": f"--snowflake-token={X}",
    "curl": f"curl -u ada:{X} https://host",
    "netrc": f"machine host login ada password {X}",
    "url": f"postgres://ada:{X}@host/db",
    "slash in a url": f"https://ada:{X}/{Y}@host/",
    "token as user": f"https://{X}{Y}@github.com/a/b",
    "signed": f"blob?sv=2024&sig={X}%2F{Y}",
    "pagerduty": f"https://events.pagerduty.com/integration/{X}/enqueue",
    "telegram bot": f"https://api.telegram.org/bot123:{X}/sendMessage",
    "slack hook": f"https://hooks.slack.com/services/T0/B0/{X}",
    "pem": "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
    f"DEK-Info: AES,{Y}\n\n{X}-{Y}\n-----END RSA PRIVATE KEY-----",
    "pem cut": f"-----BEGIN EC PRIVATE KEY-----\n{X}\n{Y}",
    "pgp": f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{X}\n={Y}\n"
    "-----END PGP PRIVATE KEY BLOCK-----",
    "swedish": f"lösenord: {X}",
    "german": f"kennwort={X} passwort={Y}",
    "french": f"mot_de_passe: {X}",
}
HONEST = [
    "No matching signature for operator = for argument types: INT64, STRING\n  Signature: T1 = T1",
    "  Signature: APPROX_TOP_COUNT(T1, INT64)",
    "Done. PASS=12 WARN=0 ERROR=1 SKIP=0 TOTAL=13",
    "4f2b6a0e-3e4c-4b3a-9a7d-4cf5c2b1a001",
    "34b83e4f0d34b83e4f0d34b83e4f0d34b83e4f0d",
    "d41d8cd98f00b204e9800998ecf8427e",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "test.lender.unique_stg_users_password_hash.68d9aff2b4",
    "test.lender.not_null_stg_api_tokens_token_id.0a1b2c3d4e: Got 3 results",
    "models/staging/tokens/stg_api_tokens.sql",
    "Database Error in model stg_tokens (models/stg_tokens.sql)",
    "Unrecognized name: customer_key at [3:5]",
    "http://localhost:8080/runs/4f2b6a0e?tab=a@b",
    "https://dagster.example.com/runs/4f2b6a0e-3e4c-4b3a-9a7d-4cf5c2b1a001",
    "git@github.com:lender/warehouse.git",
    "task-management-and-risk-adjusted-return-calculations",
    "Basic authentication is off; the digest of the day",
    "risk@lender.example",
    "dbt build --select tag:nightly+",
]


def places(secret: str) -> list[str]:
    """Return texts with the secret in them."""
    return [secret, f"it said: {secret}", f"({secret})", f'"{secret}"', f"a\n{secret}\nb"]


@pytest.mark.row("G3")
@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_a_token_of_a_known_maker_is_a_secret_wherever_it_stands(token: str) -> None:
    for text in places(token):
        assert token not in redact_text(text)
        assert REDACTED in redact_text(text)


@pytest.mark.row("G3")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_secret_is_eaten_to_the_end_of_its_structure(shape: str) -> None:
    for text in [shape, f"x {shape}", f"a\n{shape}"]:
        shown = redact_text(text)
        assert REDACTED in shown
        assert not any(part in shown for part in (X, Y))
        assert not re.search(r"\d{4}", shown.replace("2024", ""))


@pytest.mark.row("G3")
@pytest.mark.parametrize("text", HONEST)
def test_honest_text_survives(text: str) -> None:
    assert redact_text(text) == text
    assert redact({"message": text}) == {"message": text}


@pytest.mark.row("G3")
def test_what_stands_beside_a_secret_survives() -> None:
    assert redact_text(f'{{"password": "{X}", "note": "kept"}} and more') == (
        f'{{"{REDACTED}, "note": "kept"}} and more'
    )
    assert redact_text(f"user=ada password={X} host=db") == f"user=ada {REDACTED} host=db"


@pytest.mark.row("G3")
@pytest.mark.parametrize("text", [*TOKENS.values(), *SHAPES.values(), *HONEST])
def test_the_quick_look_never_lets_a_secret_pass(text: str) -> None:
    slow = text
    for secret in SECRETS:
        slow = secret.sub(REDACTED, slow)
    assert redact_text(text) == slow


HOSTILE = [
    *("x", "0", "_", "-", ".", " ", "\n", "\t", "\\", '"', "'", "=", ":", "{", "[({", "A/+", '\\"'),
    *(
        "password",
        "token_",
        "pass",
        "_pass",
        "password=",
        "password: ",
        "password: {",
        "secret:\n  - ",
    ),
    *("eyJ", "SG.abcdefghijk.", "1//", "AKIA", "xoxb-", "key-", "0123456789abcdef", "-----BEGIN "),
    *(
        "-----BEGIN PRIVATE KEY-----",
        "http://",
        "https://a:",
        "https://webhoo",
        "?key=",
        "a://",
        "://",
    ),
    *(
        "--token ",
        "-u a",
        "login a password ",
        "Authorization",
        "bearer ",
        "basic aaaaaaa ",
        "\n  a",
    ),
]
SIZE = 20_000
RATIO = 2.5
"""Twice the text may take that many times as long: 4 would be a square."""

QUICK = 0.05
"""Seconds: what takes less for so much text has no square in it."""


@pytest.mark.row("G3")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", ["keys", "values", "assignments", "marks"])
def test_every_pattern_takes_time_in_proportion_to_the_text(name: str) -> None:
    slow = []
    for pattern in REDACTION_PATTERNS[name]:
        compiled = re.compile(pattern)
        for seed in HOSTILE:
            short, long = ((seed * SIZE)[:size] for size in (SIZE, 2 * SIZE))
            if seconds(compiled, long) < QUICK:
                continue
            before, after = (
                min(seconds(compiled, text) for _ in range(3)) for text in (short, long)
            )
            if after > RATIO * before:
                slow.append((pattern[:60], seed, before, after))
    assert slow == []


def best(pattern: re.Pattern[str], text: str) -> float:
    """Return the least time of three searches."""
    return min(seconds(pattern, text) for _ in range(3))


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Return the processor's time to search a text."""
    start = time.process_time()
    pattern.sub("", text)
    return time.process_time() - start
