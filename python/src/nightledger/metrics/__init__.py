"""How it stands, as Prometheus reads it."""

from nightledger.metrics.asking import ask
from nightledger.metrics.exposition import CONTENT_TYPE, Metric, Sample, as_text

__all__ = ["CONTENT_TYPE", "Metric", "Sample", "as_text", "ask"]
