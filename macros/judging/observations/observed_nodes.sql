{# Models, seeds, snapshots, functions and hooks, as dbt commands built them. #}
{% macro observed_nodes(classifies=true) -%}
with node_results as (
    {{ nightledger.new_facts('dbt_node_results') }}
),

named as (
    select
        *,
        {{ nightledger.dbt_asset_name('unique_id', 'name') }} as asset_words,
        {{ nightledger.outcome('status') }} as outcome,
    from node_results
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'node'"),
        'environment': 'environment',
        'kind': "'node'",
        'subject_id': nightledger.dbt_subject_id('relation_name'),
        'subject': "concat(resource_type, ' ', asset_words)",
        'outcome': 'outcome',
        'observed_at': nightledger.happened_by(),
        'known_at': 'recorded_at',
        'severity': nightledger.dbt_severity(),
        'asset_id': 'unique_id',
        'asset_name': 'asset_words',
        'check_name': "if(resource_type = 'operation', 'run', 'build')",
        'run_id': 'invocation_id',
        'is_critical': 'is_critical',
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'runbook_url',
        'error_class': "if(outcome = 'bad', " ~ (nightledger.error_class('message') if classifies else 'cast(null as string)') ~ ", null)",
        'message': "if(outcome = 'bad', " ~ nightledger.first_line('message') ~ ", null)",
        'alerts': 'alerts',
        'depends_on': 'depends_on',
        'details': nightledger.dbt_details([
            'code_checksum', 'rows_affected', 'execution_seconds', 'bytes_billed',
        ]),
    }) }}
from named
where outcome is not null
{%- endmacro %}
