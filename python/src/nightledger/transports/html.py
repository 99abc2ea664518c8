"""The HTML of a mail. Jinja escapes every value; it is loaded when the first mail is written."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

COLOURS = {"critical": "#7f1d1d", "error": "#b91c1c", "warn": "#b45309", "info": "#1d4ed8"}
RESOLVED_COLOUR = "#15803d"


def html_of(**values: object) -> str:
    """Return the page of templates/mail.html.j2."""
    return template().render(colour=colour, **values)


@lru_cache(maxsize=1)
def template() -> Template:
    """Return the template, read once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - costs 50 ms

    environment = Environment(
        loader=PackageLoader("nightledger.transports"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("mail.html.j2")


def colour(severity: str, is_firing: bool) -> str:  # noqa: FBT001 - called from the template
    """Return the colour of the bar: green for good news."""
    return COLOURS.get(severity, "#4b5563") if is_firing else RESOLVED_COLOUR
