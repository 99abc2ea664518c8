{#
    Two Dagster runs that worked on one partition at once: of one asset, or of one job without assets.

    Judged when it is on record that both have started, by what is known of their ends then. It is
    over at once: what they wrote has to be looked at, and no later run makes it good.
#}
{% macro observed_partition_overlaps() -%}
with runs as (
    {{ nightledger.earlier_facts('dagster_runs') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

starts as (
    select * from runs
    where started_at is not null
    qualify row_number() over (partition by run_id order by recorded_at, version) = 1
),

run_ends as (
    {{ nightledger.run_ends('runs') }}
),

targets as (
    select distinct
        starts.run_id,
        concat('asset ', asset_facts.asset_key) as target,
        asset_facts.partition_key,
    from starts
    inner join asset_facts on starts.run_id = asset_facts.run_id
    where asset_facts.event = 'planned' and asset_facts.partition_key is not null
    union distinct
    select
        run_id,
        concat('job ', coalesce(code_location, ''), '/', job_name) as target,
        partition_key,
    from starts
    where partition_key is not null and not starts_with(job_name, '__ASSET_JOB')
),

timed as (
    select
        starts.*,
        targets.target,
        targets.partition_key as target_partition,
        run_ends.over_at,
        run_ends.recorded_at as end_recorded_at,
    from starts
    inner join targets on starts.run_id = targets.run_id
    left join run_ends on starts.run_id = run_ends.run_id
),

pairs as (
    select
        later.*,
        earlier.run_id as other_run_id,
        earlier.job_name as other_job_name,
        earlier.run_url as other_run_url,
        earlier.launched_by as other_launched_by,
        earlier.started_at as other_started_at,
        greatest(earlier.recorded_at, later.recorded_at) as known_at,
        if(
            earlier.end_recorded_at <= greatest(earlier.recorded_at, later.recorded_at),
            earlier.over_at, null
        ) as other_over_at,
    from timed as later
    inner join timed as earlier
        on
            later.environment = earlier.environment
            and later.deployment = earlier.deployment
            and later.target = earlier.target
            and later.target_partition = earlier.target_partition
            and later.run_id != earlier.run_id
    where
        earlier.started_at < later.started_at
        or (earlier.started_at = later.started_at and earlier.run_id < later.run_id)
),

-- of everything two runs have in common one partition is told
overlaps as (
    select
        *,
        count(*) over (partition by run_id, other_run_id) as shared_count,
    from pairs
    where
        {{ nightledger.is_new() }}
        and (other_over_at is null or other_over_at > started_at)
    qualify
        row_number() over (
            partition by run_id, other_run_id order by target, target_partition
        ) = 1
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'overlap'", 'other_run_id', mark='run_id'),
        'environment': 'environment',
        'kind': "'overlap'",
        'subject_id': nightledger.in_deployment("concat(target, " ~ nightledger.in_partition('target_partition') ~ ")"),
        'subject': "concat('two runs on ', regexp_replace(target, r'^job .*/', 'job '), ' [', target_partition, ']')",
        'outcome': "'bad'",
        'observed_at': 'least(started_at, known_at)',
        'known_at': 'known_at',
        'severity': "'error'",
        'is_event': 'true',
        'asset_id': "if(starts_with(target, 'asset '), concat('dagster.', substr(target, 7)), null)",
        'asset_name': "if(starts_with(target, 'asset '), substr(target, 7), null)",
        'check_name': "'one run at a time'",
        'run_id': 'run_id',
        'error_class': "'unknown'",
        'message': "concat('runs ', substr(other_run_id, 1, 8), ' (', other_launched_by, ') and ', "
        ~ "substr(run_id, 1, 8), ' (', launched_by, ') worked on it at once, from ', "
        ~ "format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC on', "
        ~ "if(shared_count > 1, concat(', and on ', cast(shared_count - 1 as string), ' more of theirs'), ''))",
        'failure_count': 'shared_count',
        'details': nightledger.details([
            'job_name', 'other_job_name', 'other_run_id', 'run_url', 'other_run_url',
        ], {'partition_key': 'target_partition'}),
    }) }}
from overlaps
{%- endmacro %}
