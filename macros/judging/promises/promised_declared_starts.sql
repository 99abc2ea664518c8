{#
    Starts that `expected_runs` asks for with `every_hours`: each start of a run that fits promises
    the next. A run that was never seen is promised by the first run of its environment.

    family: dbt, dagster or dlt, whose facts are read.
#}
{% macro promised_declared_starts(family) -%}
with {{ nightledger.run_starts(family) }},

declared_runs as (
    {{ nightledger.declared_run_rows() }}
),

{{ nightledger.declared_matches('every_seconds is not null') }},

-- the time of day at which the hours are over counts on listed days only
timed as (
    select
        *,
        if(
            array_length(days) = 0,
            timestamp_add(started_at, interval every_seconds second),
            {{ nightledger.next_deadline(
                'timestamp_add(started_at, interval every_seconds - 60 second)',
                "safe.format_timestamp('%H:%M', timestamp_add("
                ~ "started_at, interval every_seconds second), time_zone)",
                'time_zone', 'days'
            ) }}
        ) as due_at,
    from matches
    where is_start
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'missing run'",
            'subject_id': "concat('declared/', run_pattern)",
            'due_at': 'due_at',
            'is_initial': 'not fits',
        },
        {
            'subject': "concat('run of ', run_pattern)",
            'severity': 'severity',
            'is_critical': "severity = 'critical'",
            'check_name': "'started in time'",
            'run_id': 'if(fits, run_id, null)',
            'owner': 'owner',
            'message': "concat(
                'not started by ', " ~ nightledger.minute_text('due_at') ~ ", ' UTC: ',
                " ~ nightledger.declared_every() ~ ", '. ', " ~ nightledger.last_start() ~ "
            )",
            'details': "to_json(struct(
                'declared' as expected_by, " ~ nightledger.declared_every() ~ " as why,
                if(fits, started_at, null) as last_started_at, due_at as expected_at
            ))",
        }
    ) }}
from timed
where due_at is not null
{%- endmacro %}


{#
    Runs that `expected_runs` asks for with `by`: each success promises the next by the first deadline
    it is too old for. Before any success the first run promises one by the first deadline.
#}
{% macro promised_ends(family) -%}
with {{ nightledger.run_starts(family) }},

declared_runs as (
    {{ nightledger.declared_run_rows() }}
),

{{ nightledger.declared_matches('due_by is not null') }},

timed as (
    select
        *,
        {{ nightledger.next_deadline(
            'if(is_success and fits, timestamp_add(started_at, interval within_seconds second), started_at)',
            'due_by', 'time_zone', 'days'
        ) }} as due_at,
    from matches
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'late run'",
            'subject_id': "concat(
                'declared/', run_pattern, ' by ', due_by, ' ', time_zone, array_to_string(days, '')
            )",
            'due_at': 'due_at',
            'is_initial': 'not (is_success and fits)',
        },
        {
            'subject': "concat(run_pattern, ' by ', due_by, ' ', time_zone)",
            'severity': 'severity',
            'is_critical': "severity = 'critical'",
            'check_name': "'finished in time'",
            'run_id': 'if(fits, run_id, null)',
            'owner': 'owner',
            'message': "concat(
                'not finished by ', " ~ nightledger.minute_text('due_at') ~ ", ' UTC: ',
                " ~ nightledger.declared_by() ~ ", '. ',
                if(
                    is_success and fits,
                    concat(
                        'The last one that succeeded started ',
                        " ~ nightledger.minute_text('started_at') ~ ", ' UTC'
                    ),
                    'No success is on record'
                )
            )",
            'details': "to_json(struct(
                'declared' as expected_by, " ~ nightledger.declared_by() ~ " as why,
                if(fits, started_at, null) as last_started_at, due_at as expected_at
            ))",
        }
    ) }}
from timed
where due_at is not null
{%- endmacro %}


{#
    CTE `matches`: starts with the entries of `expected_runs` they matter to. They fit, or they are
    of the environment in which an entry wants its run, and begin its hours.
#}
{% macro declared_matches(condition) -%}
matches as (
    select
        starts.*,
        declared_runs.* except (environment),
        {{ nightledger.matches_pattern('starts.run_name', 'declared_runs.run_pattern') }} as fits,
    from starts
    cross join declared_runs
    where
        {{ condition }}
        and coalesce(starts.environment = declared_runs.environment, true)
        and (
            declared_runs.environment is not null
            or {{ nightledger.matches_pattern('starts.run_name', 'declared_runs.run_pattern') }}
        )
)
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
