{#
    Until when a run that has a usual duration (`usual_seconds`) is waited for, and one that has none.

    after: name of the settings it is about, such as `stuck` for `stuck_after_minutes`,
    `stuck_after_ratio` and `stuck_without_history_minutes`.
#}
{% macro patience_limit(after) -%}
    timestamp_add(
            started_at,
            interval cast(
                coalesce(
                    greatest(
                        {{ nightledger.setting(after ~ '_after_minutes') }} * 60,
                        {{ nightledger.setting(after ~ '_after_ratio') }} * usual_seconds
                    ),
                    {{ nightledger.setting(after ~ '_without_history_minutes') }} * 60
                ) as int64
            ) second
        )
{%- endmacro %}
