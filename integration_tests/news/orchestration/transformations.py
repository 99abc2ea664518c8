"""dbt unifies what was delivered; its tests are the checks of its assets."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets
from harness.target import PROFILES
from news.orchestration.deliveries import DAYS, ONE_BY_ONE
from news.orchestration.place import PLACE
from nightledger.dagster import NightledgerDbtTranslator

PROJECT = DbtProject(PLACE.dbt_project, profiles_dir=PROFILES)
PROJECT.prepare_if_dev()

command_line = DbtCliResource(
    project_dir=PROJECT,
    dbt_executable=str(Path(sys.executable).with_name("dbt")),  # also where PATH has another one
)


@dbt_assets(
    name="transformations",
    manifest=PROJECT.manifest_path,
    project=PROJECT,
    exclude="package:nightledger",
    dagster_dbt_translator=NightledgerDbtTranslator(),
    partitions_def=DAYS,
    backfill_policy=ONE_BY_ONE,
)
def transformations(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Build all, as of the latest delivery; a critical failure stops what is built on it."""
    yield from dbt.cli(["build"], context=context).stream()
