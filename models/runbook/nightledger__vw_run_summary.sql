-- one row per run: a dbt command, from its start to its end
with

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
),

results as (
    select * from {{ ref('nightledger', 'nightledger__results') }}
),

named_results as (
    select
        *,
        if(
            outcome = 'bad',
            concat(
                if(severity = 'error', '', concat(severity, ': ')),
                subject_name,
                case
                    when failure_count = 1 then ' (1 row)'
                    when failure_count is not null
                        then concat(' (', cast(failure_count as string), ' rows)')
                    when error_class != 'data_quality' then concat(' (', error_class, ')')
                    else ''
                end
            ),
            null
        ) as failure_name,
        row_number() over (
            partition by invocation_id
            order by
                if(outcome = 'bad', 0, 1),
                {{ nightledger.severity_rank('severity') }}, subject_name, subject_id
        ) as reading_position,
    from results
),

counts as (
    select
        invocation_id,
        countif(kind = 'node' and outcome = 'ok') as model_ok_count,
        countif(kind = 'node' and severity in ('critical', 'error')) as model_failed_count,
        countif(kind = 'node' and severity = 'warn') as model_warned_count,
        countif(kind = 'node' and status = 'skipped') as model_skipped_count,
        countif(kind = 'test' and outcome = 'ok') as test_ok_count,
        countif(kind = 'test' and severity in ('critical', 'error')) as test_failed_count,
        countif(kind = 'test' and severity = 'warn') as test_warned_count,
        countif(kind = 'test' and status = 'skipped') as test_skipped_count,
        countif(kind = 'freshness' and outcome = 'ok') as source_fresh_count,
        countif(kind = 'freshness' and outcome = 'bad') as source_stale_count,
        sum(rows_affected) as rows_affected,
        sum(bytes_billed) as bytes_billed,
        {{ nightledger.short_list('failure_name', 'reading_position') }} as what_failed,
        min(if(status = 'skipped', message, null)) as skip_message,
    from named_results
    group by invocation_id
),

-- what a skipped node reads, and itself: a failing unit test skips the very model it tests
blocking_assets as (
    select distinct
        results.invocation_id,
        blocking_id,
    from results
    cross join unnest(array_concat(results.depends_on, [results.subject_id])) as blocking_id
    where results.status = 'skipped'
),

causes as (
    select
        named_results.invocation_id,
        named_results.subject_name,
        row_number() over (
            partition by named_results.invocation_id order by named_results.reading_position
        ) as reading_position,
    from named_results
    inner join blocking_assets
        on
            named_results.invocation_id = blocking_assets.invocation_id
            and named_results.asset_id = blocking_assets.blocking_id
    where named_results.severity in ('critical', 'error')
),

cause_lists as (
    select
        invocation_id,
        {{ nightledger.short_list('subject_name', 'reading_position') }} as cause_list,
    from causes
    group by invocation_id
),

final as (
    select
        runs.started_at,
        runs.status,
        runs.command_line,
        runs.duration_seconds,
        runs.usual_duration_seconds,
        round(safe_divide(runs.duration_seconds, runs.usual_duration_seconds), 2) as duration_ratio,
        coalesce(
            safe_divide(runs.duration_seconds, runs.usual_duration_seconds)
            >= {{ nightledger.setting('slow_ratio') }},
            false
        ) as is_slow,
        counts.what_failed,
        coalesce(cause_lists.cause_list, counts.skip_message) as skipped_because,
        coalesce(counts.model_ok_count, 0) as model_ok_count,
        coalesce(counts.model_failed_count, 0) as model_failed_count,
        coalesce(counts.model_warned_count, 0) as model_warned_count,
        coalesce(counts.model_skipped_count, 0) as model_skipped_count,
        coalesce(counts.test_ok_count, 0) as test_ok_count,
        coalesce(counts.test_failed_count, 0) as test_failed_count,
        coalesce(counts.test_warned_count, 0) as test_warned_count,
        coalesce(counts.test_skipped_count, 0) as test_skipped_count,
        coalesce(counts.source_fresh_count, 0) as source_fresh_count,
        coalesce(counts.source_stale_count, 0) as source_stale_count,
        runs.missing_result_count,
        counts.rows_affected,
        counts.bytes_billed,
        runs.finished_at,
        runs.command,
        runs.project_name,
        runs.target_name,
        runs.environment,
        runs.invoked_by,
        runs.orchestrator,
        runs.git_sha,
        runs.git_branch,
        runs.run_url,
        runs.artifacts_url,
        runs.invocation_id,
        runs.pipeline_run_id,
        runs.dagster_run_id,
        runs.shifted_days,
    from runs
    left join counts on runs.invocation_id = counts.invocation_id
    left join cause_lists on runs.invocation_id = cause_lists.invocation_id
)

select * from final
