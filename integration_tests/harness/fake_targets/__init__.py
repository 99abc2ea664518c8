"""Teams, Slack, PagerDuty, a webhook and a mail server, as real servers that do what a test says.

    with FakeTargets.start(tmp_path) as targets:
        targets.http("teams/risk").answer(429, retry_after=120)
        ...
        (request,) = targets.http("teams/risk").received()

Each server listens on a free loopback port. What arrives is on disk before it is answered, so a
sender that is killed takes nothing with it. `FakeTargets.start` runs the servers in threads,
`FakeTargets.spawn` in a process of their own; both give the same `Targets`.
"""

from harness.fake_targets.book import ANY
from harness.fake_targets.certificates import CERTIFICATES
from harness.fake_targets.client import HttpTarget, MailTarget, Targets
from harness.fake_targets.records import Mail, Request
from harness.fake_targets.run import FakeTargets

__all__ = [
    "ANY",
    "CERTIFICATES",
    "FakeTargets",
    "HttpTarget",
    "Mail",
    "MailTarget",
    "Request",
    "Targets",
]
