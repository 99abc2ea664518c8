"""alerts.yml: read, checked as a whole, and turned into routes and transports."""

from nightledger.config.build import Fetch
from nightledger.config.document import Config
from nightledger.config.errors import AlertsError
from nightledger.config.loading import check, load, loads
from nightledger.config.secrets import Secret

__all__ = ["AlertsError", "Config", "Fetch", "Secret", "check", "load", "loads"]
