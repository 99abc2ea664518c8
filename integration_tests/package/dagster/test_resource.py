"""dbt commands know the Dagster run they belong to, and nothing else changes."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from dagster_dbt import DagsterDbtCliRuntimeError, DbtCliResource
from harness.dbt import dbt_command
from nightledger.dagster.environment import environment
from nightledger.dagster.poke import Poke
from nightledger.dagster.resource import (
    ORCHESTRATOR,
    RUN_ID,
    NightledgerDbtCliResource,
    observed_dbt,
)
from python.tests.dagster.dbt_shop import write_shop

if TYPE_CHECKING:
    from harness.target import Target

DBT = str(dbt_command("product"))
POKES: list[int | None] = []


class NotedPoke(Poke):
    """Notes that it was called."""

    def send(self) -> None:
        """Note it."""
        POKES.append(len(POKES))


class BrokenPoke(Poke):
    """Cannot poke."""

    def send(self) -> None:
        """Fail."""
        message = "no way there"
        raise OSError(message)


class TeamsOwnResource(DbtCliResource):
    """As a project may have one."""

    greeting: str = "hello"

    def cli(self, args: Any, **options: Any) -> Any:  # noqa: ANN401 - as it came
        """Start dbt without colours."""
        return super().cli([*args, "--no-use-colors"], **options)


@pytest.fixture
def shop(tmp_path: Path, bigquery: Target, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in bigquery.environment("shop").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{Path(DBT).parent}{os.pathsep}{os.environ['PATH']}")
    return write_shop(tmp_path / "shop")


@pytest.mark.row("A12")
def test_a_command_knows_its_run_and_the_router_is_poked_once_at_its_end(
    shop: Path,
) -> None:
    seen: list[Any] = []
    POKES.clear()

    @dg.asset
    def parsed(dbt: DbtCliResource) -> None:
        invocation = dbt.cli(["parse"])
        seen.append((dict(os.environ), list(POKES)))
        invocation.wait()
        assert invocation.is_successful()
        seen.append(invocation.get_artifact("manifest.json"))

    plain = TeamsOwnResource(project_dir=str(shop), dbt_executable=DBT, greeting="hi")
    result = dg.materialize([parsed], resources={"dbt": observed_dbt(plain, NotedPoke())})

    (environ, early_pokes), manifest = seen
    assert manifest["metadata"]["env"] == {
        "DAGSTER_RUN_ID": result.run_id,
        "ORCHESTRATOR": "dagster",
    }
    assert RUN_ID not in environ
    assert ORCHESTRATOR not in environ
    assert (early_pokes, POKES) == ([], [0])


@pytest.mark.row("C7")
def test_a_poke_that_fails_neither_fails_a_good_command_nor_hides_a_bad_one(
    shop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dbt = NightledgerDbtCliResource(project_dir=str(shop), dbt_executable=DBT, poke=BrokenPoke())

    with pytest.raises(DagsterDbtCliRuntimeError, match="no-such-option"):
        dbt.cli(["parse", "--no-such-option"]).wait()
    assert dbt.cli(["parse"]).wait().is_successful()

    said = [one.getMessage() for one in caplog.records if "not poked" in one.getMessage()]
    assert len(said) == 2
    assert "OSError: no way there" in said[0]


def test_a_command_outside_a_run_says_no_run(shop: Path) -> None:
    dbt = NightledgerDbtCliResource(project_dir=str(shop), dbt_executable=DBT)

    assert dbt.variables(None) == {}


def test_a_resource_keeps_its_settings_and_its_own_class(shop: Path) -> None:
    stock = DbtCliResource(
        project_dir=str(shop),
        global_config_flags=["--quiet"],
        target="emulator",
        dbt_executable=DBT,
    )
    own = TeamsOwnResource(project_dir=str(shop), dbt_executable=DBT, greeting="hi")

    ours, ours_too = observed_dbt(stock, None), observed_dbt(own, None)

    assert type(ours) is NightledgerDbtCliResource
    for name in DbtCliResource.model_fields:
        assert getattr(ours, name) == getattr(stock, name)
    assert isinstance(ours_too, NightledgerDbtCliResource)
    assert isinstance(ours_too, TeamsOwnResource)
    assert ours_too.greeting == "hi"


def test_settings_may_come_at_launch(shop: Path) -> None:
    late = observed_dbt(DbtCliResource.configure_at_launch(dbt_executable=DBT), None)

    seen: list[Any] = []

    @dg.asset
    def looked(dbt: DbtCliResource) -> None:
        seen.append(dbt)

    dg.materialize(
        [looked],
        resources={"dbt": late},
        run_config={"resources": {"dbt": {"config": {"project_dir": str(shop)}}}},
    )

    (dbt,) = seen
    assert isinstance(dbt, NightledgerDbtCliResource)
    assert dbt.project_dir == str(shop)


def test_a_poke_that_is_there_stays(shop: Path) -> None:
    own = NotedPoke()
    dbt = NightledgerDbtCliResource(project_dir=str(shop), dbt_executable=DBT, poke=own)

    assert isinstance(observed_dbt(dbt, Poke()).poke, NotedPoke)


def test_what_is_no_command_line_stays_as_it_is() -> None:
    assert observed_dbt("dbt", None) == "dbt"


def test_variables_are_put_back_also_when_the_block_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NL_OLD", "before")

    def fail() -> None:
        with environment({"NL_OLD": "within", "NL_NEW": "within"}):
            assert (os.environ["NL_OLD"], os.environ["NL_NEW"]) == ("within", "within")
            message = "broken"
            raise ValueError(message)

    with pytest.raises(ValueError, match="broken"):
        fail()

    assert os.environ["NL_OLD"] == "before"
    assert "NL_NEW" not in os.environ


def test_two_runs_in_one_process_do_not_see_each_others_variables() -> None:
    seen: list[str] = []
    barrier = threading.Barrier(4)

    def work(number: int) -> None:
        barrier.wait()
        for _ in range(50):
            with environment({"NL_RUN": str(number)}):
                seen.append(f"{number}:{os.environ['NL_RUN']}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 200
    assert all(one.split(":")[0] == one.split(":")[1] for one in seen)
