"""The pipelines of the package's own tests."""

from python.tests.dlt.conftest import pipeline  # noqa: F401 - pytest finds fixtures by name
