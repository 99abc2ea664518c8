"""Write the Python half of the contract from the dbt half. Run in a checkout.

    python -m nightledger.contract.generate

Reads models/ledger/*.yml and the macros that return plain values; needs PyYAML and Jinja2.
"""

from __future__ import annotations

from pathlib import Path

from nightledger.contract.read_models import read_tables
from nightledger.contract.read_settings import read_dict
from nightledger.contract.render import settings_module, tables_module

REPOSITORY = Path(__file__).parents[4]
LISTS = {
    "redaction_patterns": "capture",
    "known_variables": "capture",
    "personal_patterns": "capture",
    "error_forms": "expressions",
}
"""Macros that return lists by name, and the folder each is in."""


def modules(repository: Path = REPOSITORY) -> dict[str, str]:
    """Return each generated file's name and text. Raises ConfigError on an unclear contract."""
    macros = repository / "macros"
    common, groups = (
        read_dict(macros / "ledger" / f"{name}.sql", name)
        for name in ("common_columns", "column_groups")
    )
    return {
        "_tables.py": tables_module(read_tables(repository / "models" / "ledger", common, groups)),
        "_settings.py": settings_module(
            read_dict(macros / "setup" / "defaults.sql", "defaults"),
            read_dict(macros / "capture" / "orchestrator_marks.sql", "orchestrator_marks"),
            {
                macro.upper(): read_dict(macros / folder / f"{macro}.sql", macro)
                for macro, folder in LISTS.items()
            },
        ),
    }


def main() -> None:
    """Write the generated files beside this one."""
    for name, text in modules().items():
        Path(__file__).with_name(name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
