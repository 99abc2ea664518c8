{#
    Ends of Dagster runs: succeeded, or failed for a reason that is not told by something in it.

    Judged when the end is on record, which is written last. A run whose failed step is on record,
    that Dagster retries, or that was canceled, says nothing. That one hangs or waits too long: see
    the promises.
#}
{% macro observed_dagster_runs() -%}
with runs as (
    {{ nightledger.earlier_facts('dagster_runs') }}
),

steps as (
    {{ nightledger.earlier_facts('dagster_steps') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

run_ends as (
    {{ nightledger.run_ends('runs') }}
),

ended as (
    select
        *,
        {{ nightledger.dagster_subject() }} as subject_id,
    from run_ends
    where {{ nightledger.is_new('recorded_at') }}
),

with_failed_steps as (
    select distinct ended.run_id
    from ended
    inner join steps
        on
            ended.run_id = steps.run_id
            and {{ nightledger.on_record('steps.recorded_at', 'ended.recorded_at') }}
    where steps.event = 'failed'
),

-- a run is whose the assets are that it was to make, if they are all of one
run_owners as (
    select
        ended.run_id,
        min(asset_facts.owner) as owner,
    from ended
    inner join asset_facts
        on
            ended.run_id = asset_facts.run_id
            and {{ nightledger.on_record('asset_facts.recorded_at', 'ended.recorded_at') }}
    where asset_facts.event = 'planned'
    group by ended.run_id
    having count(distinct asset_facts.owner) = 1
),

judged as (
    select
        ended.*,
        run_owners.owner,
        ended.status = 'success' as is_good,
    from ended
    left join with_failed_steps on ended.run_id = with_failed_steps.run_id
    left join run_owners on ended.run_id = run_owners.run_id
    where
        ended.status = 'success'
        or (
            ended.status = 'failure'
            and not coalesce(ended.will_retry, false)
            and (
                with_failed_steps.run_id is null
                or coalesce(ended.failure_reason, 'step_failure') != 'step_failure'
            )
        )
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'dagster run'", 'run_id'),
        'environment': 'environment',
        'kind': "'dagster run'",
        'subject_id': 'subject_id',
        'subject': "concat('run of ', " ~ nightledger.dagster_job_name() ~ ", "
        ~ nightledger.in_partition(before=' ') ~ ")",
        'outcome': "if(is_good, 'good', 'bad')",
        'observed_at': 'least(over_at, recorded_at)',
        'known_at': 'recorded_at',
        'severity': "if(is_good, null, 'error')",
        'check_name': "'came to its end'",
        'run_id': 'run_id',
        'owner': 'owner',
        'error_class': "if(is_good, null, " ~ nightledger.error_class(
            "concat(coalesce(error_type, ''), '\\n', coalesce(error_message, ''))"
        ) ~ ")",
        'message': "if(is_good, null, concat(" ~ nightledger.failure_reason_text()
        ~ ", coalesce(concat(': ', " ~ nightledger.first_line('error_message') ~ "), '')))",
        'details': nightledger.details([
            'job_name', 'code_location', 'partition_key', 'launched_by',
            'launched_by_name', 'backfill_id', 'retry_number', 'failure_reason',
            'failed_step_key', 'run_url',
        ]),
    }) }}
from judged
{%- endmacro %}


{#
    What Dagster runs are compared by: the job, and of assets materialized without a job which ones,
    in one partition. What is good of one says nothing of another.
#}
{% macro dagster_subject() -%}
    {{ nightledger.in_deployment(
        "concat(coalesce(concat(code_location, '/'), ''), job_name, "
        ~ "if(starts_with(job_name, '__ASSET_JOB'), concat(':', "
        ~ nightledger.selection_name() ~ "), ''), "
        ~ nightledger.in_partition() ~ ")"
    ) }}
{%- endmacro %}


{# Assets that were materialized together, as part of an id: their keys, or what stands for many. #}
{% macro selection_name() -%}
    if(
            length(array_to_string(asset_selection, ',')) <= 100,
            array_to_string(asset_selection, ','),
            to_hex(md5(array_to_string(asset_selection, ',')))
        )
{%- endmacro %}


{# Why a Dagster run failed, in words. #}
{% macro failure_reason_text() -%}
    case
            when failure_reason = 'start_timeout' then 'it did not start in time'
            when failure_reason = 'unexpected_termination' then 'its process ended unexpectedly'
            when failure_reason = 'run_worker_restart' then 'its process was started again'
            when failure_reason = 'job_initialization_failure' then 'its job could not be loaded'
            when failure_reason = 'run_exception' then 'it failed outside its steps'
            when failure_reason = 'step_failure' then 'a step failed that is not on record'
            when failure_reason is null or failure_reason = 'unknown' then 'it failed'
            else concat('it failed: ', failure_reason)
        end
{%- endmacro %}
