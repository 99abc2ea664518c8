"""BigQuery on a laptop: bqemulator as a child process, with its known gaps repaired.

It is plumbing for tests and demonstrations. Its SQL is DuckDB's underneath: what a query
means on BigQuery is proved elsewhere.
"""

from nightledger.emulator.process import EmbeddedBigQuery, EmulatorError
from nightledger.emulator.serve import serve

__all__ = ["EmbeddedBigQuery", "EmulatorError", "serve"]
