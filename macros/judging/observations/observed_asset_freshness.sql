{# The freshness Dagster gives an asset by its policy, each time it changes. #}
{% macro observed_asset_freshness() -%}
with asset_facts as (
    {{ nightledger.dagster_asset_facts(twins=false) }}
),

loads as (
    {{ nightledger.recorded_loads() }}
),

changes as (
    select
        row_id,
        environment,
        asset_key,
        run_id,
        event_id,
        occurred_at,
        recorded_at,
        recorded_at as known_at,
        freshness_state,
        previous_freshness_state,
    from asset_facts
    where
        event = 'freshness'
        and freshness_state in ('pass', 'warn', 'fail')
        and {{ nightledger.is_new('recorded_at') }}
),

{{ nightledger.described_assets('changes') }}

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'asset freshness'"),
        'environment': 'environment',
        'kind': "'asset freshness'",
        'subject_id': 'asset_key',
        'subject': "concat('freshness of asset ', asset_name)",
        'outcome': "if(freshness_state = 'pass', 'good', 'bad')",
        'observed_at': 'least(occurred_at, recorded_at)',
        'known_at': 'known_at',
        'severity': "if(freshness_state = 'pass', null, " ~ nightledger.ruled_severity(
            "if(freshness_state = 'warn', 'warn', 'error')"
        ) ~ ")",
        'asset_id': 'asset_id',
        'asset_name': 'asset_name',
        'check_name': "'freshness'",
        'run_id': 'coalesce(run_id, event_id)',
        'is_critical': 'is_critical',
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'runbook_url',
        'error_class': "if(freshness_state = 'pass', null, 'data_quality')",
        'message': "case freshness_state"
        ~ " when 'warn' then 'nothing new for almost as long as its freshness policy allows'"
        ~ " when 'fail' then 'nothing new for longer than its freshness policy allows' end",
        'alerts': 'alerts',
        'depends_on': 'depends_on',
        'details': nightledger.details(['freshness_state', 'previous_freshness_state']),
    }) }}
from described
{%- endmacro %}
