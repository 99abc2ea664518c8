"""Everything one folder of dbt artifacts has to tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nightledger.artifacts.command import Command
from nightledger.artifacts.facts import RECORDED_COMMANDS, decoding, facts_of
from nightledger.artifacts.files import Document, read_document
from nightledger.artifacts.known import nothing_known, with_own_settings
from nightledger.artifacts.project import Project
from nightledger.errors import ArtifactError

if TYPE_CHECKING:
    from pathlib import Path

    from nightledger.artifacts.command import Row
    from nightledger.artifacts.known import Ask
    from nightledger.artifacts.options import Options


RETRY = re.compile("[^ ]*dbt(?: --?[^ ]+(?: [^- ][^ ]*)?)*? retry(?: |$)")
"""The command line of a retry; options may stand before the command, each with a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Facts by table, what could not be read, and what was left out on purpose.

    `dataset` is where the project keeps its ledger, None when it lacks our package.
    """

    dataset: str | None = None
    facts: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_folder(folder: Path, options: Options, ask: Ask = nothing_known) -> Reading:
    """Read a folder such as `target/`. What is wrong with a file is a problem of the reading.

    `ask` tells what is known of a command; what it raises goes through.
    """
    files = [folder / name for name in ("run_results.json", "sources.json")]
    present = [path for path in files if path.exists()]
    if not present:
        problem = f"{folder}: there is neither run_results.json nor sources.json in it."
        return Reading(problems=[problem])
    manifest = folder / "manifest.json"
    try:
        with decoding(str(manifest)):
            project = Project(manifest=read_document(manifest, "manifest"))
            reading = Reading(dataset=project.dataset)
    except ArtifactError as error:
        return Reading(problems=[f"{error} Nothing of {folder} can be understood without it."])
    for path in present:
        read_results(path, project, options, ask, reading)
    return reading


def read_results(
    path: Path, project: Project, options: Options, ask: Ask, reading: Reading
) -> None:
    """Add the facts of one file to the reading, or the reason why there are none."""
    try:
        with decoding(str(path)):
            add_facts(command_in(path, project, options, ask), path, reading)
    except ArtifactError as error:
        reading.problems.append(str(error))


def add_facts(command: Command, path: Path, reading: Reading) -> None:
    """Add the facts of one command to the reading."""
    if command.name not in RECORDED_COMMANDS:
        reading.notes.append(f"{path}: `dbt {command.name}` is not put on record.")
        return
    facts, unknown = facts_of(command, path)
    for table, rows in facts.items():
        reading.facts.setdefault(table, []).extend(rows)
    if unknown:
        reading.problems.append(
            f"{path}: {len(unknown)} results were left out, the first is {unknown[0]}: the "
            "manifest.json beside it does not know them. It is from another state of the project."
        )


def command_in(path: Path, project: Project, options: Options, ask: Ask) -> Command:
    """Return the command a file is about."""
    is_freshness = path.name == "sources.json"
    document = read_document(path, "sources" if is_freshness else "run-results")
    args = document.get("args") or {}
    known = ask(project, str(document["metadata"].get("invocation_id")))
    return Command(
        name="freshness" if is_freshness else command_name(args, path),
        metadata=document["metadata"],
        args=args,
        results=document.get("results") or [],
        project=replace(project, known=with_own_settings(known, args)),
        options=options,
    )


def command_name(args: Document, path: Path) -> str:
    """Return dbt's name of the command; `dbt retry` goes by the name of what it tries again."""
    name = args.get("which")
    if not name:
        message = f"{path}: it does not say which command wrote it (args.which)."
        raise ArtifactError(message)
    is_retry = RETRY.match(str(args.get("invocation_command") or ""))
    return "retry" if is_retry else str(name)
