"""Compare GoogleSQL's evaluator with a BigQuery, but for what is known and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from golden.runner.comparison import difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from golden.runner.exceptions import KnownDifference
    from harness.googlesql.evaluator import Answer


def disagreement(
    rows: Sequence[Mapping[str, Any]], oracle: Answer, *, known: KnownDifference | None
) -> str | None:
    """Compare all columns of two answers; return what is wrong, or None.

    A known difference excuses its columns (or the whole case), and is wrong itself once both agree.
    """
    everything = difference(oracle.rows, rows, oracle.columns)
    if known is None:
        return _told(everything)
    if everything is None:
        return f"no longer differs; remove it from exceptions.yml (was: {known.why})"
    compared = [c for c in oracle.columns if known.columns and c.name not in known.columns]
    return _told(difference(oracle.rows, rows, compared))


def _told(found: object) -> str | None:
    if found is None:
        return None
    return f"differs (- the reference evaluator, + this BigQuery)\n{found}"
