{#
    The strip of a subject: one character per day of the last `strip_days` (UTC), the worst of each:
    ✗ failed, ! warned, ✓ good, · no verdict. Use where a WINDOW clause names `subject`.

    today: SQL of the strip's last day.
#}
{% macro strip_marks(today='date(current_timestamp())') -%}
concat(
            {%- for days_ago in range(nightledger.setting('strip_days') - 1, -1, -1) %}
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub({{ today }}, interval {{ days_ago }} day),
                            {{ nightledger.mark_number() }}, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ){{ ',' if not loop.last }}
            {%- endfor %}
        )
{%- endmacro %}
