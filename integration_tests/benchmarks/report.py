"""Keep what was measured as JSON, and write it into the documentation."""

from __future__ import annotations

import json
import os
import platform
from datetime import datetime, timezone
from importlib.metadata import version
from typing import Any

from benchmarks.figures import FIGURES, figures_table, markdown, sensor_table, targets_table
from benchmarks.scale_figures import FIGURES as SCALE_FIGURES
from benchmarks.scale_figures import scale_table, values_of
from harness.dbt import REPOSITORY

KEPT = REPOSITORY / ".cache" / "bench"
PAGE = REPOSITORY / "docs" / "benchmarks.md"
TARGETS = REPOSITORY / "CONTRIBUTING.md"


def keep(section: str, content: dict[str, Any]) -> None:
    """Write .cache/bench/<section>.json."""
    KEPT.mkdir(parents=True, exist_ok=True)
    about = {
        "measured_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "load_average": os.getloadavg(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "dbt_core": version("dbt-core"),
        "dbt_bigquery": version("dbt-bigquery"),
    }
    (KEPT / f"{section}.json").write_text(json.dumps({**about, **content}, indent=1))


def kept(section: str) -> dict[str, Any]:
    """Read it back; empty when that section was never measured."""
    path = KEPT / f"{section}.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def tables(sections: list[str]) -> dict[str, str]:
    """Return the page's tables by the name of their markers, of what was measured so far."""
    values: dict[str, float] = {}
    for section in sections:
        values |= kept(section).get("values", {})
    scale = kept("scale")
    targets = targets_table((*FIGURES, *SCALE_FIGURES), values | values_of(scale))
    return {
        "targets": f"{conditions(sections)}\n\n{targets}",
        "figures": f"{conditions(sections)}\n\n{figures_table(values)}",
        "sensor": sensor_table(values),
        "views": views_table(kept("views").get("times", {})),
        "scale": scale_table(scale),
    }


def conditions(sections: list[str]) -> str:
    """Say when and under what load the figures were measured."""
    found = [kept(section) for section in sections]
    days = sorted({about["measured_at"][:10] for about in found if about})
    loads = [about["load_average"][0] for about in found if about]
    any_of = next((about for about in found if about), None)
    if any_of is None:
        return "Not measured for this version."
    return (
        f"Measured {' and '.join(days)} with dbt-core {any_of['dbt_core']}, dbt-bigquery "
        f"{any_of['dbt_bigquery']}, Python {any_of['python']}, on {any_of['cpus']} CPUs shared "
        f"with other work (load average {min(loads):.1f} to {max(loads):.1f})."
    )


def views_table(times: dict[str, dict[str, float]]) -> str:
    """Return seconds at the smallest ledger, and how many times as long the larger ones take."""
    if not times:
        return "Not measured for this version."
    sizes = list(next(iter(times.values())))
    first, *larger = sizes
    header = [
        "view",
        f"{int(first):,} rows, s",
        *(f"{int(size):,} rows" for size in larger),
    ]
    rows = [
        [f"`{view}`", f"{by_size[first]:.2f}"]
        + [f"{by_size[size] / by_size[first]:.2f} times" for size in larger]
        for view, by_size in times.items()
    ]
    return markdown(header, rows)


def write_page(sections: list[str]) -> str:
    """Put the tables between their markers on their pages; return them as one text.

    Figures go to docs/benchmarks.md, what they must be at most to CONTRIBUTING.md.
    """
    found = tables(sections)
    for name, table in found.items():
        page = TARGETS if name == "targets" else PAGE
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        before, rest = page.read_text().split(begin)
        page.write_text(f"{before}{begin}\n{table}\n{end}{rest.split(end)[1]}")
    return "\n\n".join(found.values())
