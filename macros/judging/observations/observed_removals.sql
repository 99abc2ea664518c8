{#
    Goods of what was bad and is not part of the project any more: the same whole command, to its end
    and with all results on record, had it once and has it no more. Who only left something out says
    nothing of it.

    Unit tests are in no plan, so of them only a command whose hook saw its end knows. A switch in
    the environment removes nothing: the commit has to be another one, where both are known. What
    leaves no row when it goes well (hooks before the first node, models of this package) is good
    once its command had no failure.
#}
{% macro observed_removals() -%}
with {{ nightledger.witnesses() }},

fresh as (
    {%- for branch in ['observed_tests', 'observed_nodes', 'observed_freshness'] %}
    select * from (
    {{ nightledger[branch](classifies=false) }}
    )
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

standing as (
    {{ nightledger.standing_events('events_since') }}
),

known as (
    select {{ nightledger.observation_columns().keys() | join(', ') }} from standing
    where kind in ('test', 'node', 'freshness')
    union all
    select * from fresh
),

verdicts as (
    select
        *,
        json_value(details.unique_id) as unique_id,
        json_value(details.run_key) as run_key,
        json_value(details.git_sha) as git_sha,
    from known
    qualify row_number() over (partition by event_id order by known_at) = 1
),

in_order as (
    select
        *,
        lead(observed_at) over (
            partition by environment, kind, subject_id
            order by observed_at, if(outcome = 'good', 0, 1), event_id
        ) as next_observed_at,
        starts_with(unique_id, 'model.nightledger.')
        or strpos(unique_id, '-on-run-start-') > 0 as is_silent_when_good,
    from verdicts
),

known_by as (
    select
        environment,
        kind,
        subject_id,
        run_key,
        min(observed_at) as first_observed_at,
    from verdicts
    group by environment, kind, subject_id, run_key
),

removed as (
    select
        in_order.* except (run_key, git_sha),
        witnesses.run_key,
        witnesses.git_sha,
        witnesses.invocation_id,
        witnesses.row_id,
        witnesses.finished_at,
        witnesses.finished_known_at,
    from in_order
    inner join known_by
        on
            in_order.environment = known_by.environment
            and in_order.kind = known_by.kind
            and in_order.subject_id = known_by.subject_id
    inner join witnesses
        on
            known_by.environment = witnesses.environment
            and known_by.run_key = witnesses.run_key
            and known_by.first_observed_at < witnesses.started_at
            and in_order.observed_at < witnesses.started_at
    left join looked_at
        on
            witnesses.invocation_id = looked_at.invocation_id
            and in_order.kind = looked_at.kind
            and in_order.subject_id = looked_at.subject_id
    where
        in_order.outcome = 'bad'
        and looked_at.subject_id is null
        and coalesce(witnesses.finished_at < in_order.next_observed_at, true)
        and if(
            in_order.is_silent_when_good,
            witnesses.is_clean,
            witnesses.saw_all
            and not starts_with(in_order.unique_id, 'operation.')
            and (witnesses.is_ended_by_hook or not starts_with(in_order.unique_id, 'unit_test.'))
            and coalesce(in_order.git_sha != witnesses.git_sha, true)
        )
    qualify
        row_number() over (
            partition by in_order.event_id
            order by witnesses.finished_at, witnesses.invocation_id
        ) = 1
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'removal'", mark="concat(kind, '\\n', subject_id)"),
        'environment': 'environment',
        'kind': 'kind',
        'subject_id': 'subject_id',
        'subject': 'subject',
        'outcome': "'good'",
        'observed_at': 'finished_at',
        'known_at': 'finished_known_at',
        'asset_id': 'asset_id',
        'asset_name': 'asset_name',
        'check_name': 'check_name',
        'column_name': 'column_name',
        'run_id': 'invocation_id',
        'is_critical': 'is_critical',
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'runbook_url',
        'message': "if(is_silent_when_good, null, 'not part of the project any more')",
        'alerts': 'alerts',
        'depends_on': 'depends_on',
        'details': nightledger.dbt_details(),
    }) }}
from removed
{%- endmacro %}
