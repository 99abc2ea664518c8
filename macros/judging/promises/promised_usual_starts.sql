{#
    Starts that come regularly: each start of such a run promises the next, by what was usual before.
    What is brought by something else (dbt after dlt) is promised by that. A run that keeps no rhythm,
    or that `expected_runs` names, promises nothing, and ends what was promised.

    learned_usuals of gap_seconds: slot '' is for all starts, `Fri 03` (UTC) for those of one hour of
    the week, `after dlt/crm` for those that another run brings. `high` is when the next is late.
#}
{% macro promised_usual_starts(family) -%}
with {{ nightledger.run_starts(family) }},

{% if nightledger.declared_runs() -%}
declared_runs as (
    {{ nightledger.declared_run_rows() }}
),

{% endif -%}
usuals as (
    {{ nightledger.learned_before('gap_seconds') }}
),

expected as (
    select
        starts.*,
        usuals.* except (environment, holds_from, holds_until),
    from starts
    inner join usuals
        on
            starts.environment = usuals.environment
            and date(starts.recorded_at) >= usuals.holds_from
            and date(starts.recorded_at) < usuals.holds_until
            and (
                (
                    starts.run_key = usuals.subject
                    and usuals.slot in ('', format_timestamp('%a %H', starts.started_at))
                )
                or usuals.slot = concat('after ', starts.run_key)
            )
    where starts.is_start
),

-- of all starts, and of those at this time of the week: the longer one
promised as (
    select
        row_id,
        subject as promised_key,
        starts_with(slot, 'after ') as is_brought,
        max(if(slot = '' or starts_with(slot, 'after '), median, null)) as usual_seconds,
        max(if(slot = '' or starts_with(slot, 'after '), sample_count, null)) as sample_count,
        max(median) as expected_seconds,
        max(high) as late_seconds,
    from expected
    group by row_id, promised_key, is_brought
    having usual_seconds is not null
),

-- a start by itself ends what was promised of it, unless it promises anew
final as (
    select
        starts.environment,
        starts.row_id,
        starts.recorded_at,
        starts.run_id,
        starts.run_name as starting_name,
        starts.started_at,
        starts.reader,
        coalesce(promised.promised_key, starts.run_key) as run_key,
        if(promised.is_brought, {{ nightledger.name_of_run_key('promised.promised_key') }}, starts.run_name)
            as run_name,
        coalesce(promised.is_brought, false) as is_brought,
        promised.usual_seconds,
        promised.sample_count,
        promised.expected_seconds,
        timestamp_add(starts.started_at, interval cast(promised.expected_seconds as int64) second)
            as expected_at,
        timestamp_add(starts.started_at, interval cast(promised.late_seconds as int64) second)
            as late_at,
    from starts
    left join promised on starts.row_id = promised.row_id
    where starts.is_start
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'missing run'",
            'subject_id': 'run_key',
            'due_at': "if(" ~ nightledger.is_declared('final.run_name') ~ ", null, late_at)",
            'retires_at': nightledger.retired_after('late_at'),
            'reader': 'reader',
            'waits_for': "if(reader is null, null, 'reading')",
        },
        {
            'subject': "concat('run of ', run_name)",
            'severity': "'error'",
            'check_name': "'started in time'",
            'run_id': 'run_id',
            'message': "concat(
                'not started by ', " ~ nightledger.minute_text('late_at') ~ ", ' UTC: ',
                " ~ nightledger.usual_gap() ~ ", '. Last start of ', starting_name, ' ',
                " ~ nightledger.minute_text('started_at') ~ ", ' UTC'
            )",
            'retired_message': nightledger.retired_text(),
            'details': "struct(
                'learned' as expected_by, " ~ nightledger.usual_gap() ~ " as why,
                if(is_brought, null, " ~ nightledger.json_time('started_at') ~ ") as last_started_at,
                " ~ nightledger.json_time('expected_at') ~ " as expected_at
            )",
        }
    ) }}
from final
{%- endmacro %}


{# Whether `expected_runs` names a run of `final`: then it is expected as declared, and in no other way. #}
{% macro is_declared(run_name) -%}
    {%- if nightledger.declared_runs() -%}
    exists (
                select 1 from declared_runs
                where
                    coalesce(declared_runs.environment = final.environment, true)
                    and {{ nightledger.matches_pattern(run_name, 'declared_runs.run_pattern') }}
            )
    {%- else -%}
    false
    {%- endif -%}
{%- endmacro %}
