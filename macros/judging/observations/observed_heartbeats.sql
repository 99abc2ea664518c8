{#
    What heartbeats of a Dagster deployment tell beside their own coming: that two instances share its
    name, and that the audit sensor cannot read something in Dagster's storage.

    Only what changed is judged, by the hour before. Two instances share a name when beats of one come
    between two of the other; one that moved to another storage does not come back.
#}
{% macro observed_heartbeats() -%}
with heartbeats as (
    {{ nightledger.earlier_facts('dagster_heartbeats', hours=1) }}
),

numbered as (
    select
        *,
        coalesce(unreadable_count, 0) > 0 as has_unreadable,
        concat(environment, '\n', deployment) as deployment_key,
        concat(environment, '\n', deployment, '\n', coalesce(storage_id, '')) as storage_key,
        row_number() over (
            partition by environment, deployment order by recorded_at, row_id
        ) as beat_number,
    from heartbeats
),

followed as (
    select
        *,
        lag(beat_number) over (partition by storage_key order by beat_number) as own_number,
        lag(recorded_at) over (partition by storage_key order by beat_number) as own_recorded_at,
        lag(has_unreadable) over (partition by storage_key order by beat_number)
            as had_unreadable,
    from numbered
),

shared as (
    select
        *,
        coalesce(
            beat_number - own_number > 1
            and own_recorded_at >= timestamp_sub(recorded_at, interval 15 minute),
            false
        ) as is_shared,
    from followed
),

compared as (
    select
        *,
        lag(is_shared) over (partition by deployment_key order by beat_number) as was_shared,
    from shared
),

changes as (
    select
        compared.*,
        kind,
        if(kind = 'deployment', is_shared, has_unreadable) as is_bad,
    from compared
    cross join unnest(['deployment', 'unreadable']) as kind
    where
        {{ nightledger.is_new('recorded_at') }}
        and if(
            kind = 'deployment',
            was_shared is null or was_shared != is_shared,
            had_unreadable is null or had_unreadable != has_unreadable
        )
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id('kind', 'row_id'),
        'environment': 'environment',
        'kind': 'kind',
        'subject_id': 'deployment',
        'subject': "concat(
            if(kind = 'deployment', 'Dagster deployment ', 'storage of Dagster deployment '), deployment
        )",
        'outcome': "if(is_bad, 'bad', 'good')",
        'observed_at': 'least(occurred_at, recorded_at)',
        'known_at': 'recorded_at',
        'severity': "if(is_bad, 'error', null)",
        'check_name': "if(kind = 'deployment', 'one instance', 'readable')",
        'run_id': 'heartbeat_id',
        'error_class': "if(is_bad, 'unknown', null)",
        'message': "case
            when not is_bad then null
            when kind = 'deployment'
                then 'two Dagster instances write under this name: give each its own deployment or environment'
            else concat(
                cast(unreadable_count as string), ' of its runs, events and ticks cannot be read, such as ',
                coalesce(json_value(unreadable, '$[0].kind'), 'one'), ' ',
                coalesce(json_value(unreadable, '$[0].id'), ''), ': ',
                coalesce(" ~ nightledger.first_line("json_value(unreadable, '$[0].error')") ~ ", 'no reason is known')
            )
        end",
        'details': nightledger.details(['storage_id', 'dagster_version', 'unreadable_count']),
    }) }}
from changes
{%- endmacro %}
