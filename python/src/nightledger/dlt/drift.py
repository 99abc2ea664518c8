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
        """Return whether there is any."""
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
    variants: list[str] = []
    missing: list[str] = []
    for fact in facts:
        table = str(fact["table_name"])
        columns, new = _texts(fact["columns"]), _texts(fact["schema_changes"])
        loads = [load for load in history.get(table, ()) if load.columns]
        added += [f"{table}.{column}" for column in new if not _is_variant(column)]
        variants += [f"{table}.{column}" for column in _variants(columns, new, loads)]
        missing += [f"{table}.{column}" for column in missing_columns(columns, loads)]
    return Drift(
        added=_kept(added, ignored),
        variants=_kept(variants, ignored),
        missing=_kept(missing, ignored),
    )


def _variants(
    columns: Sequence[str], new: Sequence[str], earlier: Sequence[EarlierLoad]
) -> list[str]:
    """List columns of another type, new or with data, that the oldest load did not have.

    So the next load does not make a changed type right, and one that always was mixed is right.
    """
    known = earlier[-1].columns if earlier else {name_of(column) for column in columns}
    again = [column for column in columns if name_of(column) not in known]
    return sorted(column for column in {*new, *again} if _is_variant(column))


def missing_columns(columns: Sequence[str], earlier: Sequence[EarlierLoad]) -> list[str]:
    """List columns that always had data since they first did, and from some load on had none.

    It stays missing until it comes back or leaves the history, so that the next load does not
    make it right. A column that came and went before is sparse, and not missed; nor is one with
    values of another type, whose going is good news. Without any columns nobody can tell.
    """
    if not columns:
        return []
    present = frozenset(name_of(column) for column in columns)
    loads = [load.columns for load in reversed(earlier) if load.columns] + [present]
    everything = sorted(name for name in frozenset().union(*loads) if not _is_variant(name))
    return [name for name in everything if _stopped([name in load for load in loads])]


def _stopped(had_data: Sequence[bool]) -> bool:
    """Return whether it is no, then yes, then no to the end (oldest first)."""
    first = had_data.index(True)
    since = list(had_data[first:])
    return not since[-1] and since == sorted(since, reverse=True)


def _is_variant(column: str) -> bool:
    return VARIANT in name_of(column)


def _kept(columns: Iterable[str], ignored: Collection[str]) -> tuple[str, ...]:
    return tuple(column for column in columns if not _is_ignored(column, ignored))


def _is_ignored(column: str, ignored: Collection[str]) -> bool:
    full = name_of(column)
    plain = {full, full.partition(".")[2]}
    return bool((plain | {name.partition(VARIANT)[0] for name in plain}) & set(ignored))


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
