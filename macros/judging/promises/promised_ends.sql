{#
    Runs that `expected_runs` asks for with `by`: each success promises the next by the first deadline
    it is too old for. Before any success the first run promises one by the first deadline.
#}
{% macro promised_ends(family) -%}
with {{ nightledger.run_starts(family) }},

declared_runs as (
    {{ nightledger.declared_run_rows() }}
),

{{ nightledger.declared_matches('due_by is not null') }},

timed as (
    select
        *,
        {{ nightledger.next_deadline(
            'if(is_success and fits, timestamp_add(started_at, interval within_seconds second), started_at)',
            'due_by', 'time_zone', 'days'
        ) }} as due_at,
    from matches
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'late run'",
            'subject_id': "concat(
                'declared/', run_pattern, ' by ', due_by, ' ', time_zone, array_to_string(days, '')
            )",
            'due_at': 'due_at',
            'is_initial': 'not (is_success and fits)',
        },
        {
            'subject': "concat(run_pattern, ' by ', due_by, ' ', time_zone)",
            'severity': 'severity',
            'is_critical': "severity = 'critical'",
            'check_name': "'finished in time'",
            'run_id': 'if(fits, run_id, null)',
            'owner': 'owner',
            'message': "concat(
                'not finished by ', " ~ nightledger.minute_text('due_at') ~ ", ' UTC: ',
                " ~ nightledger.declared_by() ~ ", '. ',
                if(
                    is_success and fits,
                    concat(
                        'The last one that succeeded started ',
                        " ~ nightledger.minute_text('started_at') ~ ", ' UTC'
                    ),
                    'No success is on record'
                )
            )",
            'details': "struct(
                'declared' as expected_by, " ~ nightledger.declared_by() ~ " as why,
                if(fits, " ~ nightledger.json_time('started_at') ~ ", null) as last_started_at,
                " ~ nightledger.json_time('due_at') ~ " as expected_at
            )",
        }
    ) }}
from timed
where due_at is not null
{%- endmacro %}
