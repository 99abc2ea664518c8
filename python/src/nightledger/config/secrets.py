"""Secrets by reference: an environment variable, a file, or Google's Secret Manager.

The value is fetched when it is needed and kept nowhere, so that a rotated file counts at once.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from nightledger.config.hosts import retired
from nightledger.config.mistaken import shown
from nightledger.errors import ConfigError, SecretUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = ("env", "file", "secret")
VERSION = "projects/P/secrets/S/versions/V"
# whatever follows `secret:` is redacted as a secret itself
HOW = f"write {{env: NAME}}, {{file: PATH}} or the key secret with {VERSION}"
SECRET_MANAGER = "https://secretmanager.googleapis.com/v1"  # noqa: S105 - an address
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
TIMEOUT_SECONDS = 4.0
"""Well below the deadline of a send, which would otherwise end as if the message were under way."""

TOO_MANY_REQUESTS = 429
SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is: source is env, file or secret; place is its name there."""

    source: str
    place: str

    def __str__(self) -> str:
        """Return where it is, never what it is."""
        kind = {"env": "environment variable", "file": "file", "secret": "secret"}[self.source]
        return f"{kind} {self.place}"

    def resolve(self, environ: Mapping[str, str]) -> str:
        """Fetch the value.

        Raises ConfigError, which says where it was looked for; SecretUnavailableError when a later
        call may find it.
        """
        try:
            value = self._fetch(environ)
        except UnreachedError as error:
            message = f"{self} cannot be read just now ({error}); try again later"
            raise SecretUnavailableError(message) from None
        except (KeyError, OSError, ValueError) as error:
            message = f"{self} cannot be read ({_what(error)}); set it or correct the reference"
            raise ConfigError(message) from None
        if not value:
            message = f"{self} is empty; put the secret there or correct the reference"
            raise ConfigError(message)
        return value

    def _fetch(self, environ: Mapping[str, str]) -> str:
        if self.source == "env":
            return environ[self.place].strip()
        if self.source == "file":
            return Path(self.place).read_text(encoding="utf-8").strip()
        return _from_secret_manager(self.place)


class UnreachedError(Exception):
    """Secret Manager was not reached or is busy; says which."""


def _what(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "it is not set"
    if isinstance(error, UnicodeError | binascii.Error):
        return "it is not UTF-8 text"
    return getattr(error, "strerror", None) or type(error).__name__


def _from_secret_manager(name: str) -> str:
    """Return a version's text, through the REST method `access`."""
    import google.auth  # noqa: PLC0415 - only who uses Secret Manager pays for the import
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415
    from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415

    try:
        credentials, _ = google.auth.default(scopes=[SCOPE])
        session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
        answer = session.get(f"{SECRET_MANAGER}/{name}:access", timeout=TIMEOUT_SECONDS)
    except (GoogleAuthError, RequestException) as error:
        text = f"Secret Manager was not reached: {type(error).__name__}"
        raise (UnreachedError(text) if _may_pass(error) else OSError(0, text)) from None
    if answer.ok:
        return base64.b64decode(answer.json()["payload"]["data"]).decode().strip()
    text = f"Secret Manager answered {answer.status_code}"
    if answer.status_code == TOO_MANY_REQUESTS or answer.status_code >= SERVER_ERRORS:
        raise UnreachedError(text)
    raise OSError(answer.status_code, text)


def _may_pass(error: Exception) -> bool:
    from google.auth.exceptions import DefaultCredentialsError  # noqa: PLC0415 - as above

    from nightledger.ledger.failures import is_transient  # noqa: PLC0415 - as above

    # "no credentials" is also what a metadata server out of reach leads to; a router that has
    # read BigQuery had some a moment ago
    return is_transient(error) or type(error) is DefaultCredentialsError


def parse_secret(value: object) -> Secret:
    """Return the reference. Raises ValueError for a literal, without showing it."""
    if isinstance(value, str):
        problem = retired(value)
        tail = f"; and {problem}" if problem else ""
        message = f"a secret does not belong into this file; {HOW}{tail}"
        raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in SOURCES:
        raise ValueError(HOW)
    ((source, place),) = value.items()
    if not isinstance(place, str) or not place.strip():
        message = f"{source}: a name is missing; {HOW}"
        raise ValueError(message)
    if source == "secret" and not _is_version(place):
        message = f"{shown(place)} is no secret of Secret Manager; write {VERSION}"
        raise ValueError(message)
    return Secret(source, place)


def _is_version(place: str) -> bool:
    parts = place.split("/")
    return parts[::2] == ["projects", "secrets", "versions"] and all(parts) and len(parts) == 6  # noqa: PLR2004 - three names and their kinds


def _schema() -> dict[str, Any]:
    return {
        "description": "Where the secret is; never the secret itself.",
        "oneOf": [
            {
                "type": "object",
                "properties": {source: {"type": "string"}},
                "required": [source],
                "additionalProperties": False,
            }
            for source in SOURCES
        ],
    }


def parse_text_or_secret(value: object) -> str | Secret:
    """Return a text as it is and a reference as such. Raises ValueError for anything else."""
    return value if isinstance(value, str) else parse_secret(value)


SecretReference = Annotated[Secret, PlainValidator(parse_secret), WithJsonSchema(_schema())]
TextOrSecret = Annotated[
    str | Secret,
    PlainValidator(parse_text_or_secret),
    WithJsonSchema({"anyOf": [{"type": "string"}, _schema()]}),
]
