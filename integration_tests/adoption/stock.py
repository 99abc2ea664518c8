"""Projects as Dagster's own tools make them, and the changes docs/dagster.md asks for."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dagster as dg
from harness.dbt import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

PAGE = REPOSITORY / "docs" / "dagster.md"
DIFF = re.compile(r'^```diff title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
CHANGE = re.compile(r"[+-](?!\+\+ |-- )")
PLACEHOLDERS = ("my-gcp-project", "analytics_audit")

QUICKSTART = {
    "requirements.txt": "dagster\n",
    "definitions.py": """import dagster as dg


@dg.asset
def raw_orders() -> list[int]:
    return [1, 2, 3]


@dg.asset(group_name="marts")
def order_count(raw_orders: list[int]) -> int:
    return len(raw_orders)


nightly = dg.define_asset_job("nightly", selection="*")

defs = dg.Definitions(
    assets=[raw_orders, order_count],
    jobs=[nightly],
    schedules=[dg.ScheduleDefinition(job=nightly, cron_schedule="0 0 * * *")],
)
""",
}

DEFS_FOLDER = {
    "pyproject.toml": """[project]
name = "shop"
version = "0.1.0"

[tool.dg]
directory_type = "project"

[tool.dg.project]
root_module = "shop"
""",
    "src/shop/__init__.py": "",
    "src/shop/definitions.py": """from pathlib import Path

from dagster import definitions, load_from_defs_folder


@definitions
def defs():
    return load_from_defs_folder(path_within_project=Path(__file__).parent)
""",
    "src/shop/defs/__init__.py": "",
    "src/shop/defs/assets.py": """import dagster as dg


@dg.asset
def orders() -> int:
    return 3
""",
}

DBT = {
    "shop_dagster/__init__.py": "",
    "shop_dagster/project.py": """from pathlib import Path

from dagster_dbt import DbtProject

shop_project = DbtProject(project_dir=Path(__file__).parents[1] / "shop")
""",
    "shop_dagster/assets.py": """from dagster import AssetExecutionContext
from dagster_dbt import DbtCliResource, dbt_assets

from .project import shop_project


@dbt_assets(manifest=shop_project.manifest_path)
def shop_dbt_assets(context: AssetExecutionContext, dbt: DbtCliResource):
    yield from dbt.cli(["build"], context=context).stream()
""",
    "shop_dagster/schedules.py": """from dagster_dbt import build_schedule_from_dbt_selection

from .assets import shop_dbt_assets

schedules = [
    build_schedule_from_dbt_selection(
        [shop_dbt_assets], job_name="nightly", cron_schedule="0 0 * * *"
    )
]
""",
    "shop_dagster/definitions.py": """from dagster import Definitions
from dagster_dbt import DbtCliResource

from .assets import shop_dbt_assets
from .project import shop_project
from .schedules import schedules

defs = Definitions(
    assets=[shop_dbt_assets],
    schedules=schedules,
    resources={"dbt": DbtCliResource(project_dir=shop_project)},
)
""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A project in a folder of its own, and where its ledger is."""

    folder: Path
    project: str
    dataset: str

    def write(self, files: dict[str, str]) -> Stock:
        """Write the files."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return self

    def adopt(self, *titles: str) -> int:
        """Apply diffs of the page, the names in them replaced by ours; give the lines changed."""
        return sum(self.apply(title) for title in titles)

    def remove(self, *titles: str) -> None:
        """Take the diffs out again."""
        for title in titles:
            self.apply(title, "--reverse")

    def apply(self, title: str, *options: str) -> int:
        """Apply one diff; give how many lines it adds and removes."""
        diff = dict(DIFF.findall(PAGE.read_text()))[title]
        text = diff.replace(PLACEHOLDERS[0], self.project).replace(PLACEHOLDERS[1], self.dataset)
        done = subprocess.run(
            ["git", "apply", *options, "-"],  # noqa: S607 - from the path
            cwd=self.folder,
            input=text,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, f"{title}: {done.stderr}\n{text}"
        return len([line for line in text.splitlines() if CHANGE.match(line)])

    def files(self) -> dict[str, str]:
        """Return what is in the project's files."""
        return {
            str(path.relative_to(self.folder)): path.read_text()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.suffix in {".py", ".txt", ".toml"}
        }

    def definitions(self, module: str) -> dg.Definitions:
        """Load the project as Dagster would."""
        package = module.partition(".")[0]
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
        importlib.invalidate_caches()
        defs: Any = importlib.import_module(module).defs
        return defs if isinstance(defs, dg.Definitions) else defs()


def instance_in(home: Path) -> AbstractContextManager[dg.DagsterInstance]:
    """Return a real instance that keeps its files in a folder."""
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    return dg.DagsterInstance.from_config(str(home))


def audit(defs: dg.Definitions, instance: dg.DagsterInstance) -> str:
    """Let the audit sensor tick once; give what it says."""
    sensor = defs.resolve_sensor_def("nightledger_audit")
    context = dg.build_sensor_context(instance=instance, definitions=defs)
    return sensor.evaluate_tick(context).skip_message or ""


def rows(client: Any, dataset: str, table: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield what is in a table of the ledger."""
    for row in client.query(f"select * from `{dataset}`.`{table}`").result():
        yield dict(row)
