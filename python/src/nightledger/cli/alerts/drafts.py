"""A message rendered for a receiver, written as files people can open."""

from __future__ import annotations

import email
import email.policy
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.config.build import build_to_show
from nightledger.errors import ConfigError
from nightledger.preview.samples import samples
from nightledger.router import plan
from nightledger.transports.discretion import with_details
from nightledger.watch.families import FAMILIES
from nightledger.watch.look import look
from nightledger.watch.parcels import render
from nightledger.watch.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client

    from nightledger.config import Config
    from nightledger.router import Plan
    from nightledger.transports import Payload
    from nightledger.transports.message import Message

MAIL = "message/rfc822"
ENDINGS = {"application/json": "json", MAIL: "eml", "text/plain": "txt"}
NO_RENDERER = (
    "Teams cards were not drawn: the card renderer is missing. Get it by `npm install "
    "adaptivecards`, then give --adaptivecards node_modules/adaptivecards/dist/adaptivecards.min.js"
)
NO_PIPES = "Pictures are drawn on Linux and macOS only; go without --picture."


class LeftOutError(ConfigError):
    """Something is left out. written: the files that were written all the same."""

    def __init__(self, reason: str, written: list[Path]) -> None:
        self.written = written
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """How to draw. renderer: adaptivecards.min.js; None leaves cards undrawn."""

    renderer: Path | None

    def of_mail(self, html: str, path: Path) -> None:
        """Draw a mail. Raises ConfigError without a browser."""
        try:
            from nightledger.preview.draw import html_picture  # noqa: PLC0415 - not on Windows
        except ImportError as error:
            raise ConfigError(NO_PIPES) from error
        html_picture(html, path)

    def of_card(self, body: bytes, path: Path) -> None:
        """Draw a card. Raises ConfigError without a browser or the renderer."""
        if self.renderer is None:
            raise ConfigError(NO_RENDERER)
        try:
            from nightledger.preview.draw import card_picture  # noqa: PLC0415 - not on Windows
        except ImportError as error:
            raise ConfigError(NO_PIPES) from error
        card_picture(json.loads(body), path, renderer=self.renderer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rendered message. name: of its files. type: the receiver's in alerts.yml.

    payload: or why there is none.
    """

    name: str
    type: str
    payload: Payload | str

    def write(self, folder: Path, pictures: Pictures | None) -> list[Path]:
        """Write the files and give their paths. Raises LeftOutError when something is left out."""
        if isinstance(self.payload, str):
            reason = f"{self.name}: {self.payload}"
            raise LeftOutError(reason, [])
        parts = parts_of(self.payload)
        written = []
        for ending, content in parts.items():
            path = folder / f"{self.name}.{ending}"
            path.write_bytes(content)
            written.append(path)
        drawn = folder / f"{self.name}.png"
        try:
            if pictures and self.type == "smtp":
                pictures.of_mail(parts["html"].decode(), drawn)
                written.append(drawn)
            elif pictures and self.type == "teams":
                pictures.of_card(self.payload.body, drawn)
                written.append(drawn)
        except ConfigError as error:
            raise LeftOutError(str(error), written) from error
        return written


def parts_of(payload: Payload) -> dict[str, bytes]:
    """Return the content of each file by its ending; JSON is laid out to be read."""
    kind = payload.content_type.partition(";")[0]
    body = payload.body
    if kind == "application/json":
        body = json.dumps(json.loads(body), indent=2, ensure_ascii=False).encode() + b"\n"
    parts = {ENDINGS.get(kind, "txt"): body}
    if kind == MAIL:
        mail = email.message_from_bytes(body, policy=email.policy.default)
        for subtype, ending in (("html", "html"), ("plain", "txt")):
            part = mail.get_body((subtype,))
            parts[ending] = part.get_content().encode() if part else b""
    return parts


def of_samples(alerts: Config, names: Iterable[str]) -> Iterator[Draft]:
    """Return every sample as each of these receivers would get it."""
    for name in names:
        for title, message in samples(name).items():
            yield draft_of(alerts, message, title)


def pending(alerts: Config, client: Client, dataset: str) -> Plan:
    """Return what the next tick would do, without doing it. Raises as `ledger.read`.

    Raises ConfigError when the procedures are of another version.
    """
    rules = alerts.rules
    return plan(look(client, dataset, FAMILIES, rules.limits.lease).state, rules)


def of_plan(alerts: Config, names: Iterable[str], decided: Plan) -> Iterator[Draft]:
    """Return the messages that go to these receivers."""
    wanted = set(names)
    for number, message in enumerate(decided.messages, start=1):
        if message.endpoint.receiver in wanted:
            yield draft_of(alerts, shown(message), f"pending-{number}")


def draft_of(alerts: Config, message: Message, title: str) -> Draft:
    """Render a message as its receiver would get it."""
    receiver = next(one for one in alerts.receivers if one.name == message.receiver)
    try:
        letter = with_details(message, receiver.details)
        payload = render(letter, build_to_show(alerts, receiver))
    except ConfigError as error:
        payload = str(error)
    name = re.sub(r"[^\w-]+", "_", receiver.name)
    return Draft(name=f"{name}-{title}", type=receiver.type, payload=payload)
