-- one row per thing that failed or was skipped because something it reads failed in the same run
with

results as (
    select * from {{ ref('nightledger', 'nightledger__results') }}
),

downstream as (
    select * from {{ ref('nightledger', 'nightledger__downstream') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__run_links') }}
),

run_results as (
    select
        results.environment,
        results.kind,
        results.subject_id,
        results.subject_name,
        results.asset_id,
        results.observed_at,
        results.outcome,
        results.status,
        results.severity,
        results.alerts,
        results.invocation_id,
        coalesce(runs.run_id, results.invocation_id) as run_id,
        {{ nightledger.fingerprint('results.environment', 'results.kind', 'results.subject_id') }}
            as fingerprint,
    from results
    left join runs on results.invocation_id = runs.invocation_id
    where
        results.outcome = 'bad'
        or results.status = 'skipped'
        or (results.outcome = 'ok' and results.kind = 'node')
),

-- a node may be tried again in the same pipeline run: what fails after it was good has other causes
tried as (
    select
        *,
        min(if(outcome = 'ok', observed_at, null)) over (
            partition by run_id, fingerprint order by observed_at desc
            rows between unbounded preceding and current row
        ) as good_again_at,
    from run_results
    where kind in ('node', 'test')
),

-- of an ignored cause nobody hears, so its consequences speak for themselves
causes as (
    select * from tried
    where
        outcome = 'bad'
        and severity != 'warn'
        and coalesce({{ nightledger.alert_rule('ignore') }} != 'true', true)
),

final as (
    select distinct
        causes.environment,
        causes.run_id,
        causes.fingerprint as cause_fingerprint,
        causes.subject_name as cause_name,
        run_results.fingerprint,
        run_results.invocation_id,
        run_results.subject_name,
        run_results.outcome,
    from causes
    inner join downstream
        on
            causes.environment = downstream.environment
            and causes.asset_id = downstream.asset_id
    inner join run_results
        on
            downstream.environment = run_results.environment
            and downstream.node_id = run_results.asset_id
            and causes.run_id = run_results.run_id
    where
        run_results.fingerprint != causes.fingerprint
        and run_results.outcome != 'ok'
        -- a failed test makes dbt skip models; what fails further down has a cause of its own
        and (
            causes.kind = 'node'
            or (run_results.kind = 'node' and run_results.status = 'skipped')
        )
        and coalesce(run_results.observed_at < causes.good_again_at, true)
)

select * from final
