"""How many rows a load may have: what somebody set, or what the ledger learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Range = tuple[float | None, float | None]

BANDS_SQL = """
-- one row per table and band that holds now: of all loads, then of this hour of the week
with learned as (
    select subject, slot, low, high, explanation, learned_on
    from learned_usuals
    where recorded_at >= timestamp_sub(current_timestamp(), interval 3 day)
        and environment = @environment
        and subject in unnest(@subjects)
        and measure = 'row_count'
        and slot in ('', format_timestamp('%a %H', current_timestamp()))
        and learned_on < current_date()
        and learned_on >= date_sub(current_date(), interval 2 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
)

select subject, low, high, explanation
from learned
qualify learned_on = max(learned_on) over (partition by subject)
order by subject, slot
"""
"""What was learned on an earlier day, as the alert about row counts reads it."""

NOT_KNOWN = "nothing is usual yet: it is learned once a day, from seven loads on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How many rows are right, and in words why."""

    least: float | None
    most: float | None
    why: str
    also: tuple[Range, ...] = ()
    """Other ranges that are right, such as that of this hour of the week."""

    is_learned: bool = False

    def holds(self, rows: int) -> bool:
        """Return whether so many rows are right."""
        return any(_is_in(rows, one) for one in ((self.least, self.most), *self.also))

    def __str__(self) -> str:
        """Return it as a person says it."""
        if self.least is None and self.most is None:
            return "any number of rows"
        if self.most is None:
            return f"at least {self.least:,.0f} rows"
        if self.least is None:
            return f"at most {self.most:,.0f} rows"
        return f"{self.least:,.0f} to {self.most:,.0f} rows"


def given_band(least: float | None, most: float | None) -> Band:
    """Return the band that somebody set."""
    return Band(least=least, most=most, why="as set for this table")


def unknown_band(why: str = NOT_KNOWN) -> Band:
    """Return the band of what nobody knows: any number is right."""
    return Band(least=None, most=None, why=why)


def learned_bands(rows: Iterable[Sequence[Any]]) -> Mapping[str, Band]:
    """Return the bands by subject (`dlt.<pipeline>.<table>`), from the answer to `BANDS_SQL`."""
    found: dict[str, Band] = {}
    for subject, low, high, explanation in rows:
        first = found.get(subject)
        if first is None:
            found[subject] = Band(least=low, most=high, why=explanation, is_learned=True)
        else:
            found[subject] = Band(
                least=first.least,
                most=first.most,
                why=f"{first.why}; {explanation}",
                also=(*first.also, (low, high)),
                is_learned=True,
            )
    return found


def subject_of(pipeline_name: str, table: str) -> str:
    """Return what the ledger calls a table of a pipeline."""
    return f"dlt.{pipeline_name}.{table}"


def _is_in(rows: int, one: Range) -> bool:
    least, most = one
    return (least is None or rows >= least) and (most is None or rows <= most)
