"""A request as the fault proxy saw it, and how to pick some of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request; `path` includes the query string."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """Return the body as an object, empty when it is not one."""
        try:
            content = json.loads(self.body)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    @property
    def sql(self) -> str:
        """Return the text of the query job it asks for, empty when it is another request."""
        job = self.json.get("configuration", {}).get("query", {})
        return str(job.get("query") or self.json.get("query") or "")

    def with_sql(self, sql: str) -> Request:
        """Return the same query job with another text."""
        content = self.json
        content["configuration"]["query"]["query"] = sql
        return replace(self, body=json.dumps(content).encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Picks requests: all that is given must hold. The texts are regular expressions."""

    method: str | None = None
    path: str | None = None
    body: str | None = None
    sql: str | None = None
    flags: re.RegexFlag = field(default=re.IGNORECASE | re.DOTALL)

    def takes(self, request: Request) -> bool:
        """Return whether the request is one of these."""
        return (
            (self.method is None or self.method == request.method)
            and self._finds(self.path, request.path)
            and self._finds(self.body, request.body.decode(errors="replace"))
            and self._finds(self.sql, request.sql)
        )

    def _finds(self, pattern: str | None, text: str) -> bool:
        return pattern is None or re.search(pattern, text, self.flags) is not None
