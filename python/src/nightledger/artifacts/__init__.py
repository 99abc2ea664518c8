"""dbt's artefacts as facts: the rows the hook would have written, made from the files dbt left."""

from nightledger.artifacts.folder import Reading, read_folder
from nightledger.artifacts.options import Options

__all__ = ["Options", "Reading", "read_folder"]
