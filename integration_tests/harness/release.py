"""Prepare a release: `make release`. Writes what later versions are tested against, tags nothing.

    python -m harness.release

Writes integration_tests/releases/v<version>/: the DDL of every ledger table, a few rows, and what
the function is deployed with as CycloneDX.
"""

from __future__ import annotations

import json
import subprocess
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from harness import sbom
from harness.dbt import REPOSITORY
from harness.judging import DATASET, PROJECT, definitions
from nightledger import __version__
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from nightledger.contract import Column

RELEASES = REPOSITORY / "integration_tests" / "releases"
PLACE = "{ledger}"
"""Stands for `project`.`dataset` in the DDL."""

ROW_COUNT = 3
MADE_BY_HASHES = {"ledger_seals"}
"""Tables whose rows nobody can make up: such a seal would be found to be forged."""

SAID = {"subject": "what was promised", "severity": "error"}
"""What a timer says of its subject when the promise is broken."""

AT = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)


def main() -> None:
    """Write the fixture of this version, and say what is left to do by hand."""
    folder = RELEASES / f"v{__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ledger.sql").write_text(ledger_sql(), encoding="utf-8")
    rows = {
        table.name: [row(table.columns, n) for n in range(ROW_COUNT)]
        for table in TABLES.values()
        if table.name not in MADE_BY_HASHES
    }
    (folder / "rows.json").write_text(f"{json.dumps(rows, indent=1)}\n", encoding="utf-8")
    sbom.write(folder / "function.cdx.json")
    print(f"wrote {folder.relative_to(REPOSITORY)}")
    for fault in faults(folder):
        print(f"before you tag: {fault}")
    print(f"then: git tag --sign v{__version__} && git push origin v{__version__}")


def faults(folder: Path) -> list[str]:
    """Return what speaks against a tag now."""
    found = []
    status = subprocess.run(
        ["/usr/bin/env", "git", "status", "--porcelain"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    if status.stdout.strip():
        found.append(f"commit what changed, {folder.name} included")
    newest = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    if f"## {__version__} - " not in newest:
        found.append(f"name {__version__} and its day in CHANGELOG.md")
    return found


def ledger_sql() -> str:
    """Return the DDL of every table as `setup` sends it, with a placeholder for the dataset."""
    made = [each.sql for each in definitions().values() if each.kind == "table"]
    address = f"`{PROJECT}`.`{DATASET}`"
    return ";\n".join(sql.replace(address, PLACE) for sql in made) + ";\n"


def row(columns: tuple[Column, ...], number: int) -> dict[str, Any]:
    """Return a row with something in every column; what JSON holds no reader may rest on."""
    return {column.name: value(column, number) for column in columns}


def value(column: Column, number: int) -> object:
    """Return a value of a column's type; the promises are broken, so that a look judges them."""
    return {
        "string": f"{column.name} {number}",
        "timestamp": AT.isoformat(),
        "date": AT.date().isoformat(),
        "int64": number,
        "float64": number / 2,
        "bool": bool(number % 2),
        "json": SAID if column.name == "observation" else [],
        "array<string>": [f"{column.name} {number}"],
    }[column.data_type]


if __name__ == "__main__":
    main()
