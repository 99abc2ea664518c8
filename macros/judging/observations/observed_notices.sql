{#
    What somebody told Nightledger with `notify`: a problem until the same key is resolved, or an
    event. It is news of the moment it was recorded, whatever the clock of the host that told it says.
#}
{% macro observed_notices() -%}
with notices as (
    {{ nightledger.new_facts('alert_notices') }}
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'notice'"),
        'environment': 'environment',
        'kind': "'notice'",
        'subject_id': "if(status = 'event', notice_id, notice_key)",
        'subject': 'title',
        'outcome': "if(status = 'resolved', 'good', 'bad')",
        'observed_at': 'recorded_at',
        'known_at': 'recorded_at',
        'severity': "if(status = 'resolved', null, severity)",
        'is_event': "status = 'event'",
        'asset_name': 'asset_name',
        'check_name': 'source',
        'run_id': 'notice_id',
        'is_critical': "severity = 'critical'",
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'coalesce(runbook_url, link_url)',
        'error_class': "if(status = 'resolved', null, 'unknown')",
        'message': nightledger.first_line('detail'),
        'details': 'if(array_length(facts) > 0, '
            ~ nightledger.details([], {'facts': "array_to_string(facts, '\\n')"}) ~ ', null)',
    }) }}
from notices
{%- endmacro %}
