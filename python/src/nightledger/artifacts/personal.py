"""What of a project is marked as personal data: as the hooks know it, from manifest.json."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nightledger.masking import engine_words, mask_message
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nightledger.artifacts.command import Command, Result

NOT_MARKS = ("owner", "alerts", "runbook_url", "nightledger")
OFF = ("", "false", "no", "none", "off", "0")
FAILED = ("error", "runtime error", "partial success")


def message_of_engine(command: Command, result: Result, text: str | None) -> str | None:
    """Return what an engine said of a failure, masked as the setting `messages` says."""
    project = command.project
    wanted = project.setting("messages")
    if not text or wanted == "full" or str(result["status"]).lower() not in FAILED:
        return text
    start = text[: 4 * project.setting("text_limit")]
    if wanted == "class_only":
        return engine_words(start)
    if project.reads_personal_data(result["unique_id"]):
        # secrets first: what looks like a mail address may be the end of one
        return mask_message(redact_text(start))
    return text


def is_marked_within(node: Mapping[str, Any], marks: Sequence[str]) -> bool:
    """Return whether a node or one of its columns is marked."""
    things = [node, *(node.get("columns") or {}).values()]
    return any(is_marked(thing, marks) for thing in things)


def is_marked(thing: Mapping[str, Any], marks: Sequence[str]) -> bool:
    """Return whether a node or column is marked: by a tag, by `meta`, or by a policy tag."""
    if thing.get("policy_tags"):
        return True
    config = thing.get("config") or {}
    words: list[object] = []
    for tags in (config.get("tags"), thing.get("tags")):
        words += [tags] if isinstance(tags, str) else tags or []
    for meta in (config.get("meta"), thing.get("meta"), thing.get("source_meta")):
        words += words_of_meta(meta or {})
    return any(says_personal(word, marks) for word in words)


def words_of_meta(meta: Mapping[str, Any]) -> Iterator[object]:
    """Yield the keys of `meta` that are not switched off, and its values that are one word."""
    for key, value in meta.items():
        if key in NOT_MARKS:
            continue
        if isinstance(value, (dict, list)):
            if value:
                yield key
            for item in [value] if isinstance(value, dict) else value:
                yield from words_of_meta(item) if isinstance(item, dict) else [item]
        elif str(value).lower() not in OFF:
            yield key
            if " " not in str(value):
                yield value


def says_personal(word: object, marks: Sequence[str]) -> bool:
    """Return whether a word is a mark, alone or beside others, and not denied."""
    text = mark_key(word)
    keys = [mark_key(mark) for mark in marks]
    return any(key in text and not re.search(f"_(no|non|not){key}", text) for key in keys)


def mark_key(word: object) -> str:
    """Return a word as marks are compared: lower case, its parts between `_`."""
    parts = re.sub("([a-z0-9])([A-Z])", r"\1_\2", str(word))
    return f"_{re.sub('[^a-z0-9]+', '_', parts.lower()).strip('_')}_"
