"""YAML, safe, without keys given twice, and with the place of a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable


class Loader(yaml.SafeLoader):
    """YAML's safe loader; a key given twice is a mistake, not the last one's win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the base's signature
        """Return a mapping. Raises MarkedYAMLError when a key is given twice."""
        keys: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in keys and name != "<<":
                text = f"the key {name!r} is given twice"
                raise yaml.constructor.ConstructorError(None, None, text, key.start_mark)
            keys.add(name)
        return super().construct_mapping(node, deep)


def parse(text: str) -> tuple[object, str | None]:
    """Return what the text says, or what is wrong with it and where."""
    try:
        return yaml.load(text, Loader), None  # noqa: S506 - the loader is a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        return None, f"{place}{error.problem or 'no YAML'}"
    except yaml.YAMLError as error:
        return None, f"no YAML: {type(error).__name__}"
    except RecursionError:
        return None, "no YAML: nested too deeply"
