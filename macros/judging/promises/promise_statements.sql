{#
    The part of the look that judges absences, after all families were read and before anything is
    judged: promises are carried into a new day, new ones recorded, broken ones observed, and verdicts
    that a late fact proves wrong set apart in `taken_back`.

    Reads the temp table `new_promises`, adds to `observations`.
#}
{% macro promise_statements() -%}
{%- set columns = nightledger.promise_columns().keys() | join(', ') -%}
{%- set observed = nightledger.observation_columns().keys() | join(', ') -%}
create or replace temp table promises as
with {{ nightledger.known_promises() }}

select * from promises;
set readings_since = {{ nightledger.readings_needed_since('promises') }};

if copies_due then
    insert into {{ nightledger.relation('timers') }} (
        row_id, recorded_at, recorded_by, {{ columns }}, fingerprint, broken_at, is_copy
    )
    {{ nightledger.carried_promises() }};
end if;

insert into promises
select {{ columns }}, fingerprint, broken_at, source from new_promises;
set readings_since = {{ nightledger.readings_needed_since('promises') }};

create or replace temp table chained as
with {{ nightledger.chained_promises('promises') }}

select * from chained;
insert into {{ nightledger.relation('timers') }} (
    row_id, recorded_at, recorded_by, {{ columns }}, fingerprint, broken_at, is_copy
)
{{ nightledger.promises_to_record() }};

create or replace temp table absences as
with {{ nightledger.absences() }};

insert into observations ({{ observed }}, fingerprint, family)
{{ nightledger.new_absences() }};

create or replace temp table taken_back as
{{ nightledger.wrong_absences() }};

set look_due_at = (
{{ nightledger.next_look_due() }}
);
{%- endmacro %}


{#
    Since when heartbeats have to be read to know when each promise was judged. Those that wait for a
    silent sensor are older than two days sometimes, and then there are no heartbeats to read either.
#}
{% macro readings_needed_since(promises) -%}
    (
        select least(events_since, coalesce(min(due_at), events_since)) from {{ promises }}
        where waits_for is not null and broken_at is null
    )
{%- endmacro %}
