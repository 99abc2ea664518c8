"""Artifacts of a run on the dbt platform: downloaded, then read like any folder."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import requests

from nightledger.errors import ConfigError, NightledgerError
from nightledger.transports.retry_after import retry_after_of

if TYPE_CHECKING:
    from pathlib import Path

ARTIFACTS = ("manifest.json", "run_results.json", "sources.json")
RUN_PAGE = re.compile(
    r"(https?://[^/\s@]+)/deploy/(\d+)/projects/\d+/runs/(\d+)/?(?:[?#]\S*)?", re.ASCII
)
SECONDS = 60
MOST_BYTES = 2_000_000_000
ATTEMPTS = 5
LONGEST_PAUSE = 60.0
BUSY = frozenset({429, 500, 502, 503, 504})


class DbtPlatformError(NightledgerError):
    """The dbt platform did not give what was asked for; the text says what to do."""


def fetch_run(page: str, token: str, folder: Path) -> list[str]:
    """Write a run's artifacts into a folder; return the names of those the run has.

    page: address of the run's page, as a browser shows it. token: of a service account that may
    read jobs; it is sent to that address only. Raises ConfigError for an address that is no run's
    page, DbtPlatformError for a refusal, for an answer that ends early, or when the run has no
    artifacts.
    """
    found = RUN_PAGE.fullmatch(page.strip())
    if not found:
        message = (
            "--dbt-platform takes the address of a run's page, such as "
            "https://ab123.us1.dbt.com/deploy/1/projects/2/runs/3."
        )
        raise ConfigError(message)
    host, account, run = found.groups()
    base = f"{host}/api/v2/accounts/{account}/runs/{run}/artifacts"
    with requests.Session() as session:
        session.headers["Authorization"] = f"Token {token}"
        names = [name for name in ARTIFACTS if _download(session, f"{base}/{name}", folder / name)]
    if not names:
        message = f"Run {run} has no artifacts at {host}: it may be running still, or be too old."
        raise DbtPlatformError(message)
    return names


def _download(session: requests.Session, url: str, file: Path) -> bool:
    """Download one artifact; return whether the run has it."""
    for attempt in range(ATTEMPTS):
        try:
            with session.get(url, timeout=SECONDS, stream=True, allow_redirects=False) as answer:
                if answer.status_code not in BUSY:
                    return _kept(answer, file)
                pause = _pause(answer.headers.get("Retry-After"), attempt)
                status = f"HTTP {answer.status_code}"
        except (requests.RequestException, OSError) as error:
            pause, status = _pause(None, attempt), type(error).__name__
        if attempt + 1 < ATTEMPTS:
            time.sleep(pause)
    message = f"The dbt platform did not give {file.name}: {status}, {ATTEMPTS} times. Try again."
    raise DbtPlatformError(message)


def _kept(answer: requests.Response, file: Path) -> bool:
    """Write an answer to a file; return False when there is no such artifact."""
    if answer.status_code == requests.codes.not_found:
        return False
    if answer.status_code in {401, 403}:
        message = (
            f"The dbt platform refused the token (HTTP {answer.status_code}): it needs a service "
            "account's with the permission Job Viewer."
        )
        raise DbtPlatformError(message)
    if answer.status_code != requests.codes.ok:
        message = f"The dbt platform answered HTTP {answer.status_code} for {file.name}."
        raise DbtPlatformError(message)
    size = 0
    with file.open("wb") as out:
        for part in answer.iter_content(1 << 20):
            size += len(part)
            if size > MOST_BYTES:
                message = f"{file.name} is larger than {MOST_BYTES / 1e9:.0f} GB."
                raise DbtPlatformError(message)
            out.write(part)
    announced = answer.headers.get("Content-Length")
    if announced and announced.isdigit() and answer.raw.tell() < int(announced):
        message = f"{file.name} ended after {size:,} bytes"
        raise OSError(message)
    return True


def _pause(header: str | None, attempt: int) -> float:
    asked = retry_after_of(header)
    seconds = asked.total_seconds() if isinstance(asked, timedelta) else 2.0**attempt
    return min(seconds, LONGEST_PAUSE)
