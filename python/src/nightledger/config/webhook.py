"""The receiver of alerts.yml that takes a POST: with our document, a preset's, or your own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from nightledger.config.receiver import FOR_PROGRAMS, MOST_PER_HOUR, Receiver
from nightledger.config.secrets import Secret, SecretReference, TextOrSecret
from nightledger.errors import ConfigError
from nightledger.transports.capacity import POSTED_PROBLEMS
from nightledger.transports.presets import PRESETS, Preset

if TYPE_CHECKING:
    from nightledger.router import Target

SENSITIVE = ("authorization", "cookie", "key", "password", "secret", "token")
Service = Literal["google_chat", "jira_service_management", "servicenow", "incident_io"]


class Template(BaseModel):
    """What is posted instead of Nightledger's own document: its texts are Jinja expressions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    each: Literal["message", "problem"] = Field(
        default="message", description="What is one POST; a problem is known again by its key."
    )
    body: dict[str, Any] = Field(description="The JSON object, its texts templates.")
    resolved: dict[str, Any] | None = Field(
        default=None, description="Another one for a problem that is over."
    )
    resolved_path: str = Field(default="", description="Put behind the address then.")

    @property
    def preset(self) -> Preset:
        """As the transport takes it."""
        return Preset(
            each=self.each,
            body=self.body,
            resolved=self.resolved,
            resolved_path=self.resolved_path,
        )


class WebhookReceiver(Receiver):
    """A program of your own, or a service that takes JSON of its own shape."""

    type: Literal["webhook"]
    messages_per_hour: int = Field(
        default=FOR_PROGRAMS, ge=1, le=MOST_PER_HOUR, description="Above it, groups merge."
    )
    url: SecretReference = Field(description="Where the document goes.")
    hmac_secret: SecretReference | None = Field(default=None, description="Signs it.")
    preset: (
        Literal["google_chat", "jira_service_management", "servicenow", "incident_io"] | None
    ) = Field(default=None, description="The service, where it is one of these.")
    template: Template | None = Field(default=None, description="What is posted, else.")
    headers: dict[str, TextOrSecret] = Field(
        default={}, description="More headers: texts, or references for what is secret."
    )

    @field_validator("headers")
    @classmethod
    def _take_no_literal_secret(cls, value: dict[str, str | Secret]) -> dict[str, str | Secret]:
        for name, text in value.items():
            if isinstance(text, str) and any(word in name.lower() for word in SENSITIVE):
                message = f"{name} looks like a secret; write {{env: NAME}} or {{file: PATH}}"
                raise ValueError(message)
        return value

    @property
    def secrets(self) -> dict[str, Secret]:
        """Its secrets, by key."""
        own = {key: value for key, value in self if isinstance(value, Secret)}
        headers = {
            f"headers.{name}": value
            for name, value in self.headers.items()
            if isinstance(value, Secret)
        }
        return own | headers

    @model_validator(mode="after")
    def _take_one_shape(self) -> WebhookReceiver:
        if self.preset and self.template:
            message = "preset and template both say what is posted; give one"
            raise ValueError(message)
        if self.hmac_secret and self.shape:
            message = "hmac_secret signs Nightledger's own document, no preset or template"
            raise ValueError(message)
        if self.template:
            from nightledger.transports.templated import check_preset  # noqa: PLC0415 - heavy

            try:
                check_preset(self.template.preset)
            except ConfigError as error:
                raise ValueError(str(error)) from None
        return self

    @property
    def shape(self) -> Preset | None:
        """What is posted; None for Nightledger's own document."""
        if self.preset:
            return PRESETS[self.preset]
        return self.template.preset if self.template else None

    @property
    def target(self) -> Target:
        """What the router needs to know."""
        if self.shape is None:
            return self._target()
        if self.shape.each == "message":
            return self._target(seconds_between=self.shape.seconds_between)
        return self._target(
            is_keyed=True,
            capacity=POSTED_PROBLEMS,
            seconds_between=self.shape.seconds_between,
        )
