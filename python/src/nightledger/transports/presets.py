"""Services that take a POST of their own shape: what a template says to each of them.

Written from what each service documents; none of them was called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Each = Literal["message", "problem"]
Json = dict[str, Any]

OPEN_STATE = "{{ 'New' if problem.is_firing else 'Closing' }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What is posted. each: a message or a problem is one POST.

    resolved: body for a problem that is over, if it is another one. resolved_path: a template of
    what is put behind the address then. A service that is told each problem by a key of ours drops
    repeats by itself.
    """

    each: Each
    body: Json
    resolved: Json | None = None
    resolved_path: str = ""
    seconds_between: float = 0.5


GOOGLE_CHAT = Preset(
    each="message",
    seconds_between=1.0,
    body={
        "thread": {"threadKey": "{{ group_key }}"},
        "cardsV2": [
            {
                "cardId": "{{ message_id }}",
                "card": {
                    "header": {"title": "{{ mark }} {{ title }}", "subtitle": "{{ summary }}"},
                    "sections": [{"widgets": [{"textParagraph": {"text": "{{ html }}"}}]}],
                },
            }
        ],
    },
)

JIRA_SERVICE_MANAGEMENT = Preset(
    each="problem",
    body={
        "message": "{{ problem.headline | truncate(130, true, '…', 0) }}",
        "alias": "{{ problem.key }}",
        "description": "{{ problem.text }}",
        "entity": "{{ problem.subject_name | truncate(512, true, '…', 0) }}",
        "source": "Nightledger ({{ environment }})",
        "tags": "{{ problem.tags }}",
        "details": "{{ problem.facts }}",
        "priority": "{{ {'critical': 'P1', 'error': 'P2', 'warn': 'P3'}[problem.severity] }}",
    },
    resolved={"source": "Nightledger ({{ environment }})", "note": "{{ problem.headline }}"},
    resolved_path="/{{ problem.key | urlencode }}/close?identifierType=alias",
)

SERVICENOW = Preset(
    each="problem",
    body={
        "records": [
            {
                "source": "Nightledger",
                "event_class": "{{ environment }}",
                "node": "{{ problem.asset_name or problem.subject_name }}",
                "resource": "{{ problem.subject_name }}",
                "metric_name": "{{ problem.check_name or problem.kind }}",
                "type": "{{ problem.kind }}",
                "message_key": "{{ problem.key }}",
                "severity": "{{ {'critical': '1', 'error': '2', 'warn': '4'}[problem.severity]"
                " if problem.is_firing else '0' }}",
                "resolution_state": OPEN_STATE,
                "time_of_event": "{{ problem.at }}",
                "description": "{{ problem.headline }}\n{{ problem.text }}",
                "additional_info": "{{ problem.facts | tojson }}",
            }
        ]
    },
)

INCIDENT_IO = Preset(
    each="problem",
    body={
        "title": "{{ problem.headline }}",
        "description": "{{ problem.text }}",
        "deduplication_key": "{{ problem.key }}",
        "status": "{{ 'firing' if problem.is_firing else 'resolved' }}",
        "source_url": "{{ problem.url }}",
        "metadata": {
            "environment": "{{ environment }}",
            "severity": "{{ problem.severity }}",
            "kind": "{{ problem.kind }}",
            "asset": "{{ problem.asset_name }}",
            "owner": "{{ problem.owner }}",
            "urgency": "{{ problem.urgency }}",
        },
    },
)

PRESETS: dict[str, Preset] = {
    "google_chat": GOOGLE_CHAT,
    "jira_service_management": JIRA_SERVICE_MANAGEMENT,
    "servicenow": SERVICENOW,
    "incident_io": INCIDENT_IO,
}
