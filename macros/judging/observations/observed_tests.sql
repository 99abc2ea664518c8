{# Data tests and unit tests, as dbt commands found them. #}
{% macro observed_tests(classifies=true) -%}
with test_results as (
    {{ nightledger.new_facts('dbt_test_results') }}
),

named as (
    select
        *,
        {{ nightledger.dbt_asset_name('asset_id', 'asset_name') }} as asset_words,
        {{ nightledger.outcome('status') }} as outcome,
    from test_results
),

worded as (
    select
        *,
        {{ nightledger.test_own_name('asset_words') }} as own_name,
        {{ nightledger.test_arguments() }} as arguments,
    from named
    where outcome is not null
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'test'"),
        'environment': 'environment',
        'kind': "'test'",
        'subject_id': nightledger.dbt_subject_id('asset_relation'),
        'subject': "concat(
            coalesce(own_name, test_name),
            coalesce(concat(' on ', asset_words), ''),
            coalesce(concat('.', column_name), ''),
            if(own_name is null, coalesce(concat(' (', arguments, ')'), ''), '')
        )",
        'outcome': 'outcome',
        'observed_at': nightledger.happened_by(),
        'known_at': 'recorded_at',
        'severity': nightledger.dbt_severity(),
        'asset_id': 'asset_id',
        'asset_name': 'asset_words',
        'check_name': 'coalesce(own_name, test_name)',
        'column_name': 'column_name',
        'run_id': 'invocation_id',
        'is_critical': 'is_critical',
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'runbook_url',
        'error_class': "case
            when outcome = 'good' then null
            when status in ('fail', 'warn') then if(test_type = 'unit', 'sql', 'data_quality')
            else " ~ (nightledger.error_class('message') if classifies else 'cast(null as string)') ~ "
        end",
        'message': "case
            when outcome = 'good' then null
            when fail_calc is not null and failures is not null
                then concat(fail_calc, ' is ', cast(failures as string))
            when test_type = 'unit' then substr(trim(regexp_replace(message, r'\\s+', ' ')), 1, 300)
            else " ~ nightledger.first_line('message') ~ "
        end",
        'failure_count': 'if(fail_calc is null, failures, null)',
        'alerts': 'alerts',
        'depends_on': 'depends_on',
        'details': nightledger.dbt_details(['test_kwargs']),
    }) }}
from worded
{%- endmacro %}
