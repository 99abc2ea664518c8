{#
    What failed or was skipped in the same run because something it reads did: one row per verdict in
    `turns` and direction. role: `cause` (of it; told instead of it) or `consequence` (of it).

    Only a node explains failures: what fails below a failed test has a cause of its own, and a
    failed test is only why dbt skipped others. An ignored cause explains nothing, for nobody hears
    of it. What fails after its cause was good again has another.
#}
{% macro consequences() -%}
with turning as (
    select turns.*, coalesce(pipeline_ids.pipeline_id, turns.run_id) as pipeline_id
    from turns
    left join pipeline_ids on turns.run_id = pipeline_ids.run_id
    where turns.outcome = 'bad'
),

skipped as (
    select
        nodes.environment,
        nodes.unique_id as asset_id,
        concat(nodes.resource_type, ' ', nodes.name) as subject,
        coalesce(pipeline_ids.pipeline_id, nodes.invocation_id) as pipeline_id,
    from (
        select * from {{ nightledger.relation('dbt_node_results') }}
        where recorded_at >= timestamp_sub(look_clock, interval 2 day) and status = 'skipped'
    ) as nodes
    left join pipeline_ids on nodes.invocation_id = pipeline_ids.run_id
),

causes as (
    select distinct
        turning.event_id,
        'cause' as role,
        bad_verdicts.fingerprint,
        bad_verdicts.subject,
    from turning
    inner join bad_verdicts
        on
            turning.environment = bad_verdicts.environment
            and turning.pipeline_id = bad_verdicts.pipeline_id
            and turning.fingerprint != bad_verdicts.fingerprint
    inner join reached
        on
            bad_verdicts.environment = reached.environment
            and bad_verdicts.asset_id = reached.asset_id
            and turning.asset_id = reached.node_id
    where
        bad_verdicts.kind = 'node'
        and bad_verdicts.severity != 'warn'
        and not bad_verdicts.is_ignored
        and coalesce(turning.observed_at < bad_verdicts.good_again_at, true)
),

failed_below as (
    select
        turning.event_id,
        'consequence' as role,
        bad_verdicts.fingerprint,
        bad_verdicts.subject,
    from turning
    inner join bad_verdicts
        on
            turning.environment = bad_verdicts.environment
            and turning.pipeline_id = bad_verdicts.pipeline_id
            and turning.fingerprint != bad_verdicts.fingerprint
    inner join reached
        on
            turning.environment = reached.environment
            and turning.asset_id = reached.asset_id
            and bad_verdicts.asset_id = reached.node_id
    where turning.kind = 'node' and bad_verdicts.observed_at >= turning.observed_at
),

skipped_below as (
    select
        turning.event_id,
        'consequence' as role,
        cast(null as string) as fingerprint,
        skipped.subject,
    from turning
    inner join skipped
        on
            turning.environment = skipped.environment
            and turning.pipeline_id = skipped.pipeline_id
    inner join reached
        on
            turning.environment = reached.environment
            and turning.asset_id = reached.asset_id
            and skipped.asset_id = reached.node_id
    where turning.kind in ('node', 'test')
)

select * from causes
union all
select distinct * from failed_below
union all
select distinct * from skipped_below
{%- endmacro %}
