"""What bqemulator 1.4 does differently from BigQuery and Nightledger depends on, put right.

Each module wraps functions of the emulator in place. A place that no longer exists stops the
start with its name, so that an upgrade of the emulator cannot switch a repair off unseen.
"""

from . import (
    alter,
    catalog,
    engine,
    field_paths,
    jobs,
    literals,
    loads,
    procedures,
    scripts,
    tables,
    translations,
    unnests,
    views,
)


def apply_all() -> None:
    """Install every repair; call once, before the server is built."""
    modules = (
        engine,
        literals,
        catalog,
        tables,
        scripts,
        procedures,
        alter,
        jobs,
        loads,
        unnests,
        views,
        field_paths,
        translations,
    )
    for module in modules:
        module.repair()
