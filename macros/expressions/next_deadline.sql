{#
    The first time after a moment at which a clock on a wall shows a time of day; null for a time or
    time zone that is no sense. Daylight saving is the zone's: 06:00 stays 06:00.

    time_of_day: text such as `06:00`; time_zone: text such as `Europe/Berlin`; days: array of the
    weekdays that count, such as `['Mon']`, empty for all.
#}
{% macro next_deadline(after, time_of_day, time_zone, days='cast([] as array<string>)') -%}
    (
            select min(deadline)
            from unnest(generate_array(-1, 8)) as day_number
            cross join
                unnest([date_add(date({{ after }}), interval day_number day)]) as deadline_on
            cross join
                unnest([
                    safe_cast(
                        concat(
                            cast(deadline_on as string), ' ', {{ time_of_day }}, ':00 ',
                            {{ time_zone }}
                        ) as timestamp
                    )
                ]) as deadline
            where
                deadline > {{ after }}
                and (
                    array_length({{ days }}) = 0
                    or format_date('%a', deadline_on) in unnest({{ days }})
                )
        )
{%- endmacro %}
