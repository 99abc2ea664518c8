"""Every view with all it reads stays well within what BigQuery takes as one query."""

from __future__ import annotations

import re
from functools import cache

from harness.googlesql.compiling import compiled_package

NESTED_VIEWS = 16
"""How deep BigQuery follows views that read views."""

RESOLVED_BYTES = 12_000_000
"""The longest query it takes, with the text of each view wherever it is read."""

NAME = re.compile(r"`[\w-]+`\.`\w+`\.`\w+`")


@cache
def depth_and_bytes(relation: str) -> tuple[int, int]:
    """Give how many views stand above each other, and the length when all are written out."""
    sql = compiled_package().views().get(relation)
    if sql is None:
        return 0, 0
    read = [depth_and_bytes(name.replace("`", "")) for name in NAME.findall(sql)]
    depth = 1 + max((depth for depth, _ in read), default=0)
    return depth, len(sql) + sum(size for _, size in read)


def test_no_view_is_nested_too_deep_or_too_long() -> None:
    for relation in compiled_package().views():
        depth, size = depth_and_bytes(relation)
        assert depth < NESTED_VIEWS, relation
        assert size < RESOLVED_BYTES / 4, relation
