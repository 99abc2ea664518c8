"""dbt's artifacts as facts: the rows the hook would have written, made from the files dbt left."""

from nightledger.artifacts.folder import Reading, read_folder
from nightledger.artifacts.known import Known
from nightledger.artifacts.options import Options
from nightledger.artifacts.project import Project

__all__ = ["Known", "Options", "Project", "Reading", "read_folder"]
