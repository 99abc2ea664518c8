"""Read a macro whose only work is to return a dict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

if TYPE_CHECKING:
    from pathlib import Path


def read_dict(path: Path, macro: str) -> dict[str, Any]:
    """Call a macro the way dbt does and give what it returns."""
    returned: list[dict[str, Any]] = []
    environment = Environment(
        autoescape=False,  # noqa: S701 - no HTML here
        extensions=["jinja2.ext.do"],
        undefined=StrictUndefined,
    )
    environment.globals["return"] = returned.append
    template = environment.from_string(path.read_text(encoding="utf-8"))
    getattr(template.module, macro)()
    return returned[0]
