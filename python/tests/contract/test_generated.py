"""The generated half of the contract against the half dbt uses."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from nightledger.contract import DEFAULTS, REDACTION_PATTERNS, TABLES, Table, generate
from nightledger.contract.read_models import read_column, read_table
from nightledger.contract.read_settings import read_dict
from nightledger.errors import ConfigError

GENERATED = Path(generate.__file__).parent


@pytest.mark.parametrize("name", ["_tables.py", "_settings.py"])
def test_generated_files_say_what_dbt_says(name: str) -> None:
    committed = (GENERATED / name).read_text(encoding="utf-8")
    assert committed == generate.modules()[name], "run `make contract`"


STATE = {
    "alert_acknowledgements",
    "alert_silences",
    "asset_edges",
    "ledger_migrations",
    "ledger_seals",
}
"""Tables that are never expired: what an old row says still holds."""


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_has_the_columns_of_every_row(table: Table) -> None:
    names = [column.name for column in table.columns]
    occurred_at = ["occurred_at"] if table.is_appended else []
    start = ["row_id", *occurred_at, "recorded_at", "recorded_by"]
    assert names[: len(start)] == start
    required = {column.name for column in table.columns if column.is_required}
    assert required >= {"row_id", "recorded_at", "recorded_by"}
    assert table.partition_column == (None if table.name in STATE else "recorded_at")
    assert set(table.cluster_by) <= set(names)
    assert len(table.cluster_by) <= 4
    assert all(column.description for column in table.columns)


def test_no_table_repeats_what_is_said_of_every_table() -> None:
    folder = generate.REPOSITORY / "models" / "ledger"
    macro = generate.REPOSITORY / "macros" / "ledger" / "common_columns.sql"
    common = read_dict(macro, "common_columns")
    said = {name: read_column(entry, macro) for name, entry in common.items() if entry}
    own = {
        path.stem: [
            read_column(column, path)
            for column in yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]["columns"]
        ]
        for path in sorted(folder.glob("*.yml"))
    }
    assert [
        (table, column.name)
        for table, columns in own.items()
        for column in columns
        if said.get(column.name) == column
    ] == []


def test_settings_and_secrets_are_there() -> None:
    assert DEFAULTS["text_limit"] == 8000
    assert set(REDACTION_PATTERNS) == {"keys", "assignments", "values", "words", "marks"}


CONTRACT = """
models:
  - name: nightledger__x
    description: One row per x.
    config:
      meta:
        nightledger:
          {relation: x, kind: table, partition_by: recorded_at, cluster_by: [], natural_key: [id]}
    columns:
      - {name: occurred_at, data_type: timestamp, description: When.}
      - {name: id, data_type: TYPE, description: The id. CONSTRAINT}
"""


@pytest.mark.parametrize(
    ("data_type", "expected"),
    [("text", "data_type 'text'"), ("string", "natural_key names id"), ("int64", "natural_key")],
)
def test_an_unclear_contract_is_refused(tmp_path: Path, data_type: str, expected: str) -> None:
    path = tmp_path / "x.yml"
    path.write_text(CONTRACT.replace("TYPE", data_type).replace(" CONSTRAINT", ""))
    with pytest.raises(ConfigError, match=expected):
        read_table(path, {}, {})
