{# The CTEs of `problems`, for views that go on from there; has_strip adds the column `strip`. #}
{% macro problem_ctes(since, has_strip=false) -%}
{{ nightledger.problem_states(since, has_strip) }},

{{ nightledger.suppressed_states(since) }},

taken_on as (
    {{ nightledger.acknowledgements() }}
),

problems as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject,
        case
            when is_event then 'event'
            when is_flapping then 'flapping'
            when resolved_at is null then 'open'
            else 'resolved'
        end as state,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
        end as severity,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then {{ nightledger.urgency_of('critical') }}
            when 2 then {{ nightledger.urgency_of('error') }}
            when 4 then 'ticket'
            else {{ nightledger.urgency_of('warn') }}
        end as urgency,
        episode_id,
        if(is_flapping, flapping_from_at, opened_at) as opened_at,
        changed_at,
        observed_at as last_seen_at,
        resolved_at,
        changed_known_at as known_at,
        flapped_until,
        occurrence_count,
        change_count,
        is_event,
        suppressed_because,
        (
            select max(until_at)
            from unnest([
                silenced_until_at,
                caused_until_at,
                if(suppressed_because = 'transient', transient_until_at, null)
            ]) as until_at
        ) as suppressed_until_at,
        silence_id,
        silenced_until_at,
        caused_by,
        if(taken_on_at >= opened_at, taken_on_severity, null) as acknowledged_severity,
        if(taken_on_at >= opened_at, taken_on_by, null) as acknowledged_by,
        if(kind = 'receiver', subject_id, null) as about_receiver,
        asset_id,
        asset_name,
        check_name,
        column_name,
        owner,
        tags,
        runbook_url,
        run_id,
        error_class,
        message,
        failure_count,
        last_evidence as evidence,
        as_of,
        {%- if has_strip %}
        if(
            kind in ({{ nightledger.kinds_that('has_strip') }}),
            nullif(marks, '{{ '·' * nightledger.setting('strip_days') }}'), null
        ) as strip,
        is_critical,
        last_green_at,
        if(taken_on_at >= opened_at, taken_on_at, null) as acknowledged_at,
        {%- endif %}
    from suppressed
    left join taken_on using (fingerprint)
)
{%- endmacro %}
