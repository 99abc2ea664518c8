"""Write the SQL that the wheel carries for `nightledger doctor`: `python -m harness.shipped`.

As dbt renders what `setup` sends with no setting, with a placeholder for the dataset.
"""

from __future__ import annotations

from harness.dbt import REPOSITORY
from harness.judging import DATASET, PROJECT, definitions
from nightledger.doctor.shipped import FILE, PLACE, Shipped, as_file

PATH = REPOSITORY / "python" / "src" / "nightledger" / "doctor" / FILE
KINDS = ("table", "procedure", "creation", "occasion")


def text() -> str:
    """Return what the file has to hold."""
    address = f"`{PROJECT}`.`{DATASET}`"
    made = sorted(
        (each for each in definitions().values() if each.kind in KINDS),
        key=lambda each: KINDS.index(each.kind),
    )
    lines = [
        Shipped(name=each.name, kind=each.kind, sql=trimmed(each.sql.replace(address, PLACE)))
        for each in made
    ]
    return as_file(lines)


def trimmed(sql: str) -> str:
    """Return it without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in sql.strip().splitlines())


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
    print(f"wrote {PATH.relative_to(REPOSITORY)}")
