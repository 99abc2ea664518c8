{#
    Checks of Dagster assets: passed, failed, or planned in a run that succeeded and never evaluated.

    A test of dbt's that failed waits until its run is over, for dbt's own row tells it, and so it is
    with what the ledger's facts of a load tell by themselves (`told_by_load`). That it passed ends
    what was told of it when dbt had left nothing on record.
#}
{% macro observed_checks() -%}
with evaluations as (
    {{ nightledger.earlier_facts('dagster_asset_check_evaluations') }}
),

test_results as (
    {{ nightledger.earlier_facts('dbt_test_results') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

load_facts as (
    {{ nightledger.earlier_facts('dlt_loads') }}
),

told_elsewhere as (
    select settled_checks.row_id
    from settled_checks
    inner join test_results
        on
            settled_checks.dbt_invocation_id = test_results.invocation_id
            and settled_checks.dbt_unique_id = test_results.unique_id
            and {{ nightledger.on_record('test_results.recorded_at', 'settled_checks.known_at') }}
    where settled_checks.status = 'failed'
    union distinct
    select settled_checks.row_id
    from settled_checks
    cross join unnest(json_value_array(settled_checks.metadata.load_ids)) as judged_load_id
    inner join load_facts
        on
            judged_load_id = load_facts.load_id
            and {{ nightledger.on_record('load_facts.recorded_at', 'settled_checks.known_at') }}
    where settled_checks.status = 'failed' and json_value(settled_checks.metadata.told_by_load) = 'true'
    union distinct
    select settled_checks.row_id
    from settled_checks
    inner join evaluations
        on
            settled_checks.run_id = evaluations.run_id
            and settled_checks.asset_key = evaluations.asset_key
            and settled_checks.check_name = evaluations.check_name
            and evaluations.recorded_at <= settled_checks.known_at
    where settled_checks.status = 'planned' and evaluations.status != 'planned'
),

judged as (
    select
        settled_checks.*,
        {{ nightledger.event_id("'check'", "if(status = 'planned', plan_id, settled_checks.row_id)") }}
            as verdict_id,
        coalesce(
            if(
                declared_severity in ('critical', 'error', 'warn'), declared_severity, null
            ),
            if(severity = 'warn', 'warn', 'error')
        ) as said_severity,
    from settled_checks
    left join told_elsewhere on settled_checks.row_id = told_elsewhere.row_id
    where told_elsewhere.row_id is null
),

{{ nightledger.described_assets('judged') }}

select
    {{- nightledger.observation({
        'event_id': 'verdict_id',
        'environment': 'environment',
        'kind': "'check'",
        'subject_id': "concat(asset_key, ':', check_name, "
        ~ nightledger.in_partition() ~ ")",
        'subject': "concat('check ', check_name, ' on asset ', asset_name, "
        ~ nightledger.in_partition(before=' ') ~ ")",
        'outcome': "if(status = 'passed', 'good', 'bad')",
        'observed_at': 'least(occurred_at, recorded_at)',
        'known_at': 'known_at',
        'severity': "if(status = 'passed', null, " ~ nightledger.ruled_severity('said_severity') ~ ")",
        'asset_id': 'asset_id',
        'asset_name': 'asset_name',
        'check_name': 'check_name',
        'run_id': 'coalesce(run_id, event_id)',
        'is_critical': 'is_critical',
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'runbook_url',
        'error_class': "case status when 'failed' then 'data_quality' when 'planned' then 'unknown' end",
        'message': "case status when 'failed' then coalesce("
        ~ nightledger.first_line('description')
        ~ ", concat(cast(failed_row_count as string), ' rows failed'), 'failed')"
        ~ " when 'planned' then 'planned and never evaluated, though the run succeeded' end",
        'failure_count': "if(status = 'failed', failed_row_count, null)",
        'alerts': 'alerts',
        'depends_on': 'depends_on',
        'details': nightledger.details([
            'job_name', 'step_key', 'partition_key', 'checked_run_id', 'run_url',
            'is_blocking', 'metadata',
        ]),
    }) }}
from described
{%- endmacro %}

{# Checks with the moment at which each is judged, of those this look judges. A temp table of the look. #}
{% macro settled_checks() -%}
with evaluations as (
    {{ nightledger.earlier_facts('dagster_asset_check_evaluations') }}
),

runs as (
    {{ nightledger.earlier_facts('dagster_runs') }}
),

run_ends as (
    {{ nightledger.run_ends('runs') }}
),

timed as (
    select
        evaluations.*,
        run_ends.status as run_status,
        run_ends.run_url,
        case
            when evaluations.status = 'planned'
                then greatest(evaluations.recorded_at, run_ends.recorded_at)
            when evaluations.status = 'failed' and evaluations.dbt_invocation_id is not null
                then {{ nightledger.settled_at(
                    'evaluations.recorded_at', 'run_ends.recorded_at', 7200
                ) }}
            else evaluations.recorded_at
        end as known_at,
    from evaluations
    left join run_ends on evaluations.run_id = run_ends.run_id
)

-- a check is planned once or, when its step is tried again, more often
select
    *,
    concat(
        'planned\n', run_id, '\n', asset_key, '\n', check_name, '\n', coalesce(partition_key, '')
    ) as plan_id,
from timed
where
    {{ nightledger.is_new() }}
    and (status != 'planned' or run_status = 'success')
qualify
    status != 'planned'
    or row_number() over (
        partition by run_id, asset_key, check_name, partition_key, status
        order by known_at, occurred_at desc, row_id
    ) = 1
{%- endmacro %}
