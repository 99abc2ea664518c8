"""Templates of JSON: a structure whose texts are filled with what a message says.

Only texts are templates, so data can never become anything but a text: it breaks out of nothing. A
text that is one expression, such as `"{{ problem_count }}"`, keeps the expression's type. There are
expressions and some filters, but no statements and no calls: a template ends, and soon.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from nightledger.errors import ConfigError
from nightledger.transports.plain import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2.nodes import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_TEXTS, LONGEST_TEXT, DEEPEST = 500, 10_000, 20
ONE_EXPRESSION = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}).)*)\}\}\s*", re.DOTALL)
FILTERS = (
    *("default", "e", "escape", "first", "int", "join", "length", "lower", "replace", "string"),
    *("title", "tojson", "trim", "truncate", "upper", "urlencode"),
)
JSON_TYPES = (bool, int, float, str, list, dict)
NODES = (
    *("Template", "Output", "TemplateData", "Name", "Getattr", "Getitem", "Const", "Filter"),
    *("Keyword", "CondExpr", "Compare", "Operand", "And", "Or", "Not", "Concat", "Dict", "Pair"),
    *("List", "Tuple", "Slice", "Test"),
)


@functools.cache
def environment() -> ImmutableSandboxedEnvironment:
    """Return Jinja's sandbox; who uses no template does not load Jinja."""
    from jinja2 import StrictUndefined  # noqa: PLC0415 - only who uses it
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


def check(structure: object, names: Mapping[str, object]) -> None:
    """Raise ConfigError, naming the text, for a template that could not be filled.

    names: an example of what will be there.
    """
    found = list(_texts(structure, ""))
    if len(found) > MOST_TEXTS:
        message = f"the template has {len(found)} texts; {MOST_TEXTS} are taken"
        raise ConfigError(message)
    for place, text in found:
        if wrong := _mistake(text, names):
            message = f"template, {place or 'text'}: {wrong}"
            raise ConfigError(message)


def fill(structure: object, names: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON's types
    """Return the structure with its texts filled. Raises jinja2.TemplateError where that fails."""
    if isinstance(structure, str):
        return _filled(structure, names)
    if isinstance(structure, dict):
        return {str(key): fill(value, names) for key, value in structure.items()}
    if isinstance(structure, (list, tuple)):
        return [fill(value, names) for value in structure]
    return structure


def _filled(text: str, names: Mapping[str, object]) -> object:
    if one := ONE_EXPRESSION.fullmatch(text):
        value = environment().compile_expression(one[1], undefined_to_none=False)(**names)
        return value if value is None or isinstance(value, JSON_TYPES) else str(value)
    return environment().from_string(text).render(**names)


def _texts(structure: object, place: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        message = f"the template is deeper than {DEEPEST} levels"
        raise ConfigError(message)
    if isinstance(structure, str):
        yield place, structure
    elif isinstance(structure, dict):
        for key, value in structure.items():
            yield from _texts(value, f"{place}.{key}" if place else str(key), depth + 1)
    elif isinstance(structure, (list, tuple)):
        for number, value in enumerate(structure):
            yield from _texts(value, f"{place}[{number}]", depth + 1)


def _mistake(text: str, names: Mapping[str, object]) -> str | None:
    import jinja2  # noqa: PLC0415 - only who uses it

    if len(text) > LONGEST_TEXT:
        return f"it is longer than {LONGEST_TEXT:,} characters"
    try:
        refused = next(_refused(environment().parse(text)), None)
        if refused is None:
            _filled(text, names)
    except jinja2.UndefinedError as error:
        refused = f"{clean(error, 200)}; there are {', '.join(sorted(names))}"
    except jinja2.TemplateError as error:
        refused = clean(error, 200)
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        refused = f"it cannot be filled: {type(error).__name__}"
    return refused


def _refused(tree: Template) -> Iterator[str]:
    """Return what a text may not have: anything that could take long or reach beyond its data."""
    from jinja2 import nodes  # noqa: PLC0415 - only who uses it

    for node in tree.find_all(nodes.Node):
        kind = type(node).__name__
        if kind not in NODES:
            yield f"{kind.lower()} is not for templates: names, filters and conditions are"
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield f"there is no filter {node.name}; there are {', '.join(FILTERS)}"
