"""Write a dbt project of any size: models of one shape, five tests on each, some failing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.dbt import REPOSITORY, install_packages

if TYPE_CHECKING:
    from pathlib import Path

TESTS_PER_MODEL = 5
TABLES_EVERY = 10
#: One failing test on every fourth model of five tests each: 5 %. Not on the tables that the
#: other models read, or dbt would skip those.
FAILING_EVERY = 4
FAILING_FIRST = 1
ROWS = 20
#: The last row's status; a test that does not accept it fails.
LOST = "lost"
ACCEPTED = ("open", "closed")
#: Values of a long test and characters of a long `meta` in `long_metadata` projects.
LONG_VALUES = 102
LONG_META = 700
CONFIG = {
    "name": "bench",
    "version": "1.0.0",
    "config-version": 2,
    "profile": "bench",
    "model-paths": ["models"],
    "flags": {"send_anonymous_usage_stats": False},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchProject:
    """A project of `models` models; `folder` is where `write` put it."""

    folder: Path
    models: int
    long_metadata: bool = False
    with_package: bool = True

    @property
    def tests(self) -> int:
        """Count its tests."""
        return self.models * TESTS_PER_MODEL

    @property
    def failing_tests(self) -> int:
        """Count the tests that find an offending row."""
        return len(self.failing_models)

    @property
    def failing_models(self) -> range:
        """Return the numbers of the models with a failing test."""
        return range(FAILING_FIRST, self.models, FAILING_EVERY)

    def write(self) -> BenchProject:
        """Write the files and install the package, by folder; give itself."""
        models = self.folder / "models"
        models.mkdir(parents=True)
        for number in range(self.models):
            (models / f"{model_name(number)}.sql").write_text(model_sql(number))
        entries = [self._model_entry(number) for number in range(self.models)]
        write_yaml(models / "models.yml", {"version": 2, "models": entries})
        write_yaml(self.folder / "dbt_project.yml", CONFIG)
        packages = [{"local": str(REPOSITORY)}] if self.with_package else []
        write_yaml(self.folder / "packages.yml", {"packages": packages})
        install_packages(self.folder)
        return self

    def failing_models_sql(self, dataset: str) -> str:
        """Return a script that makes the models whose rows the failing tests show."""
        return "\n".join(
            f"create or replace table `{dataset}`.`{model_name(number)}` as {rows_sql()};"
            for number in self.failing_models
        )

    def _model_entry(self, number: int) -> dict[str, Any]:
        meta = {"owner": f"Team {number % 7}"}
        return {
            "name": model_name(number),
            "description": f"Orders of region {number}.",
            "config": {"meta": meta},
            "columns": [
                {
                    "name": "id",
                    "data_tests": [self._long("unique"), self._long("not_null")],
                },
                {"name": "name", "data_tests": ["not_null"]},
                {
                    "name": "status",
                    "data_tests": ["not_null", self._status_test(number)],
                },
            ],
        }

    def _long(self, test: str) -> str | dict[str, Any]:
        if not self.long_metadata:
            return test
        address = "https://runbooks.example.com/".ljust(LONG_META - 100, "x")
        meta = {"owner": "On-call ".ljust(100, "o"), "runbook_url": address}
        return {test: {"config": {"meta": meta}}}

    def _status_test(self, number: int) -> dict[str, Any]:
        values = [*ACCEPTED, *([] if number in self.failing_models else [LOST])]
        if self.long_metadata:
            values += [f"status_number_{n}" for n in range(LONG_VALUES - len(values))]
        return {"accepted_values": {"arguments": {"values": values}}}


def model_name(number: int) -> str:
    """Return a name of usual length."""
    return f"orders_{number:04d}"


def model_sql(number: int) -> str:
    """Return a model: every tenth is a table of its own rows, the others are views of it."""
    if number % TABLES_EVERY == 0:
        return "{{ config(materialized='table') }}\n" + rows_sql()
    base = model_name(number - number % TABLES_EVERY)
    return f"select id, name, status from {{{{ ref('{base}') }}}}"


def rows_sql() -> str:
    """Return the rows of every model."""
    status = f"case when id = {ROWS} then '{LOST}' when id > 9 then 'open' else 'closed' end"
    columns = f"id, concat('order ', cast(id as string)) as name, {status} as status"
    return f"select {columns} from unnest(generate_array(1, {ROWS})) as id"


def write_yaml(path: Path, content: dict[str, Any]) -> None:
    """Write JSON, which is YAML too."""
    path.write_text(json.dumps(content, indent=1))
