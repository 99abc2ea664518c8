"""Text that breaks things, one kind of it per name."""

from __future__ import annotations

#: What any text may hold, wherever a person or a program writes one.
KINDS = {
    "quotes": 'it\'s " \'\'\' """ x\\"""',
    "lines": "a\nb\r\nc\td",
    "backslashes": "\\ \\\\ \\n \\u0041 \\x41 \\",
    "separators": "\u2028 \u2029 \ufeff \u00a0",
    "comments": "-- x /* y */ # z",
    "placeholders": "100%% %s %(a)s @p ? :q",
    "right_to_left": "שלום مرحبا \u202e",
    "emoji": "😀 👩‍👩‍👧 é 中",
    "dollars": "$$x$$ `tick` ${y}",
    "markup": "<b>&amp;</b>",
    "end_of_script": "'; end; drop schema x cascade; --",
}
#: Where dbt does not read it as Jinja itself: not in yml.
JINJA = "{{ 1+1 }} {% raw %} {# x"
#: What no operating system passes in a variable, and YAML and JSON can spell.
CONTROL = "\x00 \x01 \x1f \x7f \x85"
#: Halves of pairs; dbt takes them from no file and no variable.
LONE = "\ud83d x \udc00"

EVERYDAY = " | ".join(KINDS.values())
ANYWHERE = f"{EVERYDAY} | {JINJA}"


def yaml_text(text: str) -> str:
    """Spell a text in YAML with everything unusual escaped."""
    usual = (c if " " <= c <= "~" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{"".join(usual)}"'


def sql_text(text: str) -> str:
    """Spell a text in BigQuery SQL as its bytes."""
    return f"safe_convert_bytes_to_string(from_hex('{text.encode().hex()}'))"
