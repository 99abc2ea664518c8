"""Prometheus' text format, version 0.0.4.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
IN_HELP = str.maketrans({"\\": r"\\", "\n": r"\n"})
IN_LABEL = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A value and what tells it from others of its metric."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A metric of `nightledger_`. kind: gauge or counter. samples: none is a metric without any."""

    name: str
    help: str
    kind: str = "gauge"
    samples: tuple[Sample, ...] = ()


def as_text(metrics: Iterable[Metric]) -> str:
    """Return the metrics as Prometheus reads them; labels carry no secrets."""
    lines: list[str] = []
    for metric in metrics:
        name = f"nightledger_{metric.name}"
        lines += [
            f"# HELP {name} {metric.help.translate(IN_HELP)}",
            f"# TYPE {name} {metric.kind}",
            *(
                f"{name}{labels(sample.labels)} {float(sample.value)!r}"
                for sample in metric.samples
            ),
        ]
    return "".join(f"{line}\n" for line in lines)


def labels(values: Mapping[str, str]) -> str:
    """Return labels in braces; nothing for none."""
    pairs = (f'{name}="{escaped(value)}"' for name, value in values.items())
    return f"{{{','.join(pairs)}}}" if values else ""


def escaped(value: str) -> str:
    """Return the value of a label; what is no character is spelt out."""
    plain = redact_text(value).encode("utf-8", "backslashreplace").decode()
    return plain.translate(IN_LABEL)
