"""Prometheus' own parser, which the environment of the embedded BigQuery has."""

from __future__ import annotations

import json
import subprocess
from typing import NamedTuple

from harness.dbt import REPOSITORY

PARSE = """
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([
    [family.name, family.type, family.documentation, sample.name, sample.labels, sample.value]
    for family in text_string_to_metric_families(sys.stdin.read())
    for sample in family.samples or [type("S", (), dict(name="", labels={}, value=0))]
]))
"""


class Parsed(NamedTuple):
    """A sample, with what is said of its metric; the name is empty for a metric without any."""

    family: str
    kind: str
    help: str
    name: str
    labels: dict[str, str]
    value: float


def parsed(text: str) -> list[Parsed]:
    """Return what Prometheus reads. Raises CalledProcessError for what it cannot."""
    done = subprocess.run(
        [str(REPOSITORY / ".venvs" / "emulator" / "bin" / "python"), "-c", PARSE],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Parsed(*one) for one in json.loads(done.stdout)]
