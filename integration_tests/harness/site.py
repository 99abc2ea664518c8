"""A hook of mkdocs: the site shows the version it describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nightledger

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Show the version beside the repository's link, on every page."""
    config.repo_name = f"v{nightledger.__version__}"
    return config
