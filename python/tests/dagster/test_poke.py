"""A poke reaches Pub/Sub within its deadline, or is a warning."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from itertools import chain, repeat
from typing import TYPE_CHECKING

import pytest
from nightledger.dagster import poke
from nightledger.dagster.poke import TickPoke, TopicPoke
from nightledger.dagster.pubsub import PokeError, publish
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_httpserver import HTTPServer

TOPIC = "projects/lender-prod/topics/nightledger-poke"
PATH = f"/v1/{TOPIC}:publish"
SECRET = "xoxb-123456789012-abcdefabcdef"  # noqa: S105 - looks like one, so that it is redacted


@pytest.fixture
def pubsub(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """Return a server that stands for Pub/Sub's emulator."""
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"{httpserver.host}:{httpserver.port}")
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    return httpserver


@pytest.fixture
def dripping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a server answer one byte at a time, for ever: no socket ever times out."""
    listener = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{listener.getsockname()[1]}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    done = threading.Event()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            for byte in chain(b"HTTP/1.1 200 OK\r\nX-Slow: ", repeat(ord("a"))):
                if done.wait(0.05):
                    return
                with suppress(OSError):  # whoever asked has gone
                    connection.sendall(bytes([byte]))

    worker = threading.Thread(target=drip)
    worker.start()
    yield
    done.set()
    worker.join()
    listener.close()


def warnings_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as a warning."""
    return [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


@pytest.mark.row("C7")
def test_a_message_is_published_to_the_topic(
    pubsub: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    pubsub.expect_request(PATH, method="POST").respond_with_json({"messageIds": ["1"]})

    poke(TOPIC)()

    ((request, _),) = pubsub.log
    assert request.json == {"messages": [{"attributes": {"source": "nightledger"}}]}
    assert warnings_in(caplog) == []


@pytest.mark.row("C7")
def test_a_refusal_is_a_warning_that_says_what_came_back_without_secrets(
    pubsub: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    pubsub.expect_request(PATH).respond_with_data(f"no such topic, token={SECRET}", status=404)

    poke(topic=TOPIC)()

    (warning,) = warnings_in(caplog)
    assert "404 no such topic" in warning
    assert TOPIC in warning
    assert SECRET not in caplog.text


@pytest.mark.row("C7")
def test_nobody_there_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{port}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    poke(TOPIC)()

    assert "ConnectionError" in caplog.text
    assert "next regular tick" in caplog.text


@pytest.mark.row("C7")
@pytest.mark.usefixtures("dripping")
def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    with pytest.raises(PokeError, match=r"no answer within 0\.5 seconds"):
        publish(TOPIC, seconds=0.5)


def test_a_machine_without_credentials_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.delenv("PUBSUB_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", f"{tmp_path}/none.json")

    with pytest.raises(PokeError, match="no Google credentials on this machine"):
        publish(TOPIC, seconds=5)


@pytest.mark.parametrize("topic", ["nightledger", "projects/p", "projects/p/topics/a b", ""])
def test_a_topic_that_is_none_is_an_error_at_load(topic: str) -> None:
    with pytest.raises(ConfigError, match="is no topic"):
        poke(topic)


def test_either_a_topic_or_alerts() -> None:
    with pytest.raises(ConfigError, match="a topic of Pub/Sub, or alerts"):
        poke()
    with pytest.raises(ConfigError, match="a topic of Pub/Sub, or alerts"):
        poke(TOPIC, alerts="alerts.yml")
    assert isinstance(poke(TOPIC), TopicPoke)
    assert isinstance(poke(alerts="alerts.yml"), TickPoke)
