"""Pages and roots in a bucket: a real client against a server of ours."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from nightledger.buckets import open_bucket, place_of, upload
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from pytest_httpserver import HTTPServer

pytestmark = pytest.mark.row("F2")
PATH = "/upload/storage/v1/b/lender-reports/o"


@pytest.fixture
def storage(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """Return a server in the place of Cloud Storage."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", httpserver.url_for("").rstrip("/"))
    return httpserver


def put(text: str, *, replaces: bool) -> bool:
    """Write a page."""
    bucket = open_bucket("lender-reports", "p")
    return upload(bucket, "night.html", text, "text/html; charset=utf-8", replaces=replaces)


def test_the_page_arrives_as_html_nobody_keeps_a_copy_of(storage: HTTPServer) -> None:
    storage.expect_request(PATH, method="POST").respond_with_json({"name": "night.html"})
    put("<!doctype html>", replaces=True)
    [(request, _)] = storage.log
    body = request.get_data(as_text=True)
    for expected in ('"cacheControl": "no-cache"', "text/html; charset=utf-8", "<!doctype html>"):
        assert expected in body


@pytest.mark.row("G1")
def test_what_is_not_to_be_replaced_is_written_only_where_nothing_is(storage: HTTPServer) -> None:
    storage.expect_request(PATH, method="POST").respond_with_json({"name": "night.html"})
    put("a root", replaces=False)
    put("a page", replaces=True)
    asked = [request.args.get("ifGenerationMatch") for request, _ in storage.log]
    assert asked == ["0", None]


@pytest.mark.row("G1")
def test_what_is_there_already_is_left_and_that_is_no_failure(storage: HTTPServer) -> None:
    storage.expect_request(PATH, method="POST").respond_with_json(
        {"error": {"message": "conditionNotMet", "code": 412}}, status=412
    )
    assert put("a root", replaces=False) is False


def test_a_bucket_that_refuses_is_named(storage: HTTPServer) -> None:
    storage.expect_request(PATH, method="POST").respond_with_json(
        {"error": {"message": "no access", "code": 403}}, status=403
    )
    with pytest.raises(ConfigError, match=r"night\.html was not written"):
        put("<!doctype html>", replaces=True)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.cloud.storage", None)
    monkeypatch.delattr("google.cloud.storage", raising=False)
    message = re.escape("pip install 'nightledger[report]'")
    with pytest.raises(ConfigError, match=message):
        open_bucket("lender-reports", "p")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("gs://lender-reports/night.html", ("lender-reports", "night.html")),
        ("gs://lender-reports/a/b c.html", ("lender-reports", "a/b c.html")),
    ],
)
def test_an_address_is_a_bucket_and_a_name(address: str, place: tuple[str, str]) -> None:
    assert place_of(address) == place


@pytest.mark.parametrize("address", ["", "gs://", "gs://b", "gs://B/x", "s3://b/x", "gs://bucket/"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="is no place for a file"):
        place_of(address)
