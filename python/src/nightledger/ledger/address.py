"""Names of datasets and tables, checked before they become part of a statement."""

from __future__ import annotations

import re

from nightledger.errors import ConfigError

DATASET = re.compile(r"(?:(?P<project>[a-z0-9][a-z0-9.:-]*)\.)?(?P<name>\w+)", re.ASCII)


def full_dataset(dataset: str, project: str) -> str:
    """Give `project.dataset` for `dataset` or `project.dataset`.

    Raises ConfigError for anything BigQuery would not take as a name.
    """
    match = DATASET.fullmatch(dataset)
    if match is None:
        message = f"{dataset!r} is no dataset. Write `dataset` or `project.dataset`."
        raise ConfigError(message)
    return f"{match['project'] or project}.{match['name']}"
