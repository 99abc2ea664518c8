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

runs as (
    {{ nightledger.earlier_facts('dagster_runs', twins=true) }}
),

run_ends as (
    {{ nightledger.run_ends('runs') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

loads as (
    {{ nightledger.recorded_loads() }}
),

test_facts as (
    {{ nightledger.earlier_facts('dbt_test_results', twins=true, hours=6) }}
),

tests as (
    select
        invocation_id,
        unique_id,
        min(recorded_at) as recorded_at,
    from test_facts
    group by invocation_id, unique_id
),

timed as (
    select
        evaluations.*,
        min(if(evaluations.status = 'planned', null, evaluations.recorded_at)) over (
            partition by evaluations.run_id, evaluations.asset_key, evaluations.check_name
        ) as evaluated_at,
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
        json_value(evaluations.metadata.told_by_load) = 'true' as may_be_told_by_load,
        json_value(evaluations.metadata, '$.load_ids[0]') as judged_load_id,
    from evaluations
    left join run_ends on evaluations.run_id = run_ends.run_id
),

-- a check is planned once or, when its step is tried again, more often
judged as (
    select
        timed.*,
        {{ nightledger.event_id("'check'", "if(timed.status = 'planned', concat("
            ~ "'planned\\n', timed.run_id, '\\n', timed.asset_key, '\\n', timed.check_name, '\\n', "
            ~ "coalesce(timed.partition_key, '')), timed.row_id)") }} as verdict_id,
        coalesce(
            if(
                timed.declared_severity in ('critical', 'error', 'warn'),
                timed.declared_severity, null
            ),
            if(timed.severity = 'warn', 'warn', 'error')
        ) as said_severity,
    from timed
    left join tests
        on
            timed.dbt_invocation_id = tests.invocation_id
            and timed.dbt_unique_id = tests.unique_id
            and {{ nightledger.on_record('tests.recorded_at', 'timed.known_at', hours=6) }}
    left join loads
        on
            timed.judged_load_id = loads.load_id
            and timed.may_be_told_by_load
            and {{ nightledger.on_record('loads.recorded_at', 'timed.known_at') }}
    where
        {{ nightledger.is_new() }}
        and case timed.status
            when 'passed' then true
            when 'failed' then tests.unique_id is null and loads.load_id is null
            else
                timed.run_status = 'success'
                and coalesce(timed.evaluated_at > timed.known_at, true)
        end
    qualify
        timed.status != 'planned'
        or row_number() over (
            partition by
                timed.run_id, timed.asset_key, timed.check_name, timed.partition_key, timed.status
            order by timed.known_at, timed.occurred_at desc, timed.row_id
        ) = 1
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
