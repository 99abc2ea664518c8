"""Open problems by what people call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from google.cloud.bigquery import ScalarQueryParameter

from nightledger.ledger.read import read

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

CALLED_SQL = """
select fingerprint, severity, environment, subject, acknowledged_by
from vw_open_problems
where
    kind != 'look'
    and (starts_with(fingerprint, lower(@asked)) or lower(subject) = lower(@asked))
order by severity, subject, fingerprint
limit 20
"""


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """An open problem, as `vw_open_problems` names it."""

    fingerprint: str
    severity: str
    environment: str
    subject: str
    acknowledged_by: str | None


def open_problems(client: Client, dataset: str, called: str) -> list[OpenProblem]:
    """Return the open problems whose id begins so, or whose subject it is; all of them for "".

    At most twenty. Raises what `read` raises.
    """
    asked = ScalarQueryParameter("asked", "STRING", called)
    return [OpenProblem(*row) for row in read(client, dataset, CALLED_SQL, parameters=[asked]).rows]
