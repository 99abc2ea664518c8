{# A dbt command that starts promises its end: one that never comes has vanished. #}
{% macro promised_runs() -%}
with invocations as (
    {{ nightledger.new_facts('dbt_invocations') }}
),

usuals as (
    {{ nightledger.learned_before('duration_seconds') }}
),

commands as (
    select
        * except (run_key),
        {{ nightledger.dbt_run_key() }} as run_key,
        coalesce(invocation_command, concat('dbt ', command)) as command_line,
        {{ nightledger.happened_by() }} as started_at,
    from invocations
    where shifted_days is null
),

timed as (
    select
        commands.*,
        usuals.median as usual_seconds,
    from commands
    left join usuals
        on
            commands.environment = usuals.environment
            and concat('dbt/', commands.run_key) = usuals.subject
            and usuals.slot = ''
            and date(commands.recorded_at) >= usuals.holds_from
            and date(commands.recorded_at) < usuals.holds_until
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'run'",
            'subject_id': 'run_key',
            'promise_key': 'invocation_id',
            'due_at': "if(event = 'started', " ~ nightledger.patience_limit('vanished') ~ ", null)",
        },
        {
            'subject': 'command_line',
            'severity': "'error'",
            'check_name': "'came to its end'",
            'run_id': 'invocation_id',
            'message': "concat(
                'started at ', " ~ nightledger.minute_text('started_at') ~ ", ' UTC and never finished'
            )",
            'details': 'struct(' ~ nightledger.json_time('started_at') ~ ' as started_at, '
            ~ 'usual_seconds, invoked_by, orchestrator, run_url)',
        }
    ) }}
from timed
{%- endmacro %}
