{#
    Body of the procedure `look_at(wanted)`: judges the facts of the wanted families ('dbt,notices')
    that no look has read, and writes each verdict down once.

    What must not change between two runs of it is said in docs/judging.md.
#}
{% macro look_at() -%}
{%- set columns = nightledger.observation_columns() -%}
{%- set families = nightledger.families() -%}
{%- set rules_version = nightledger.rules_version(families) -%}
{%- set looks = nightledger.relation('looks') -%}
begin
declare look_clock timestamp default current_timestamp();
declare this_look string default generate_uuid();
declare looked_at_families string default wanted;
declare base_clock, last_watermark, facts_since, read_since, events_since timestamp;
declare edges_since, compared_since, readings_since, look_due_at timestamp;
declare rows_then, rows_again, rows_now int64;
declare copies_due, reads_everything, is_again bool;

insert into {{ looks }} (row_id, recorded_at, recorded_by, look_id, event, looked_at)
values (
    concat(this_look, ' started'), current_timestamp(), session_user(), this_look, 'started',
    look_clock
);

-- the newest finished look; of a ledger nobody looked at for days all are searched
create or replace temp table base_families as
{{ nightledger.last_look('timestamp_sub(look_clock, interval 2 day)') }};
if (select count(*) from base_families) = 0 then
    insert into base_families
    {{ nightledger.last_look("timestamp '1970-01-01'") }};
end if;
set base_clock = (select max(looked_at) from base_families);
set copies_due = coalesce(date(base_clock) < date(look_clock), false);
set events_since = coalesce(
    timestamp_sub(timestamp_trunc(base_clock, day), interval 1 day), timestamp '1970-01-01'
);

-- a deadline has passed: whether it was kept has to be read, whatever the caller wants
if (select min(next_due_at) from base_families) <= look_clock then
    set looked_at_families = '{{ families.keys() | join(",") }}';
end if;

create or replace temp table observations (
    {%- for name, type in columns.items() %}
    {{ name }} {{ type }},
    {%- endfor %}
    fingerprint string,
    family string
);
create or replace temp table new_promises (
    {%- for name, type in nightledger.promise_columns().items() %}
    {{ name }} {{ type }},
    {%- endfor %}
    fingerprint string,
    broken_at timestamp,
    source string
);
create or replace temp table read_families (
    family string, watermark timestamp, row_count int64, counted_then int64, counted_again int64,
    read_from timestamp
);
{% for name, family in families.items() %}
{{ nightledger.family_promise_statements(name, family) }}
{% endfor %}
{{ nightledger.promise_statements() }}
{% for name, family in families.items() %}
{{ nightledger.family_statements(name, family) }}
{% endfor %}

-- a fact older than what is known of its subject: its history is read as a whole
set reads_everything = (
    select countif(observations.observed_at < known.newest_at) > 0
    from observations
    inner join (
        select fingerprint, max(observed_at) as newest_at
        from {{ nightledger.relation('problem_events') }}
        where recorded_at >= events_since
        group by fingerprint
    ) as known on observations.fingerprint = known.fingerprint
);
if reads_everything then
    set events_since = timestamp '1970-01-01';
end if;

create or replace temp table judged as
{{ nightledger.judged_events() }};
insert into judged (
    fingerprint, {{ columns.keys() | join(', ') }}, edge, is_copy, occurrences_before, evidence, voids
)
select
    fingerprint, {{ columns.keys() | join(', ') }}, cast(null as string), false, cast(null as int64),
    cast(null as json), voids
from taken_back;

if 'dbt' in unnest(split(looked_at_families, ',')) then
    set edges_since = coalesce(timestamp_sub(base_clock, interval 10 minute), timestamp '1970-01-01');
    {{ nightledger.learn_edges() }};
end if;
{{ nightledger.evidence_statements() }}

insert into {{ nightledger.relation('problem_events') }} (
    row_id, recorded_at, recorded_by, look_id, rules_version, fingerprint, edge, is_copy,
    occurrences_before, voids, evidence, {{ columns.keys() | join(', ') }}
)
select
    to_hex(md5(concat(this_look, judged.event_id))), current_timestamp(), session_user(), this_look,
    '{{ rules_version }}', fingerprint, edge, is_copy, occurrences_before, voids,
    coalesce(evidence.evidence, judged.evidence), judged.{{ columns.keys() | join(', judged.') }}
from judged
left join evidence on judged.event_id = evidence.event_id;

{{ nightledger.learn_usuals() }}

insert into {{ looks }} (
    row_id, recorded_at, recorded_by, look_id, event, looked_at, family, watermark, row_count,
    counted_then, counted_again, event_count, next_due_at, rules_version, package_version
)
select
    concat(this_look, ' ', family), current_timestamp(), session_user(), this_look, 'finished',
    look_clock, family, watermark, row_count, counted_then, counted_again,
    (select count(*) from judged), look_due_at, '{{ rules_version }}',
    '{{ nightledger.package_version() }}'
from read_families;
end
{%- endmacro %}


{# The families of the last finished look among those recorded since a moment. #}
{% macro last_look(since) -%}
    select looked_at, family, watermark, row_count, next_due_at
    from {{ nightledger.relation('looks') }}
    where recorded_at >= {{ since }} and event = 'finished'
    qualify rank() over (order by looked_at desc, look_id) = 1
{%- endmacro %}


{# Checksum of the SQL that judges: it tells which verdicts were made by the same rules. #}
{% macro rules_version(families) %}
    {% set texts = [nightledger.judged_events()] %}
    {% for family in families.values() %}
        {% for select in family.observations.values() %}{% do texts.append(select) %}{% endfor %}
        {% for select in family.promises.values() %}{% do texts.append(select) %}{% endfor %}
    {% endfor %}
    {{ return(local_md5(texts | join('\n'))[:12]) }}
{% endmacro %}
