"""Tell where in a dbt project's sources an error of its compiled SQL stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.googlesql.errors import Finding, SqlError

if TYPE_CHECKING:
    from pathlib import Path

    from harness.googlesql.project import Node


def place_in_source(node: Node, error: SqlError, root: Path | None = None) -> Finding:
    """Say where an error of compiled SQL stands in the file people edit.

    The line is looked for in the source; when it is not there exactly once (it came from Jinja),
    the position is told in the compiled file, and the message says so.
    """
    compiled = (node.sql or "").splitlines()
    wanted = compiled[error.line - 1].strip() if error.line <= len(compiled) else ""
    source = node.source.read_text(encoding="utf-8").splitlines() if node.source.exists() else []
    matches = [i for i, line in enumerate(source, start=1) if wanted and line.strip() == wanted]
    if len(matches) != 1:
        where = f"in the compiled SQL of {shortened(node.source, root)}: {wanted}"
        message = f"{error.message} ({where})"
        return Finding(
            place=shortened(node.compiled, root),
            line=error.line,
            column=error.column,
            message=message,
        )
    shift = _indent(source[matches[0] - 1]) - _indent(compiled[error.line - 1])
    return Finding(
        place=shortened(node.source, root),
        line=matches[0],
        column=error.column + shift,
        message=error.message,
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def shortened(path: Path, root: Path | None) -> str:
    """Write a path relative to `root` where it lies in there."""
    return str(path.relative_to(root)) if root and path.is_relative_to(root) else str(path)
