-- one row per run that is over: what its tests and freshness checks found
with

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
    where status not in ('running', 'vanished')
),

results as (
    select * from {{ ref('nightledger', 'nightledger__results') }}
    where kind in ('test', 'freshness')
),

offending_values as (
    select * from {{ ref('nightledger', 'nightledger__offending_values') }}
),

checks as (
    select
        results.*,
        offending_values.offending_values,
        results.status = 'runtime error' or results.kind = 'test' and results.status = 'error'
            as is_errored,
    from results
    left join offending_values
        on
            results.invocation_id = offending_values.invocation_id
            and results.subject_id = offending_values.unique_id
),

reports as (
    select
        invocation_id,
        count(*) as check_count,
        countif(outcome = 'ok') as passed_count,
        countif(severity = 'warn') as warned_count,
        countif(severity in ('critical', 'error') and not is_errored) as failed_count,
        countif(is_errored) as errored_count,
        countif(outcome = 'not looked') as skipped_count,
        string_agg(
            if(
                outcome = 'bad',
                concat(
                    severity, ': ', subject_name,
                    coalesce(concat(': ', message), ''),
                    coalesce(concat(': ', offending_values), '')
                ),
                null
            ),
            '\n' order by {{ nightledger.severity_rank('severity') }}, subject_name, subject_id
        ) as failures,
        array_agg(
            if(
                outcome = 'bad',
                struct(
                    severity as severity,
                    subject_name as what_failed,
                    error_class as error_class,
                    message as message,
                    failure_count as failure_count,
                    offending_values as offending_values,
                    owner as owner,
                    runbook_url as runbook_url
                ),
                null
            )
            ignore nulls
            order by {{ nightledger.severity_rank('severity') }}, subject_name, subject_id
        ) as failure_rows,
    from checks
    group by invocation_id
),

-- a check that was skipped says nothing about quality
rated as (
    select
        runs.environment,
        runs.invocation_id,
        runs.pipeline_run_id,
        runs.command_line,
        runs.started_at,
        runs.finished_at,
        runs.run_url,
        reports.failures,
        coalesce(reports.failure_rows, []) as failure_rows,
        coalesce(reports.check_count, 0) as check_count,
        coalesce(reports.passed_count, 0) as passed_count,
        coalesce(reports.warned_count, 0) as warned_count,
        coalesce(reports.failed_count, 0) as failed_count,
        coalesce(reports.errored_count, 0) as errored_count,
        coalesce(reports.skipped_count, 0) as skipped_count,
        round(
            safe_divide(
                100 * reports.passed_count, reports.check_count - reports.skipped_count
            ),
            1
        ) as pass_rate_pct,
    from runs
    left join reports on runs.invocation_id = reports.invocation_id
),

final as (
    select
        started_at,
        command_line,
        pass_rate_pct,
        check_count,
        passed_count,
        warned_count,
        failed_count,
        errored_count,
        skipped_count,
        failures,
        to_json(
            struct(
                environment as environment,
                invocation_id as invocation_id,
                pipeline_run_id as pipeline_run_id,
                command_line as command_line,
                format_timestamp('%Y-%m-%dT%H:%M:%SZ', started_at) as started_at,
                format_timestamp('%Y-%m-%dT%H:%M:%SZ', finished_at) as finished_at,
                run_url as run_url,
                check_count as total,
                passed_count as passed,
                warned_count as warned,
                failed_count as failed,
                errored_count as errored,
                skipped_count as skipped,
                pass_rate_pct as pass_rate_pct,
                failure_rows as failures
            )
        ) as report,
        run_url,
        finished_at,
        environment,
        invocation_id,
        pipeline_run_id,
    from rated
)

select * from final
