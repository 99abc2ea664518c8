"""The recipe "add a transport" of CONTRIBUTING.md, followed on a copy of the package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nightledger
import pytest

if TYPE_CHECKING:
    from pytest_httpserver import HTTPServer

PACKAGE = Path(nightledger.__file__).parent
TRANSPORT = Path(__file__).with_name("recipe") / "ntfy.py"
MOST_LINES = 80
#: file, the line after which something is added, and what is
ADDITIONS = (
    (
        "config/receivers.py",
        '    url: SecretReference = Field(description="Apprise\'s URL of the service.")\n',
        (
            '\n\nclass NtfyReceiver(Receiver):\n    """A topic of ntfy."""\n\n'
            '    type: Literal["ntfy"]\n'
            '    url: SecretReference = Field(description="The topic\'s address.")\n'
        ),
    ),
    ("config/receivers.py", "AnyReceiver = Annotated[\n", "    NtfyReceiver |\n"),
    (
        "config/receivers.py",
        "TYPES: dict[str, type[Receiver]] = {\n",
        '    "ntfy": NtfyReceiver,\n',
    ),
    (
        "config/build.py",
        "    link = config.dashboard_url\n",
        (
            '    if receiver.type == "ntfy":\n'
            "        from nightledger.transports.ntfy import Ntfy\n\n"
            '        return Ntfy(url=secrets["url"], dashboard_url=link)\n'
        ),
    ),
)
SEND = """
from datetime import datetime, timezone
from nightledger.config import loads
from nightledger.transports.message import Message, Notification
config = loads('''
receivers: [{name: phone, type: ntfy, url: {env: NTFY_URL}}]
fallback: phone
route: {receiver: phone}
''')
transport = config.build_transports()["phone"]
at = datetime(2026, 3, 10, 5, tzinfo=timezone.utc)
problem = Notification(
    notification_id="n", fingerprint="f", reason="opened", due_at=at, environment="prod",
    kind="test", subject_name="unique on customers.customer_id", severity="critical",
    urgency="page", is_firing=True, opened_at=at, last_seen_at=at, owner="risk",
)
message = Message(
    message_id="m", receiver="phone", environment="prod", group_key="g", reason="opened",
    notifications=(problem,),
)
print(transport.send(message, transport.render(message), None).status)
"""


def follow_recipe(folder: Path) -> int:
    """Copy the package and do what the recipe says; give how many lines that took."""
    copy = Path(shutil.copytree(PACKAGE, folder / "nightledger"))
    shutil.copy(TRANSPORT, copy / "transports")
    for name, after, added in ADDITIONS:
        text = (copy / name).read_text()
        assert text.count(after) == 1, f"{name} has changed: correct the recipe"
        (copy / name).write_text(text.replace(after, after + added))
    return sum(added.count("\n") for *_, added in ADDITIONS) + len(
        TRANSPORT.read_text().splitlines()
    )


@pytest.mark.row("C2")
def test_a_new_transport_takes_less_than_eighty_lines_and_delivers(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    assert follow_recipe(tmp_path) < MOST_LINES
    httpserver.expect_request("/topic", method="POST").respond_with_data("taken")
    answer = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", SEND],
        env=os.environ | {"PYTHONPATH": str(tmp_path), "NTFY_URL": httpserver.url_for("/topic")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.stdout.strip(), answer.stderr) == ("accepted", "")
    ((request, _),) = httpserver.log
    assert (
        request.get_data()
        .decode()
        .startswith("CRITICAL: unique on customers.customer_id failed (prod)")
    )
