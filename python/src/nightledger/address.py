"""Names of projects, datasets and tables, checked before they become part of a statement."""

from __future__ import annotations

import re

from nightledger.errors import ConfigError

PROJECT_NAME = r"(?:[a-z0-9][a-z0-9.-]*:)?[a-z0-9][a-z0-9-]*"
PROJECT = re.compile(PROJECT_NAME, re.ASCII)
DATASET = re.compile(rf"(?:(?P<project>{PROJECT_NAME})\.)?(?P<name>\w+)", re.ASCII)


def full_dataset(dataset: str, project: str) -> str:
    """Return `project.dataset` for `dataset` or `project.dataset`.

    Raises ConfigError for anything BigQuery would not take as a name.
    """
    match = DATASET.fullmatch(dataset)
    if match is None:
        message = f"{dataset!r} is no dataset. Write `dataset` or `project.dataset`."
        raise ConfigError(message)
    return f"{match['project'] or checked_project(project)}.{match['name']}"


def checked_project(project: str) -> str:
    """Return the id of a project. Raises ConfigError for anything Google would not take as one."""
    if PROJECT.fullmatch(project):
        return project
    message = f"{project!r} is no project: an id has lower-case letters, digits and hyphens."
    raise ConfigError(message)
