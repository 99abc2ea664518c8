{# A moment as people read it, to the minute. #}
{% macro minute_text(moment) -%}
    format_timestamp('%Y-%m-%d %H:%M', {{ moment }})
{%- endmacro %}


{# What an entry with `every_hours` says, in words. #}
{% macro declared_every() -%}
    concat(
                'expected_runs says every ', {{ nightledger.rounded_duration('every_seconds') }},
                if(array_length(days) = 0, '', concat(' on ', array_to_string(days, ', ')))
            )
{%- endmacro %}


{# What an entry with `by` says, in words. #}
{% macro declared_by() -%}
    concat(
                'expected_runs says by ', due_by, ' ', time_zone,
                if(array_length(days) = 0, '', concat(' on ', array_to_string(days, ', ')))
            )
{%- endmacro %}


{# The last start of a run, in words. #}
{% macro last_start() -%}
    if(
                fits,
                concat('Last start ', {{ nightledger.minute_text('started_at') }}, ' UTC'),
                'No start is on record'
            )
{%- endmacro %}


{# What is usual between starts, in words. #}
{% macro usual_gap() -%}
    concat(
                'usually ', {{ nightledger.rounded_duration('usual_seconds') }},
                if(is_brought, concat(' after ', starting_name), ' apart'),
                ' (the last ', cast(sample_count as string), ' times)',
                if(
                    expected_seconds > 1.5 * usual_seconds,
                    concat(
                        ', ', {{ nightledger.rounded_duration('expected_seconds') }},
                        ' at this time of the week'
                    ),
                    ''
                )
            )
{%- endmacro %}


{# A run's name for people, from its key. #}
{% macro name_of_run_key(run_key) -%}
    coalesce(
                concat('dbt ', regexp_extract({{ run_key }}, r'^dbt/[^/]*/[^/]*/(.*)$')),
                regexp_extract({{ run_key }}, r'([^/]*)$')
            )
{%- endmacro %}


{# When a broken promise that nobody declared is given up. #}
{% macro retired_after(late_at) -%}
    timestamp_add({{ late_at }}, interval {{ nightledger.setting('retired_after_days') }} day)
{%- endmacro %}


{# Why it is given up, in words. #}
{% macro retired_text() -%}
    concat(
                'not expected any more after ', '{{ nightledger.setting("retired_after_days") }}',
                ' days without it. Declare it in expected_runs to be told for longer'
            )
{%- endmacro %}


{# When a schedule is due, in words. #}
{% macro schedule_due(late_minutes) -%}
    concat(
                'Dagster schedule ', schedule_name, coalesce(concat(' (', cron, ')'), ''),
                ' was due at ', {{ nightledger.minute_text('next_at') }},
                ' UTC and has {{ late_minutes }} minutes for it'
            )
{%- endmacro %}


{# What a Dagster run waits for, in words. #}
{% macro stuck_text() -%}
    case state
            when 'queue'
                then concat('in the queue since ', {{ nightledger.minute_text('enqueued_at') }}, ' UTC')
            when 'start'
                then concat(
                    'launched at ', {{ nightledger.minute_text('left_queue_at') }},
                    ' UTC and has not started'
                )
            when 'end'
                then concat(
                    'started at ', {{ nightledger.minute_text('started_at') }}, ' UTC and ',
                    coalesce(
                        concat(
                            'runs far longer than its usual ',
                            {{ nightledger.duration_text('usual_seconds') }}
                        ),
                        'does not come to its end'
                    )
                )
            when 'retry' then 'it failed, and the retry that Dagster planned never came'
        end
{%- endmacro %}
