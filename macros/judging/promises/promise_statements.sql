{#
    The part of the look that judges absences, after all families were read and before anything is
    judged: promises are carried into a new day, new ones recorded, broken ones observed, and verdicts
    that a late fact proves wrong taken back.

    The temp table `promises` holds what new facts promise; here comes what is on record.
    Adds to `observations`.
#}
{% macro promise_statements() -%}
{%- set columns = nightledger.promise_columns().keys() | join(', ') -%}
insert into promises ({{ columns }}, fingerprint, broken_at, source)
with {{ nightledger.known_promises() }}

select {{ columns }}, fingerprint, broken_at, source from known_promises;

if copies_due then
    insert into {{ nightledger.relation('timers') }} (
        row_id, recorded_at, recorded_by, {{ columns }}, fingerprint, broken_at, is_copy
    )
    {{ nightledger.carried_promises() }};
end if;

create or replace temp table chained as
with {{ nightledger.chained_promises('promises') }}

select * from chained;
insert into {{ nightledger.relation('timers') }} (
    row_id, recorded_at, recorded_by, {{ columns }}, fingerprint, broken_at, is_copy
)
{{ nightledger.promises_to_record() }};
insert into observations (
    {{ nightledger.observation_columns().keys() | join(', ') }}, fingerprint, family, voids
)
{{ nightledger.found_absences() }};
set look_due_at = (
{{ nightledger.next_look_due() }}
);
{%- endmacro %}
