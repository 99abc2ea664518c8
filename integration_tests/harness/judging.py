"""The SQL that judges, as dbt renders it (`nightledger.show_sql`), kept on disk."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.dbt import REPOSITORY, run_dbt
from harness.googlesql.catalogue import Catalogue
from harness.target import PROFILES
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROJECT = "nightledger-local"
DATASET = "nightledger_audit"
RENDERED = REPOSITORY / ".cache" / "rendered"
FROM_THE_BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_NO_SERVER = {
    "DBT_PROFILES_DIR": str(PROFILES),
    "NIGHTLEDGER_TEST_TARGET": "emulator",
    "NIGHTLEDGER_TEST_PROJECT": PROJECT,
    "NIGHTLEDGER_TEST_DATASET": DATASET.removesuffix("_audit"),
}
_PROMISE = (
    *(
        "environment",
        "kind",
        "subject_id",
        "promise_key",
        "base_id",
        "base_at",
        "due_at",
    ),
    *("retires_at", "reader", "waits_for", "is_initial", "observation"),
)
_FINGERPRINT = "environment, '\\n', kind, '\\n', subject_id"
_RENDERED_FROM = ("macros", "models", "dbt_project.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One piece of SQL: a procedure's body, a view's query, or a part of the look."""

    name: str
    kind: str
    sql: str


@functools.cache
def definitions(settings: str | None = None) -> dict[str, Definition]:
    """Return everything that judges, by name; rendered once per state of the package and settings.

    `settings` is the var `nightledger` as JSON. Raises AssertionError with dbt's output when dbt
    refuses the package.
    """
    kept = RENDERED / f"{_checksum(settings)}.json"
    if not kept.exists():
        text = render(REPOSITORY, settings)
        kept.parent.mkdir(parents=True, exist_ok=True)
        scratch = kept.with_suffix(f".{id(text)}")
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(kept)
    return read(kept.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Definition]:
    """Return what `show_sql` printed, by name."""
    return {one["name"]: Definition(**one) for one in map(json.loads, text.splitlines())}


def contract_tables(project: str = PROJECT, dataset: str = DATASET) -> Catalogue:
    """Return a catalogue of the ledger's tables."""
    catalogue = Catalogue(project)
    for table in TABLES.values():
        columns = {column.name: column.data_type for column in table.columns}
        catalogue.add_table(f"{project}.{dataset}.{table.name}", columns)
    return catalogue


def variables(clock: dt.datetime, since: dt.datetime) -> list[tuple[str, str, str]]:
    """Return what a look declares and its parts read, with the type and a value of each."""
    moments = {"look_clock": clock, "the_moment": clock} | dict.fromkeys(
        ("facts_since", "events_since", "told_since"), since
    )
    return [
        *(
            (name, "timestamp", f"timestamp '{moment:%Y-%m-%d %H:%M:%S.%f}+00'")
            for name, moment in moments.items()
        ),
        ("copies_due", "bool", "false"),
        ("reads_everything", "bool", "false"),
        ("this_look", "string", "'this look'"),
    ]


def at(sql: str, clock: dt.datetime, since: dt.datetime = FROM_THE_BEGINNING) -> str:
    """Return a part of the look with moments in place of the variables a look declares."""
    for name, _, value in variables(clock, since):
        sql = re.sub(rf"\b{name}\b", value, sql)
    return sql


def judging_promises(parts: Mapping[str, Definition], branches: Sequence[str]) -> Definition:
    """Return the part `absences` as a look with nothing on record finds them: of these branches."""
    absences = parts["absences"]
    columns = f"{', '.join(_PROMISE)}, to_hex(md5(concat({_FINGERPRINT}))) as fingerprint"
    promised = "\nunion all\n".join(
        f"select {columns}, cast(null as timestamp) as broken_at, 'new' as source from {name}"
        for name in branches
    )
    named = "".join(f"{name} as (\n{parts[name].sql}\n),\n" for name in branches)
    chain = absences.sql.index("facts_once as (")
    sql = f"with {named}known_promises as (\n{promised}\n),\n{absences.sql[chain:]}"
    return dataclasses.replace(absences, sql=sql)


def render(package: Path, settings: str | None = None) -> str:
    """Return what `show_sql` prints of a copy of our package, one JSON object a line.

    `settings` is the var `nightledger` as JSON. Raises AssertionError with dbt's output.
    """
    variables = ("--vars", f'{{"nightledger": {settings}}}') if settings else ()
    with tempfile.TemporaryDirectory(prefix="nightledger-rendered-") as scratch:
        done = run_dbt(
            package,
            *(
                "--quiet",
                "run-operation",
                "nightledger.show_sql",
                "--profile",
                "nightledger",
            ),
            *variables,
            env=_NO_SERVER,
            target_path=Path(scratch) / "target",
            log_path=Path(scratch) / "logs",
        ).succeeded()
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"')]
    return "".join(f"{line}\n" for line in lines)


def _checksum(settings: str | None) -> str:
    digest = hashlib.sha256((settings or "").encode())
    for path in _sources():
        digest.update(str(path.relative_to(REPOSITORY)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _sources() -> Iterator[Path]:
    for name in _RENDERED_FROM:
        place = REPOSITORY / name
        yield from sorted(place.rglob("*.*")) if place.is_dir() else (place,)
