"""PostgreSQL for tests: a server of their own that leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness import postgres
from harness.postgres import Postgres, need_postgres
from harness.summary import MISSING_PACKAGE
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from pathlib import Path


def is_reachable(url: str) -> bool:
    """Return whether a server takes this connection."""
    engine = create_engine(url)
    try:
        engine.connect().close()
    except OperationalError:
        return False
    finally:
        engine.dispose()
    return True


def test_a_server_of_the_tests_own_is_on_loopback_and_gone_afterwards() -> None:
    need_postgres()
    with Postgres.start() as server:
        url = server.create_database("dagster")
        assert url.startswith("postgresql+psycopg2://")
        assert "@127.0.0.1:" in url
        assert is_reachable(url)
        assert not is_reachable(url.replace(server.password, "guessed"))
    assert not is_reachable(url)
    assert not server.folder.exists()
    assert server.process.returncode == 0


@pytest.mark.parametrize("promise", ["CI", "NIGHTLEDGER_REQUIRE_POSTGRES"])
def test_a_missing_postgres_skips_unless_it_was_promised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, promise: str
) -> None:
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("NIGHTLEDGER_REQUIRE_POSTGRES", raising=False)

    with pytest.raises(pytest.skip.Exception, match=f"{MISSING_PACKAGE} postgresql.*make postgres"):
        need_postgres()
    monkeypatch.setenv(promise, "true" if promise == "CI" else "1")
    with pytest.raises(pytest.fail.Exception, match=MISSING_PACKAGE):
        need_postgres()
