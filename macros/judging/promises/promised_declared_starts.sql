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
            'details': "struct(
                'declared' as expected_by, " ~ nightledger.declared_every() ~ " as why,
                if(fits, " ~ nightledger.json_time('started_at') ~ ", null) as last_started_at,
                " ~ nightledger.json_time('due_at') ~ " as expected_at
            )",
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
        -- what is mistyped is no time zone
        and safe_cast(concat('2000-01-01 00:00:00 ', time_zone) as timestamp) is not null
        and coalesce(starts.environment = declared_runs.environment, true)
        and (
            declared_runs.environment is not null
            or {{ nightledger.matches_pattern('starts.run_name', 'declared_runs.run_pattern') }}
        )
)
{%- endmacro %}
