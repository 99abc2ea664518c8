{#
    What a Dagster run promises in each of its states: to leave the queue, to start, to come to its
    end, to be retried. Judged once the audit sensor has read past the deadline: a dead daemon is no
    stuck run.
#}
{% macro promised_dagster_runs() -%}
with facts as (
    {{ nightledger.new_facts('dagster_runs') }}
),

usuals as (
    {{ nightledger.learned_before('duration_seconds') }}
),

-- Dagster does not give every canceled run an end
runs as (
    select
        *,
        if(
            status in ('success', 'failure', 'canceled'), coalesce(ended_at, updated_at), null
        ) as over_at,
        {{ nightledger.dagster_run_key() }} as run_key,
    from facts
    where status != 'managed'
),

timed as (
    select
        runs.*,
        usuals.median as usual_seconds,
        -- a run that was never queued is launched when it is created
        if(
            runs.enqueued_at is null,
            runs.created_at, coalesce(runs.dequeued_at, runs.started_at, runs.over_at)
        ) as left_queue_at,
    from runs
    left join usuals
        on
            runs.environment = usuals.environment
            and runs.run_key = usuals.subject
            and usuals.slot = ''
            and date(runs.recorded_at) >= usuals.holds_from
            and date(runs.recorded_at) < usuals.holds_until
),

states as (
    select
        *,
        case state
            when 'queue'
                then if(
                    left_queue_at is null and launched_by != 'backfill',
                    timestamp_add(
                        enqueued_at,
                        interval {{ nightledger.setting('queued_after_minutes') }} minute
                    ),
                    null
                )
            when 'start'
                then if(
                    started_at is null and over_at is null,
                    timestamp_add(
                        left_queue_at,
                        interval {{ nightledger.setting('stuck_after_minutes') }} minute
                    ),
                    null
                )
            when 'end'
                then if(over_at is null, {{ nightledger.patience_limit('stuck') }}, null)
            when 'retry'
                then if(
                    status = 'failure' and will_retry,
                    timestamp_add(
                        over_at,
                        interval {{ nightledger.setting('stuck_after_minutes') }} minute
                    ),
                    null
                )
        end as due_at,
    from timed
    cross join unnest(['queue', 'start', 'end', 'retry', 'retried']) as state
    where state != 'retried' or parent_run_id is not null
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'dagster run'",
            'subject_id': nightledger.dagster_subject(),
            'promise_key': "if(
                state = 'retried', concat(parent_run_id, '/retry'), concat(run_id, '/', state)
            )",
            'due_at': 'due_at',
            'reader': 'deployment',
            'waits_for': "'reading'",
        },
        {
            'subject': "concat('run of ', " ~ nightledger.dagster_job_name() ~ ", "
            ~ "coalesce(concat(' [', partition_key, ']'), ''))",
            'severity': "'error'",
            'check_name': "'came to its end'",
            'run_id': 'run_id',
            'message': nightledger.stuck_text(),
            'details': 'struct(job_name, code_location, partition_key, state, '
            ~ nightledger.json_time('enqueued_at') ~ ' as enqueued_at, '
            ~ nightledger.json_time('started_at') ~ ' as started_at, usual_seconds, run_url)',
        }
    ) }}
from states
{%- endmacro %}
