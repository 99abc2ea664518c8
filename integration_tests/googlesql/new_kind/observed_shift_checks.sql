{# Checks a shift makes by hand. One that was not made says nothing. #}
{% macro observed_shift_checks() -%}
with shift_checks as (
    {{ nightledger.new_facts('shift_checks') }}
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'shift'"),
        'environment': 'environment',
        'kind': "'shift'",
        'subject_id': 'check_name',
        'subject': "concat('shift check ', check_name)",
        'outcome': "if(is_good, 'good', 'bad')",
        'observed_at': 'occurred_at',
        'known_at': 'recorded_at',
        'severity': "if(is_good, null, 'error')",
        'check_name': "'made by hand'",
        'run_id': 'row_id',
        'owner': "'the shift'",
        'error_class': "if(is_good, null, 'data_quality')",
        'message': "if(is_good, null, note)",
    }) }}
from shift_checks
where was_made
{%- endmacro %}
