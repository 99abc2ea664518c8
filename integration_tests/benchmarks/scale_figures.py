"""What judging must not exceed, however much there is to judge, and how it reads in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, markdown, number

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = ("figure", "Nightledger")
FIGURES = (
    Figure(
        key="heaviest_operators",
        what="operators of the heaviest statement",
        at_most=250,
    ),
    Figure(key="heaviest_scans", what="table scans of the heaviest statement", at_most=40),
    Figure(key="heaviest_depth", what="queries above each other", at_most=5),
    Figure(
        key="look_ratio_720_to_20",
        what="a look after one new run: 720 runs in 30 days ÷ 20 runs",
        at_most=1.3,
        digits=2,
    ),
    Figure(
        key="look_seconds_720",
        what="the same look over 720 runs, s",
        at_most=2.0,
        digits=2,
    ),
    Figure(
        key="empty_look_seconds",
        what="a look with nothing new, s",
        at_most=0.5,
        digits=2,
    ),
    Figure(
        key="first_post_seconds_720",
        what="tick start to first POST over 720 runs, s",
        at_most=2.0,
        digits=2,
    ),
    Figure(
        key="view_ratio_worst",
        what="slowest growing of three views: 720 runs ÷ 20 runs",
        at_most=1.5,
        digits=2,
    ),
    Figure(key="usd_small", what="USD a month of looking, small", at_most=3, digits=2),
    Figure(key="usd_medium", what="USD a month of looking, medium", at_most=15, digits=2),
    Figure(key="usd_large", what="USD a month of looking, large", at_most=60, digits=2),
    Figure(key="nodes", what="nodes of ours in a user's project", at_most=60),
    Figure(key="columns", what="documented columns of ours", at_most=700),
    Figure(key="manifest_bytes", what="bytes of our nodes in the manifest", at_most=400_000),
)


def scale_table(kept: Mapping[str, Any]) -> str:
    """Return what was measured of the section `scale` as a Markdown table."""
    values = values_of(kept)
    rows = [
        (figure.what, number(values[figure.key], figure.digits))
        for figure in FIGURES
        if figure.key in values
    ]
    return markdown(HEADER, rows) if rows else "Not measured for this version."


def values_of(kept: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures of a kept measurement, the ratio of the slowest growing view too."""
    values = {key: value for key, value in kept.items() if isinstance(value, (int, float))}
    ratios = kept.get("view_ratios")
    return values | ({"view_ratio_worst": max(ratios.values())} if ratios else {})
