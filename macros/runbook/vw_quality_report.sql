{# One row per dbt command that is over: what its tests and freshness checks found, and what broke. #}
{% macro vw_quality_report() -%}
with {{ nightledger.dbt_runs() }},

{{ nightledger.dbt_results() }},

taken as (
    {{ nightledger.known_facts('dbt_test_samples') }}
),

samples as (
    select
        concat(dbt_results.invocation_id, '\n', dbt_results.subject_id) as sample_id,
        dbt_results.column_name,
        taken.sample,
    from dbt_results
    inner join taken
        on
            dbt_results.invocation_id = taken.invocation_id
            and regexp_extract(dbt_results.subject_id, r'[^/]+$') = taken.unique_id
    where dbt_results.kind = 'test' and taken.sample is not null
),

{{ nightledger.offending_values('samples') }},

checks as (
    select
        dbt_results.*,
        offending_values.offending_values,
        dbt_results.kind in ('test', 'freshness') as is_check,
        dbt_results.outcome = 'bad' and dbt_results.error_class != 'data_quality' as is_errored,
    from dbt_results
    left join offending_values
        on
            concat(dbt_results.invocation_id, '\n', dbt_results.subject_id)
            = offending_values.sample_id
    where dbt_results.kind in ('test', 'freshness') or dbt_results.outcome = 'bad'
),

reports as (
    select
        invocation_id,
        sum(if(is_check, 1, 0)) as check_count,
        sum(if(is_check and outcome = 'good', 1, 0)) as passed_count,
        sum(if(is_check and severity = 'warn', 1, 0)) as warned_count,
        sum(if(is_check and severity in ('critical', 'error') and not is_errored, 1, 0))
            as failed_count,
        sum(if(is_check and severity in ('critical', 'error') and is_errored, 1, 0))
            as errored_count,
        sum(if(is_check and outcome is null, 1, 0)) as skipped_count,
        string_agg(
            if(
                outcome = 'bad',
                concat(
                    severity, ': ', subject,
                    coalesce(concat(': ', message), ''),
                    coalesce(concat(': ', offending_values), '')
                ),
                null
            ),
            '\n' order by {{ nightledger.severity_rank('severity') }}, subject, subject_id
        ) as failures,
        array_agg(
            if(
                outcome = 'bad',
                struct(
                    severity as severity,
                    kind as kind,
                    subject as subject,
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
            order by {{ nightledger.severity_rank('severity') }}, subject, subject_id
        ) as failure_rows,
    from checks
    group by invocation_id
),

-- a check that was skipped says nothing about quality
rated as (
    select
        dbt_runs.*,
        reports.failures,
        coalesce(reports.failure_rows, []) as failure_rows,
        {%- for name in ['check', 'passed', 'warned', 'failed', 'errored', 'skipped'] %}
        coalesce(reports.{{ name }}_count, 0) as {{ name }}_check_count,
        {%- endfor %}
        round(
            safe_divide(100 * reports.passed_count, reports.check_count - reports.skipped_count), 1
        ) as pass_rate_pct,
    from dbt_runs
    left join reports on dbt_runs.invocation_id = reports.invocation_id
    where dbt_runs.status not in ('running', 'vanished')
)

select
    started_at,
    command_line,
    status,
    pass_rate_pct,
    check_check_count as check_count,
    passed_check_count as passed_count,
    warned_check_count as warned_count,
    failed_check_count as failed_count,
    errored_check_count as errored_count,
    skipped_check_count as skipped_count,
    failures,
    to_json(
        struct(
            environment as environment,
            invocation_id as invocation_id,
            run_id as run_id,
            command_line as command_line,
            status as status,
            {{ nightledger.json_time('started_at') }} as started_at,
            {{ nightledger.json_time('finished_at') }} as finished_at,
            run_url as run_url,
            check_check_count as total,
            passed_check_count as passed,
            warned_check_count as warned,
            failed_check_count as failed,
            errored_check_count as errored,
            skipped_check_count as skipped,
            pass_rate_pct as pass_rate_pct,
            failure_rows as failures
        )
    ) as report,
    environment,
    invocation_id,
    run_id,
from rated
{%- endmacro %}
