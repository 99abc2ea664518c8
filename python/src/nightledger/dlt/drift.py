"""What changed in the columns of a table since earlier loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.dlt.history import name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from nightledger.dlt.history import EarlierLoad, History

VARIANT = "__v_"
"""dlt puts values of another type into a column of their own: `amount__v_text`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Columns as `table.column`, with the type where it is known."""

    added: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.added or self.variants or self.missing)

    def __str__(self) -> str:
        """Say it in a sentence."""
        said = {
            "new": self.added,
            "came with another type": self.variants,
            "no longer has data": self.missing,
        }
        return "; ".join(f"{what}: {', '.join(names)}" for what, names in said.items() if names)


def drift(
    facts: Iterable[Mapping[str, object]],
    history: History,
    ignored: Collection[str] = (),
) -> Drift:
    """Compare the facts of a load's tables with what earlier loads had.

    `ignored` are columns that may come and go, as `column` or `table.column`.
    """
    added: list[str] = []
    missing: list[str] = []
    for fact in facts:
        table = str(fact["table_name"])
        columns = _texts(fact["columns"])
        known = _texts(fact["schema_changes"])
        gone = missing_columns({name_of(column) for column in columns}, history.get(table, ()))
        added += [f"{table}.{column}" for column in known]
        missing += [f"{table}.{column}" for column in gone]
    kept = [column for column in added if not _is_ignored(column, ignored)]
    return Drift(
        added=tuple(column for column in kept if VARIANT not in name_of(column)),
        variants=tuple(column for column in kept if VARIANT in name_of(column)),
        missing=tuple(column for column in missing if not _is_ignored(column, ignored)),
    )


def missing_columns(present: Collection[str], earlier: Sequence[EarlierLoad]) -> list[str]:
    """List columns that always had data since they first did, until some load, and not since.

    It stays missing until it comes back or leaves the history, so that the next load does not
    make it right. A column that came and went before is sparse, and not missed.
    """
    if not present:
        return []
    loads = [load.columns for load in reversed(earlier) if load.columns] + [frozenset(present)]
    everything = sorted(frozenset().union(*loads))
    return [column for column in everything if _stopped([column in load for load in loads])]


def _stopped(had_data: Sequence[bool]) -> bool:
    """Tell whether it is no, then yes, then no to the end (oldest first)."""
    first = had_data.index(True)
    since = list(had_data[first:])
    return not since[-1] and since == sorted(since, reverse=True)


def _is_ignored(column: str, ignored: Collection[str]) -> bool:
    full = name_of(column)
    plain = {full, full.partition(".")[2]}
    return bool((plain | {name.partition(VARIANT)[0] for name in plain}) & set(ignored))


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
