"""The question what a silence would hold: the text of the macro `silence_effect_sql`."""

from __future__ import annotations

PATTERNS = {
    "matched_environment": "environment",
    "severity": "severity",
    "kind": "kind",
    "asset": "asset_name",
    "subject": "subject",
    "owner": "owner",
    "tag": "tags",
}
"""What each pattern of a silence is compared with."""


def silence_effect_sql(address: str = "problem_events") -> str:
    """Return the query, whose parameters are the patterns; a null matches everything."""
    asked = "".join(f"\n        @{pattern} as {pattern}," for pattern in PATTERNS)
    matches = " and\n".join(
        matches_pattern(f"problems.{column}", f"asked.{pattern}")
        for pattern, column in PATTERNS.items()
        if pattern != "tag"
    )
    return f"""\
with asked as (
    select{asked}
),

problems as (
    select fingerprint, environment, severity, kind, asset_name, subject, owner, tags
    from `{address}`
    where
        recorded_at >= timestamp_sub(current_timestamp(), interval 30 day)
        and outcome = 'bad'
    qualify row_number() over (partition by fingerprint, severity order by recorded_at desc) = 1
),

matched as (
    select
        problems.fingerprint,
        problems.severity,
        {matches} and
            (
                asked.tag is null
                or exists (
                    select 1 from unnest(problems.tags) as one_tag
                    where {matches_pattern("one_tag", "asked.tag")}
                )
            ) as is_held,
    from problems
    cross join asked
)

select
    count(distinct fingerprint) as problem_count,
    count(distinct if(is_held, fingerprint, null)) as held_count,
    count(distinct if(is_held and severity = 'critical', fingerprint, null)) as critical_count,
from matched"""  # noqa: S608 - a checked dataset


def matches_pattern(text: str, pattern: str) -> str:
    """Return SQL: whether a text matches a pattern in which `*` stands for anything."""
    quoted = rf"regexp_replace({pattern}, r'([.+?()\[\]{{}}^$|\\])', r'\\\1')"
    return f"""\
(
        {pattern} is null
        or regexp_contains(
            coalesce({text}, ''),
            concat(
                '(?s)^',
                replace(
                    {quoted}, '*', '.*'
                ),
                '$'
            )
        )
    )"""
