"""YAML as texts, lists and mappings, of a size people write, and with the place of a mistake.

What a text stands for, a number or a duration, its key decides: YAML itself would take `no` for
false and `1e3` for a number, and stumbles over a day there is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable

LONGEST_FILE = 2**20
"""Bytes; the example of the documentation has 3,000."""

MOST_NODES = 10_000
"""Texts, lists and mappings, with what an alias stands for counted each time."""

DEEPEST = 50
LONGEST_TEXT = 10_000

NULL = "tag:yaml.org,2002:null"
MERGE = "tag:yaml.org,2002:merge"
TEXT = "tag:yaml.org,2002:str"
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What PyYAML itself stumbles over, such as a character there is not."""


class Loader(yaml.SafeLoader):
    """YAML's safe loader without its types; a key given twice is a mistake, not the last one's win.

    What is too large, too deep or in itself is refused while it is read.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute
        first: [(tag, pattern) for tag, pattern in resolvers if tag in {NULL, MERGE}]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._read = 0
        self._measured: dict[int, tuple[int, int]] = {}
        """Nodes in and below each node that is complete, and how deep they go, by its id."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401 - the base's signature
        """Return the next node. Raises MarkedYAMLError when it, or all so far, is too much."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        self._read += 1
        if self._read > MOST_NODES:
            _refuse(f"there is more in it than {MOST_NODES:,} entries", event)
        if isinstance(event, yaml.AliasEvent):
            anchored = self.anchors.get(event.anchor)
            if anchored is not None and id(anchored) not in self._measured:
                _refuse(f"*{str(event.anchor)[:60]} stands for what it is in itself", event)
        node = super().compose_node(parent, index)
        if node is not None and id(node) not in self._measured:
            self._measured[id(node)] = self._measure(node, event)
        return node

    def _measure(self, node: yaml.Node, event: yaml.Event) -> tuple[int, int]:
        if isinstance(node, yaml.ScalarNode):
            _check_text(node.value, event)
            return 1, 1
        below = [one for entry in node.value for one in _members(entry)]
        size = 1 + sum(self._measured[id(one)][0] for one in below)
        depth = 1 + max((self._measured[id(one)][1] for one in below), default=0)
        if size > MOST_NODES:
            _refuse(f"with its aliases it has more than {MOST_NODES:,} entries", event)
        if depth > DEEPEST:
            _refuse(f"it is nested deeper than {DEEPEST}", event)
        return size, depth

    def construct_mapping(self, node: yaml.Node, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the base's signature
        """Return a mapping. Raises MarkedYAMLError when a key is given twice or is no text."""
        if not isinstance(node, yaml.MappingNode):
            _refuse("it has to be a mapping of keys to values", node)
        keys: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                _refuse("a key has to be a text", key)
            if key.value in keys and key.value != "<<":
                _refuse(f"the key {key.value[:60]!r} is given twice", key)
            keys.add(key.value)
            if key.tag != MERGE:
                key.tag = TEXT
        return super().construct_mapping(node, deep)

    def construct_undefined(self, node: yaml.Node) -> NoReturn:
        """Refuse any other tag."""
        _refuse(f"could not determine what {node.tag[:60]!r} is; leave the tag out", node)


Loader.yaml_constructors = {
    tag: maker
    for tag, maker in yaml.SafeLoader.yaml_constructors.items()
    if tag in {NULL, TEXT, "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
}
Loader.add_constructor(None, Loader.construct_undefined)


def _members(entry: Any) -> tuple[yaml.Node, ...]:  # noqa: ANN401 - of a list or a mapping
    return entry if isinstance(entry, tuple) else (entry,)


def _check_text(text: str, event: yaml.Event) -> None:
    if len(text) > LONGEST_TEXT:
        _refuse(f"it is longer than {LONGEST_TEXT:,} characters", event)
    if any("\ud800" <= one <= "\udfff" for one in text):
        _refuse("half of a character is in it", event)


def _refuse(text: str, place: yaml.Event | yaml.Node) -> NoReturn:
    mark: Any = place.start_mark
    raise yaml.MarkedYAMLError(problem=text, problem_mark=mark)


def parse(text: str) -> tuple[object, str | None]:
    """Return what the text says, or what is wrong with it and where."""
    if len(text) > LONGEST_FILE:
        return None, f"it is longer than {LONGEST_FILE:,} characters"
    try:
        loader = Loader(text)
    except yaml.reader.ReaderError as error:
        return None, f"no YAML: {error.reason}, at character {error.position + 1:,}"
    try:
        return loader.get_single_data(), None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, f"{_place(mark) if mark else ''}{(error.problem or 'no YAML')[:200]}"
    except (yaml.YAMLError, *MALFORMED) as error:
        return None, f"{_place(loader.get_mark())}no YAML: {type(error).__name__}"
    except RecursionError:
        return None, "no YAML: nested too deeply"


def _place(mark: yaml.Mark) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}: "
