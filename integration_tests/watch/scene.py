"""A ledger, fake targets and an alerts.yml: facts go in, ticks run, rows and messages come out."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import yaml
from harness.judging import DATASET, PROJECT, definitions
from harness.ledgers import definition, partition
from harness.passing_time import let_pass
from nightledger import config, watch
from nightledger.contract import TABLES
from nightledger.ledger import append

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.cloud.bigquery import Client
    from harness.fake_targets import HttpTarget, Targets
    from harness.target import Target
    from nightledger.config import Config
    from nightledger.watch import TickReport

Row = dict[str, Any]
VIEWS = ("vw_alert_ledger", "vw_router_health")
PROCEDURES = ("look_at", "router_state")
HOOKS = tuple(f"hook{number}" for number in range(10))
"""Names of webhooks for tests with many targets."""

FIRST, SECOND = "ada@lender.example", "ben@lender.example"
QUICK = {
    "deadline": "2s",
    "first_pause": "1s",
    "longest_pause": "1s",
    "longest_pause_refused": "1h",
    "lease": "3s",
    "hand_over_after": "1h",
}
"""Limits with which a test need not wait."""

NOTICES = ("notices",)
"""What most tests give; looks at one family are quick on an embedded BigQuery."""

RETRY_SECONDS = 1.05
TITLE = re.compile(r"notice-\d+(?:-\d+)?")


def create_ledger(client: Client, dataset: str) -> None:
    """Create every table of the contract, PROCEDURES and VIEWS."""
    client.create_dataset(dataset)
    tables = [
        f"create table {dataset}.{table.name} ({', '.join(map(definition, table.columns))}) "
        f"{partition(table)}"
        for table in TABLES.values()
    ]
    client.query(";\n".join(tables)).result()
    for statement in statements(dataset):
        client.query(statement).result()


def statements(
    dataset: str, procedures: Sequence[str] = PROCEDURES, views: Sequence[str] = VIEWS
) -> list[str]:
    """Return the DDL of procedures and views, for a dataset."""
    known = definitions()
    made = [known[name].sql for name in procedures]
    made += [f"create view {dataset}.{name} as\n{known[name].sql}" for name in views]
    return [one.replace(f"`{PROJECT}`.`{DATASET}`.", f"`{dataset}`.") for one in made]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One test's world. `client` is the tick's; `look` is always the undisturbed one."""

    bigquery: Target
    client: Client
    dataset: str
    targets: Targets

    @property
    def secrets(self) -> dict[str, str]:
        """Environment variables that alerts.yml refers to."""
        places = {"teams": "teams", "slack": "slack", "webhook": "webhook"}
        places |= dict.fromkeys(HOOKS, "webhook")
        return {
            f"{name.upper()}_URL": self.targets.url(f"{kind}/{name}")
            for name, kind in places.items()
        }

    def through(self, url: str) -> Scene:
        """Return the same scene, whose ticks reach BigQuery by another address."""
        return replace(self, client=self.bigquery.through(url).client())

    def receiver(self, kind: str, **changes: Any) -> Row:  # noqa: ANN401 - YAML
        """Return the entry of a receiver that is called by its type."""
        entry: Row = {"name": kind, "type": kind}
        if kind == "smtp":
            entry |= {"host": self.targets.smtp.host, "port": self.targets.smtp.port()}
            entry |= {
                "tls": "none",
                "from": "nightledger@lender.example",
                "to": [FIRST, SECOND],
            }
        else:
            entry["url"] = {"env": f"{changes.get('name', kind).upper()}_URL"}
        if kind == "teams":
            entry |= {"allowed_hosts": ["127.0.0.1"], "seconds_between": 0}
        return entry | changes

    def alerts(
        self,
        *receivers: Row | str,
        fallback: str | None = None,
        told: Sequence[str] | None = None,
        route: Row | None = None,
        limits: Row | None = None,
    ) -> Config:
        """Return the alerts.yml of `alerts_text`, checked."""
        return config.loads(
            self.alerts_text(*receivers, fallback=fallback, told=told, route=route, limits=limits)
        )

    def alerts_text(
        self,
        *receivers: Row | str,
        fallback: str | None = None,
        told: Sequence[str] | None = None,
        route: Row | None = None,
        limits: Row | None = None,
    ) -> str:
        """Return an alerts.yml in which everybody `told` (default: the first) hears all."""
        entries = [self.receiver(one) if isinstance(one, str) else one for one in receivers]
        names = [str(one["name"]) for one in entries]
        heard = [{"receiver": name, "continue": True} for name in told or names[:1]]
        quiet = [{"receiver": name, "matchers": {"tag": f"only-{name}"}} for name in names]
        document = {
            "receivers": entries,
            "fallback": fallback or names[-1],
            "route": {
                "receiver": names[0],
                "group_interval": "1s",
                "routes": [*quiet, *heard],
                **(route or {}),
            },
            "limits": QUICK | (limits or {}),
        }
        return yaml.safe_dump(document)

    def tick(self, alerts: Config, **options: Any) -> TickReport:  # noqa: ANN401 - of tick
        """Tick once; only notices are judged unless `families` names more."""
        usual = {"host": "cli", "trigger": "person", "families": NOTICES}
        return watch.tick(self.client, self.dataset, alerts, **usual | options)

    def clear(self) -> None:
        """Empty every table."""
        sql = "; ".join(f"truncate table {self.dataset}.{name}" for name in TABLES)
        self.bigquery.client().query(sql).result()

    def wait_for_retry(self) -> None:
        """Wait until the next attempt of the quick limits is due."""
        time.sleep(RETRY_SECONDS)

    def later(self, **span: float) -> None:
        """Let a `timedelta` of that span pass without waiting: what is on record gets older."""
        let_pass(self.bigquery.client(), self.dataset, timedelta(**span))

    def notices(self, *titles: str, **changes: Any) -> None:  # noqa: ANN401 - columns
        """Let another tool give notices, each a problem of its own and told once."""
        now = datetime.now(timezone.utc)
        row = {
            "occurred_at": now,
            "environment": "prod",
            "status": "event",
            "severity": "error",
        }
        row |= {"source": "watch", "tags": []}
        rows = [row | {"notice_id": t, "notice_key": t, "title": t} | changes for t in titles]
        append(self.bigquery.client(), self.dataset, "alert_notices", rows)

    def results(
        self,
        count: int,
        status: str = "fail",
        *,
        at: datetime | None = None,
        run: str = "run-1",
        **changes: Any,  # noqa: ANN401 - columns
    ) -> None:
        """Let one dbt run end with as many test results."""
        at = at or datetime.now(timezone.utc) - timedelta(seconds=2)
        common = {"invocation_id": run, "occurred_at": at, "environment": "prod"}
        client = self.bigquery.client()
        event = common | {
            "event": "finished",
            "command": "build",
            "result_count": count,
        }
        append(client, self.dataset, "dbt_invocations", [event])
        fixed = common | {
            "test_type": "generic",
            "test_name": "unique",
            "status": status,
        }
        fixed |= {"is_critical": False, "failures": 3 if status == "fail" else 0}
        fixed["message"] = "Got 3 results, configured to fail if != 0"
        rows = [fixed | result(number) | changes for number in range(count)]
        append(client, self.dataset, "dbt_test_results", rows)

    def rows(self, where: str = "true", *, table: str = "alert_deliveries") -> list[Row]:
        """Return rows of the ledger, oldest first."""
        order = "order by recorded_at" if table in TABLES else ""
        sql = f"select * from {self.dataset}.{table} where {where} {order}"
        return [dict(row) for row in self.bigquery.client().query(sql).result()]

    def events(self, receiver: str, recipient: str | None = None) -> list[str]:
        """Return what was written down about a receiver's attempts, without the claims."""
        return [
            row["event"]
            for row in self.rows(f"receiver = '{receiver}' and sequence is not null")
            if row["event"] != "claimed" and row["recipient"] == recipient
        ]

    def balance(self) -> dict[str, int]:
        """Return the counts of `vw_alert_ledger`; raises AssertionError unless they add up."""
        days = self.rows(table="vw_alert_ledger")
        assert all(day["is_balanced"] for day in days), days
        names = ("turn", "told", "suppressed", "superseded", "pending")
        return {name: sum(day[f"{name}_count"] for day in days) for name in names}

    def target(self, name: str) -> HttpTarget:
        """Return the fake target of a receiver."""
        return self.targets.http(f"{'webhook' if name in HOOKS else name}/{name}")

    def arrived(self, place: str) -> list[str]:
        """Return the notices in each message that arrived at a receiver or mail address."""
        if "@" in place:
            texts = [mail.text for mail in self.targets.smtp.received(place)]
        else:
            texts = [request.text for request in self.target(place).received()]
        return [",".join(sorted(set(TITLE.findall(text)))) for text in texts]


def result(number: int) -> Row:
    """Return what is a test's own."""
    return {
        "unique_id": f"test.lender.t{number}",
        "asset_id": f"model.lender.m{number % 500}",
        "asset_name": f"m{number % 500}",
        "column_name": f"c{number}",
    }
