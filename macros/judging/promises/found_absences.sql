{#
    SELECT of what this look finds out about promises, as rows of `observations`: verdicts that no look
    has written down, and voids of verdicts that stand and are wrong.

    What was broken before the days that are read was judged by an earlier look. That something was
    kept again is left out if an earlier look knew it: it may have thought it of no account.

    A void: a fact that was committed late kept the promise. More facts only ever take such a verdict
    away, so a void is final. Of what is later than its own clock a look knows nothing, and takes
    nothing back. That a subject's only promise was kept stays: good it was, whatever was thought
    before. So does what the first promise known of a chain kept: the one before it is not known here.

    Reads the temp tables `promises` and `chained`.
#}
{% macro found_absences() -%}
{%- set columns = nightledger.observation_columns() -%}
with {{ nightledger.absences() }},

standing as (
    {{ nightledger.standing_events('events_since') }}
),

written as (
    select distinct event_id from {{ nightledger.relation('problem_events') }}
    where recorded_at >= events_since
),

promised as (
    select distinct
        {{ nightledger.promise_id() }} as promise_id,
        promise_key,
        kind,
    from promises
),

-- the ids of all that was ever said of them
said as (
    select
        promised.promise_id,
        promised.promise_key,
        {{ nightledger.event_id('promised.kind', 'promised.promise_id', 'moment') }} as event_id,
    from promised
    cross join unnest(['broken', 'kept', 'retired']) as moment
)

select
    {%- for name in columns %}
    absences.{{ name }},
    {%- endfor %}
    absences.fingerprint,
    case absences.kind when 'run' then 'dbt' when 'dagster run' then 'dagster' else 'promises' end as family,
    cast(null as string) as voids,
from absences
left join written on absences.event_id = written.event_id
left join written as previous on absences.previous_id = previous.event_id
where
    written.event_id is null
    and absences.known_at >= events_since
    and (
        absences.outcome = 'bad'
        or absences.is_new
        or absences.known_at > coalesce(
            timestamp_sub(base_clock, interval {{ nightledger.grace_minutes() }} minute),
            timestamp '1970-01-01'
        )
        or (absences.previous_id is not null and previous.event_id is null)
    )
union all
select
    {%- for name in columns %}
    {%- if name == 'event_id' %}
    concat('void ', standing.event_id),
    {%- elif name == 'outcome' %}
    'void',
    {%- elif name in ['environment', 'kind', 'subject_id', 'subject', 'observed_at', 'known_at'] %}
    standing.{{ name }},
    {%- else %}
    {{ {'bool': 'false', 'array<string>': 'cast([] as array<string>)'}.get(
        columns[name], 'cast(null as ' ~ columns[name] ~ ')'
    ) }},
    {%- endif %}
    {%- endfor %}
    standing.fingerprint,
    'promises',
    standing.event_id,
from standing
inner join said on standing.event_id = said.event_id
left join chained on said.promise_id = chained.promise_id
left join absences on standing.event_id = absences.event_id
where
    absences.event_id is null
    and (standing.outcome = 'bad' or (said.promise_key != '' and chained.place > 1))
    and greatest(standing.observed_at, standing.known_at)
    <= timestamp_sub(look_clock, interval {{ nightledger.grace_minutes() }} minute)
{%- endmacro %}


{#
    When a look will find something though no fact comes: the earliest deadline still to be judged,
    and the grace. What waits for a sensor that has not read so far is asked again in five minutes.
#}
{% macro next_look_due() -%}
with due as (
    select case
        when settled_at > look_clock and due_at > look_clock then due_at
        when settled_at > look_clock then timestamp_add(look_clock, interval 5 minute)
        when settled_at > timestamp_sub(look_clock, interval {{ nightledger.grace_minutes() }} minute)
            then settled_at
        when retires_at > timestamp_sub(look_clock, interval {{ nightledger.grace_minutes() }} minute)
            then retires_at
    end as due_at
    from chained
    where next_base_at is null and due_at is not null
)

    select timestamp_add(min(due_at), interval {{ nightledger.grace_minutes() }} minute) from due
{%- endmacro %}
