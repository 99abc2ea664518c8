"""What manifest.json says about a project: its nodes, their owners, our settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nightledger.artifacts.alerts import alert_rules, exposure_texts, exposures_by_node
from nightledger.artifacts.known import Known
from nightledger.artifacts.moments import moment
from nightledger.artifacts.owners import owner_name
from nightledger.artifacts.personal import is_marked_within
from nightledger.contract import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from nightledger.artifacts.alerts import Exposure
    from nightledger.artifacts.owners import Owner

Node = dict[str, Any]

BUILT = frozenset({"model", "seed", "snapshot"})
LEDGER_NODE = "model.nightledger.nightledger__dbt_invocations"


@dataclass(frozen=True, kw_only=True)
class Project:
    """A dbt project as of one command.

    Without slots, so that the readers of its nodes are worked out once.
    """

    manifest: dict[str, Any]
    known: Known = field(default_factory=Known)

    @property
    def name(self) -> str | None:
        """Name of the root project."""
        name = self.manifest["metadata"].get("project_name")
        return str(name) if name else None

    @property
    def dataset(self) -> str | None:
        """Where this project keeps its ledger, as `project.dataset`; None without the package."""
        node = self.manifest["nodes"].get(LEDGER_NODE)
        return f"{node['database']}.{node['schema']}" if node else None

    @property
    def target_dataset(self) -> tuple[str, str] | None:
        """Project and dataset of the dbt target: where nodes are built that ask for no other."""
        return next(
            (
                (node["database"], node["schema"])
                for node in self.manifest["nodes"].values()
                if node["resource_type"] in BUILT
                and not is_ours(node)
                and not config_of(node).get("schema")
                and not config_of(node).get("database")
                and node.get("database")
                and node.get("schema")
            ),
            None,
        )

    @property
    def target(self) -> Mapping[str, Any]:
        """The dbt target's name, project, dataset and threads, as far as they are known."""
        return self.known.target

    def setting(self, name: str) -> Any:  # noqa: ANN401 - settings are of several types
        """Return the project's own value of a setting, else its default."""
        return self.known.settings.get(name, DEFAULTS[name])

    def run_started_at(self, invoked_at: datetime | None) -> datetime | None:
        """Return when dbt started the command that was invoked then, if the manifest knows.

        A partial parse keeps the times of the command that parsed everything, under the new id.
        """
        metadata = self.manifest["metadata"]
        if invoked_at is None or moment(metadata.get("invocation_started_at")) != invoked_at:
            return None
        return moment(metadata.get("run_started_at"))

    def asset(self, unique_id: str) -> Node | None:
        """Return a model, seed, snapshot, test, operation or source."""
        nodes, sources = self.manifest["nodes"], self.manifest.get("sources") or {}
        return nodes.get(unique_id) or sources.get(unique_id)

    def node(self, unique_id: str) -> Node | None:
        """Return anything that can have a result, of whatever type dbt comes to have."""
        named = f"{unique_id.partition('.')[0]}s"
        sections = (named, "unit_tests", "saved_queries")
        found = (self.manifest.get(section) or {} for section in sections)
        return self.asset(unique_id) or next(
            (section[unique_id] for section in found if unique_id in section), None
        )

    def selectable(self, kinds: frozenset[str]) -> Iterator[str]:
        """Return what dbt runs of these types if nothing narrows it.

        Not ours, nor what is inlined. dbt keeps a disabled function beside the others.
        """
        sections = (self.manifest["nodes"], self.manifest.get("functions") or {})
        for unique_id, node in ((each, one[each]) for one in sections for each in one):
            config = config_of(node)
            is_run = config.get("enabled", True) and config.get("materialized") != "ephemeral"
            if is_run and node["resource_type"] in kinds and not is_ours(node):
                yield unique_id

    def tested_asset(self, test: Node) -> Node | None:
        """Return what a test is about: its attached node, else the first one it reads.

        The first a unit test depends on is what it tests. A test that reads the ledger is not about
        the ledger.
        """
        attached = test.get("attached_node")
        candidates = [attached] if attached else depends_on(test)
        assets = (self.asset(each) for each in candidates)
        return next((each for each in assets if each and not is_ours(each)), None)

    def owner(self, node: Node, asset: Node | None = None) -> str | None:
        """Return who looks after a node: its own owner, its group's, then its asset's."""
        named = meta_of(node).get("owner")
        if named:
            return owner_name(named)
        of_group = self.group_owner(config_of(node).get("group"))
        if of_group:
            return owner_name(of_group)
        return self.owner(asset) if asset else None

    def reads_personal_data(self, unique_id: str) -> bool:
        """Return whether a node, or anything it is built from, is marked as personal data."""
        marks = self.setting("pii_marks")
        ahead, seen = [unique_id], {unique_id}
        while ahead:
            node = self.node(ahead.pop())
            if node and is_marked_within(node, marks):
                return True
            parents = set(depends_on(node)) - seen if node else set()
            seen |= parents
            ahead.extend(parents)
        return False

    @cached_property
    def readers(self) -> dict[str, list[Exposure]]:
        """The exposures that read each node directly."""
        return exposures_by_node(self.manifest)

    def exposures(self, node: Node) -> list[str]:
        """Return the exposures that read a node directly, as people know them."""
        return exposure_texts(self.readers.get(node["unique_id"], []))

    def alerts(self, node: Node, asset: Node | None = None) -> dict[str, Any] | None:
        """Return the rules for a node's alerts: its own, else its asset's."""
        limit = self.setting("text_limit")
        rules = (alert_rules(meta_of(each).get("alerts"), limit) for each in (node, asset))
        return next((each for each in rules if each), None)

    def group_owner(self, name: str | None) -> Owner | None:
        """Return the owner of a group; None without a group."""
        for unique_id, group in (self.manifest.get("groups") or {}).items():
            if name and unique_id.split(".")[-1] == name:
                owner: Owner | None = group.get("owner")
                return owner
        return None


def config_of(node: Node) -> dict[str, Any]:
    """Return a node's config, empty when it has none."""
    return node.get("config") or {}


def meta_of(node: Node | None) -> dict[str, Any]:
    """Return a node's meta, empty when it has none."""
    return (config_of(node).get("meta") or {}) if node else {}


def runbook_of(node: Node | None) -> str | None:
    """Return the address of a node's runbook; None when it names none."""
    named = meta_of(node).get("runbook_url")
    return str(named) if named else None


def tags_of(node: Node | None) -> list[str]:
    """Return a node's tags, empty when it has none."""
    return list(config_of(node).get("tags") or []) if node else []


def test_tags(test: Node) -> list[str]:
    """Return a data test's tags; those of its column or source stand beside its configuration."""
    return list(dict.fromkeys(tags_of(test) + (test.get("tags") or [])))


def depends_on(node: Node) -> list[str]:
    """Return the unique ids of what a node reads."""
    return list((node.get("depends_on") or {}).get("nodes") or [])


def is_ours(node: Node) -> bool:
    """Return whether a node is one of our package's."""
    return node.get("package_name") == "nightledger"
