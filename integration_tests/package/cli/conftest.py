"""An alerts.yml whose receivers are fake targets."""

from python.tests.cli.alerts_place import (  # noqa: F401 - pytest finds fixtures by name
    place,
    targets,
)
