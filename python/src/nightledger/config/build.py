"""Receivers become transports; each imports only its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from nightledger.config.hosts import check_https, check_teams
from nightledger.config.receivers import (
    AppriseReceiver,
    NoReceiver,
    PagerDutyReceiver,
    SlackReceiver,
    SmtpReceiver,
    TeamsReceiver,
)
from nightledger.config.secrets import Secret
from nightledger.config.webhook import WebhookReceiver
from nightledger.errors import ConfigError, SecretUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nightledger.config.document import Config
    from nightledger.config.receivers import AnyReceiver
    from nightledger.transports import Transport


@dataclass(frozen=True, slots=True)
class Fetch:
    """Gives a secret's value anew at each call, checked. Shows only where the secret is."""

    secret: Secret
    environ: Mapping[str, str] = field(repr=False)
    check: Callable[[str], None] | None = field(default=None, repr=False)

    def __call__(self) -> str:
        """Return the value. Raises ConfigError when it is missing or not allowed.

        Raises SecretUnavailableError when nobody can tell just now.
        """
        value = self.secret.resolve(self.environ)
        if self.check is not None:
            self.check(value)
        return value

    def mistake(self) -> ConfigError | None:
        """Return what is wrong with the value, without showing it; None when nothing is."""
        try:
            self()
        except ConfigError as error:
            return error
        return None


def fetches(receiver: AnyReceiver, environ: Mapping[str, str]) -> dict[str, Fetch]:
    """Return what fetches each secret of a receiver, by key."""
    checks: dict[str, Callable[[str], None]] = {}
    if isinstance(receiver, TeamsReceiver):
        checks["url"] = partial(check_teams, allowed_hosts=receiver.allowed_hosts)
    elif isinstance(receiver, SlackReceiver | WebhookReceiver):
        checks["url"] = check_https
    return {
        key: Fetch(secret, environ, checks.get(key)) for key, secret in receiver.secrets.items()
    }


def mistakes_in_secrets(
    receiver: AnyReceiver, environ: Mapping[str, str]
) -> dict[str, ConfigError]:
    """Return what is wrong with the secrets of a receiver, by key."""
    tried = {key: fetch.mistake() for key, fetch in fetches(receiver, environ).items()}
    return {key: mistake for key, mistake in tried.items() if mistake is not None}


def build(
    config: Config, receiver: AnyReceiver, environ: Mapping[str, str], *, with_secrets: bool = True
) -> Transport | ConfigError:
    """Return a receiver's transport, or why there is none.

    with_secrets: whether its secrets have to be there now.
    A SecretUnavailableError says that there may be one later: nothing else is wrong.
    """
    mistakes = mistakes_in_secrets(receiver, environ) if with_secrets else {}
    if mistakes:
        may_pass = all(isinstance(one, SecretUnavailableError) for one in mistakes.values())
        kind = SecretUnavailableError if may_pass else ConfigError
        said = "; ".join(f"{key}: {mistake}" for key, mistake in mistakes.items())
        return kind(f"receiver {receiver.name}: {said}")
    try:
        return _transport(config, receiver, fetches(receiver, environ))
    except ConfigError as error:
        return ConfigError(f"receiver {receiver.name}: {error}")


def build_to_show(config: Config, receiver: AnyReceiver) -> Transport:
    """Return a transport to render with; it has no secrets, and none is asked for."""
    return _transport(config, receiver, fetches(receiver, {}))


def _transport(config: Config, receiver: AnyReceiver, secrets: dict[str, Fetch]) -> Transport:
    link = config.dashboard_url
    if isinstance(receiver, TeamsReceiver):
        return _teams(config, receiver, secrets)
    if isinstance(receiver, SmtpReceiver):
        return _smtp(link, receiver, secrets)
    if isinstance(receiver, SlackReceiver):
        from nightledger.transports.slack import Slack  # noqa: PLC0415 - only who uses it

        return Slack(url=secrets["url"], dashboard_url=link)
    if isinstance(receiver, PagerDutyReceiver):
        from nightledger.transports.pagerduty import PagerDuty  # noqa: PLC0415 - only who uses it

        key = secrets["routing_key"]
        return PagerDuty(routing_key=key, endpoint=receiver.endpoint, dashboard_url=link)
    if isinstance(receiver, AppriseReceiver):
        from nightledger.transports.apprise import Apprise  # noqa: PLC0415 - only who uses it

        return Apprise(url=secrets["url"], dashboard_url=link)
    if isinstance(receiver, NoReceiver):
        message = "a receiver of type none tells nobody"
        raise ConfigError(message)
    return _webhook(link, receiver, secrets)


def _teams(config: Config, receiver: TeamsReceiver, secrets: dict[str, Fetch]) -> Transport:
    from nightledger.transports.teams import Mention, Teams  # noqa: PLC0415 - only who uses it

    owners = {
        owner: tuple(Mention(name=person.name, upn=person.upn) for person in people)
        for owner, people in config.owners.items()
    }
    return Teams(
        url=secrets["url"],
        owners=owners,
        dashboard_url=config.dashboard_url,
        seconds_between=receiver.seconds_between,
    )


def _smtp(link: str | None, receiver: SmtpReceiver, secrets: dict[str, Fetch]) -> Transport:
    from nightledger.transports.smtp import Smtp  # noqa: PLC0415 - only who uses it

    username: Any = receiver.username
    if isinstance(username, str):
        plain = username
        username = lambda: plain  # noqa: E731 - the transport wants something to call
    elif isinstance(username, Secret):
        username = secrets["username"]
    return Smtp(
        host=receiver.host,
        port=receiver.port,
        tls=receiver.tls,
        sender=receiver.sender,
        to=receiver.to,
        username=username,
        password=secrets.get("password"),
        ca_file=receiver.ca_file,
        dashboard_url=link,
    )


def _webhook(link: str | None, receiver: WebhookReceiver, secrets: dict[str, Fetch]) -> Transport:
    headers = {
        name: value if isinstance(value, str) else secrets[f"headers.{name}"]
        for name, value in receiver.headers.items()
    }
    if receiver.shape:
        from nightledger.transports import templated  # noqa: PLC0415 - only who uses it

        each = receiver.shape.each
        made = templated.KeyedWebhook if each == "problem" else templated.TemplatedWebhook
        return made(
            url=secrets["url"],
            preset=receiver.shape,
            headers=headers,
            dashboard_url=link,
            seconds_between=receiver.shape.seconds_between,
        )
    from nightledger.transports.webhook import Webhook  # noqa: PLC0415 - only who uses it

    return Webhook(
        url=secrets["url"],
        hmac_secret=secrets.get("hmac_secret"),
        headers=headers,
        dashboard_url=link,
    )
