{#
    What was bad within two days: possible causes, and failures that came before others. One row per
    bad verdict.

    pipeline_id: what one pipeline run started shares it. good_again_at: when the subject was good
    after it, null if it was not.
#}
{% macro bad_verdicts() -%}
with known as (
    {{ nightledger.standing_events('timestamp_sub(look_clock, interval 2 day)') }}
),

verdicts as (
    select
        event_id, fingerprint, environment, kind, subject, asset_id, asset_name, run_id, outcome,
        severity, observed_at, message, alerts,
    from known
    union all
    select
        event_id, fingerprint, environment, kind, subject, asset_id, asset_name, run_id, outcome,
        severity, observed_at, message, alerts,
    from judged
    where not is_copy and outcome != 'void'
),

followed as (
    select
        *,
        min(if(outcome = 'good', observed_at, null)) over (
            {{ nightledger.in_order() }}
            rows between 1 following and unbounded following
        ) as good_again_at,
    from verdicts
)

select
    followed.*,
    coalesce({{ nightledger.alert_rule('ignore') }} = 'true', false) as is_ignored,
    coalesce(pipeline_ids.pipeline_id, followed.run_id) as pipeline_id,
from followed
left join pipeline_ids on followed.run_id = pipeline_ids.run_id
where followed.outcome = 'bad' and followed.asset_id is not null
{%- endmacro %}
