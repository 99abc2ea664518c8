"""The generated half of the contract against the half dbt uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from nightledger.contract import DEFAULTS, REDACTION_PATTERNS, TABLES, generate
from nightledger.contract.read_models import read_table
from nightledger.errors import ConfigError

GENERATED = Path(generate.__file__).parent


@pytest.mark.parametrize("name", ["_tables.py", "_settings.py"])
def test_generated_files_say_what_dbt_says(name: str) -> None:
    committed = (GENERATED / name).read_text(encoding="utf-8")
    assert committed == generate.modules()[name], "run `make contract`"


def test_every_table_has_the_columns_of_every_fact() -> None:
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert names[:4] == ["row_id", "occurred_at", "recorded_at", "environment"]
        assert table.partition_column == "occurred_at"
        assert all(column.description for column in table.columns)


def test_settings_and_secrets_are_there() -> None:
    assert DEFAULTS["text_limit"] == 8000
    assert set(REDACTION_PATTERNS) == {"keys", "assignments", "values"}


CONTRACT = """
models:
  - name: nightledger__x
    description: One row per x.
    config:
      alias: x
      partition_by: {field: occurred_at}
      cluster_by: [environment]
      meta: {natural_key: [id]}
    columns:
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
        read_table(path)
