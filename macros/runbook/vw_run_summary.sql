{# One row per dbt command of the last `history_days`, from its start to its end. #}
{% macro vw_run_summary() -%}
with {{ nightledger.dbt_runs() }},

{{ nightledger.dbt_results() }},

named_results as (
    select
        *,
        if(
            outcome = 'bad',
            concat(
                if(severity = 'error', '', concat(severity, ': ')),
                subject,
                case
                    when failure_count = 1 then ' (1 failure)'
                    when failure_count is not null
                        then concat(' (', cast(failure_count as string), ' failures)')
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
                {{ nightledger.severity_rank('severity') }}, subject, subject_id
        ) as reading_position,
    from dbt_results
),

counts as (
    select
        invocation_id,
        {%- for kind, name in [('node', 'model'), ('test', 'test')] %}
        sum(if(kind = '{{ kind }}' and outcome = 'good', 1, 0)) as {{ name }}_ok_count,
        sum(if(kind = '{{ kind }}' and severity in ('critical', 'error'), 1, 0))
            as {{ name }}_failed_count,
        {%- if kind == 'test' %}
        sum(if(kind = 'test' and severity = 'warn', 1, 0)) as test_warned_count,
        {%- endif %}
        sum(if(kind = '{{ kind }}' and outcome is null, 1, 0)) as {{ name }}_skipped_count,
        {%- endfor %}
        sum(rows_affected) as rows_affected,
        sum(bytes_billed) as bytes_billed,
        {{ nightledger.short_list('failure_name', 'reading_position') }} as what_failed,
        min(if(outcome is null, message, null)) as skip_message,
    from named_results
    group by invocation_id
),

-- what a skipped node reads, and itself: a failing unit test skips the very model it tests
blocking_assets as (
    select distinct invocation_id, blocking_id
    from dbt_results
    cross join unnest(reads) as blocking_id
    where outcome is null
),

causes as (
    select
        named_results.invocation_id,
        named_results.subject,
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
        {{ nightledger.short_list('subject', 'reading_position') }} as cause_list,
    from causes
    group by invocation_id
)

select
    dbt_runs.started_at,
    dbt_runs.status,
    dbt_runs.command_line,
    dbt_runs.duration_seconds,
    dbt_runs.usual_duration_seconds,
    coalesce(
        safe_divide(dbt_runs.duration_seconds, dbt_runs.usual_duration_seconds)
        >= {{ nightledger.setting('slow_ratio') }},
        false
    ) as is_slow,
    counts.what_failed,
    coalesce(cause_lists.cause_list, counts.skip_message) as skipped_because,
    {%- for name in [
        'model_ok', 'model_failed', 'model_skipped',
        'test_ok', 'test_failed', 'test_warned', 'test_skipped',
    ] %}
    coalesce(counts.{{ name }}_count, 0) as {{ name }}_count,
    {%- endfor %}
    dbt_runs.missing_result_count,
    counts.rows_affected,
    counts.bytes_billed,
    dbt_runs.target_name,
    dbt_runs.environment,
    dbt_runs.invoked_by,
    dbt_runs.git_sha,
    dbt_runs.run_url,
    dbt_runs.invocation_id,
    dbt_runs.run_id,
from dbt_runs
left join counts on dbt_runs.invocation_id = counts.invocation_id
left join cause_lists on dbt_runs.invocation_id = cause_lists.invocation_id
{%- endmacro %}
