"""`nightledger alerts preview --picture`: cards and mails as a browser shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.pictures import need_browser
from harness.pictures.needs import RENDERER

if TYPE_CHECKING:
    from pathlib import Path

    from python.tests.cli.alerts_place import Place


def test_cards_and_mails_are_drawn(place: Place, tmp_path: Path) -> None:
    need_browser()
    for name in ("data", "mail"):
        options = (
            "--out",
            str(tmp_path),
            "--picture",
            "--adaptivecards",
            str(RENDERER),
        )
        result = place.run("preview", name, *options)
        assert result.exit_code == 0, result.output
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) == 6
    assert {picture.read_bytes()[:4] for picture in pictures} == {b"\x89PNG"}
