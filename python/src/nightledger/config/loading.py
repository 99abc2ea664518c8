"""Read alerts.yml, and say everything that is wrong with it at once."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from nightledger.config.build import mistakes_in_secrets
from nightledger.config.crosscheck import crosscheck
from nightledger.config.document import Config
from nightledger.config.errors import AlertsError
from nightledger.config.mistakes import mistakes_of
from nightledger.config.yaml_text import LONGEST_FILE, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nightledger.router import Route

MOST_MISTAKES = 100
"""Nobody reads more of them at once."""


def load(path: str | Path) -> Config:
    """Return the configuration in a file. No secret is fetched.

    Raises AlertsError, a ConfigError, with every mistake and its path.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
        text = content.decode() if len(content) <= LONGEST_FILE else None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AlertsError(path, [f"it cannot be read: {reason}"]) from error
    except UnicodeDecodeError as error:
        raise AlertsError(path, [f"it is not UTF-8 from byte {error.start} on"]) from error
    if text is None:
        raise AlertsError(path, [f"it is longer than {LONGEST_FILE:,} bytes"])
    return loads(text, path)


def loads(text: str, source: object = "alerts.yml") -> Config:
    """Return the configuration in a text. source: how errors call it. Raises as `load`."""
    document, mistake = parse(text)
    if mistake is not None:
        raise AlertsError(source, [mistake])
    if not isinstance(document, dict):
        raise AlertsError(source, ["it has to be a mapping with receivers, fallback and route"])
    wrong: Iterator[str] = iter(())
    config = None
    try:
        config = Config.model_validate(document)
    except ValidationError as error:
        wrong = mistakes_of(error)
    mistakes = first_of(chain(wrong, crosscheck(document)))
    if config is not None and not mistakes:
        mistakes = first_of(never_active(config.rules.root, "route"))
    if mistakes or config is None:
        raise AlertsError(source, mistakes)
    return config


def first_of(mistakes: Iterable[str]) -> list[str]:
    """Return the first mistakes, each of them once, and that there are more if there are."""
    found = list(dict.fromkeys(islice(mistakes, MOST_MISTAKES + 1)))
    more = ["there are more mistakes; these are the first"]
    return found if len(found) <= MOST_MISTAKES else found[:MOST_MISTAKES] + more


def never_active(route: Route, path: str) -> Iterator[str]:
    """Return the routes by which no message could ever leave, or none from some day on."""
    try:
        if any(each.lapses for each in route.active):
            yield (
                f"{path}.active: after the last of its dates nobody would be told; use mute, or "
                "dates of every year like 12-24"
            )
        else:
            route.next_active(datetime.now(timezone.utc))
    except ValueError:
        yield f"{path}: it is never active, or muted whenever it is; nobody would be told by it"
    for place, below in enumerate(route.routes):
        yield from never_active(below, f"{path}.routes[{place}]")


def check(
    path: str | Path, environ: Mapping[str, str] | None = None, *, with_secrets: bool = True
) -> list[str]:
    """Return every mistake in a file and in the secrets it refers to; none when all is well.

    Secrets are fetched and their hosts looked at, unless it is to be without; nothing is sent.
    """
    try:
        config = load(path)
    except AlertsError as error:
        return list(error.mistakes)
    if not with_secrets:
        return []
    used = os.environ if environ is None else environ
    return [
        f"receivers[{place}].{key}: {mistake}"
        for place, receiver in enumerate(config.receivers)
        for key, mistake in mistakes_in_secrets(receiver, used).items()
    ]
