{# Source tables, as `dbt source freshness` found them. #}
{% macro observed_freshness(classifies=true) -%}
with source_freshness as (
    {{ nightledger.new_facts('dbt_source_freshness') }}
),

named as (
    select
        *,
        concat(source_name, '.', table_name) as asset_words,
        {{ nightledger.outcome('status') }} as outcome,
        if(
            message is null and status in ('warn', 'error'),
            concat(
                'newest row is ', {{ nightledger.duration_text('age_seconds') }}, ' old, limit ',
                {{ nightledger.duration_text(
                    "if(status = 'warn', warn_after_seconds, error_after_seconds)"
                ) }}
            ),
            {{ nightledger.first_line('message') }}
        ) as words,
    from source_freshness
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'freshness'"),
        'environment': 'environment',
        'kind': "'freshness'",
        'subject_id': nightledger.dbt_subject_id('relation_name'),
        'subject': "concat('freshness of ', asset_words)",
        'outcome': 'outcome',
        'observed_at': nightledger.happened_by(),
        'known_at': 'recorded_at',
        'severity': nightledger.dbt_severity(),
        'asset_id': 'unique_id',
        'asset_name': 'asset_words',
        'check_name': "'freshness'",
        'run_id': 'invocation_id',
        'is_critical': 'is_critical',
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'runbook_url',
        'error_class': "case
            when outcome = 'good' then null
            when status in ('warn', 'error') and message is null then 'data_quality'
            else " ~ (nightledger.error_class('message') if classifies else 'cast(null as string)') ~ "
        end",
        'message': "if(outcome = 'bad', words, null)",
        'alerts': 'alerts',
        'details': nightledger.dbt_details(['max_loaded_at', 'age_seconds']),
    }) }}
from named
where outcome is not null
{%- endmacro %}
