"""BigQuery on a laptop: bqemulator as a child process, with its known gaps repaired.

It is plumbing for tests and demonstrations. Its SQL is DuckDB's underneath: what a query
means on BigQuery is proved elsewhere.
"""

from .process import EmbeddedBigQuery, EmulatorError

__all__ = ["EmbeddedBigQuery", "EmulatorError"]
