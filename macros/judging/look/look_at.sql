{#
    Body of the procedure `look_at(wanted)`: judges the facts of the wanted families ('dbt,notices')
    that no look has read, and writes each verdict down once.

    What must not change between two runs of it is said in docs/judging.md. BigQuery bills every table
    that a statement reads, temporary ones too, with 10 MiB at least: so what a look knows of itself
    stands in variables, and what has nothing to do is not asked.
#}
{% macro look_at() -%}
{%- set families = nightledger.families() -%}
{%- set rules_version = nightledger.rules_version(families) -%}
{%- set looks = nightledger.relation('looks') -%}
{%- set promising = nightledger.promising_families(families) -%}
begin
declare look_clock timestamp default current_timestamp();
declare this_look string default generate_uuid();
declare looked_at_families string default wanted;
declare look_base {{ nightledger.look_base_type(families) }};
{%- for name in families %}
declare {{ name }}_reading {{ nightledger.reading_type() }};
{%- endfor %}
declare base_clock, facts_since, read_since, events_since timestamp;
declare last_watermark, last_counted_at, counted_since timestamp;
declare edges_since, green_since, compared_since, look_due_at timestamp;
declare last_row_count int64;
declare found_count int64;
declare copies_due, reads_everything, is_again bool;
declare look_judged struct<row_count int64, turn_count int64, older_count int64>;

insert into {{ looks }} (row_id, recorded_at, recorded_by, look_id, event, looked_at)
values (
    concat(this_look, ' started'), current_timestamp(), session_user(), this_look, 'started',
    look_clock
);

-- the newest finished look; of a ledger nobody looked at for days all are searched
set look_base = ({{ nightledger.last_look('timestamp_sub(look_clock, interval 2 day)') }});
if look_base.looked_at is null then
    set look_base = ({{ nightledger.last_look("timestamp '1970-01-01'") }});
end if;
set base_clock = look_base.looked_at;
set copies_due = coalesce(date(base_clock) < date(look_clock), false);
set reads_everything = false;
set events_since = coalesce(
    timestamp_sub(timestamp_trunc(base_clock, day), interval 1 day), timestamp '1970-01-01'
);

-- a deadline has passed, or a day: whether promises were kept has to be read, whatever is wanted
if copies_due or look_base.next_due_at <= look_clock then
    set looked_at_families = '{{ families.keys() | join(",") }}';
end if;

create or replace temp table observations (
    {%- for name, type in nightledger.observation_columns().items() %}
    {{ name }} {{ type }},
    {%- endfor %}
    fingerprint string,
    family string,
    voids string
);
create or replace temp table promises (
    {%- for name, type in nightledger.promise_columns().items() %}
    {{ name }} {{ type }},
    {%- endfor %}
    fingerprint string,
    broken_at timestamp,
    source string
);
{% for name, family in families.items() %}
{{ nightledger.family_promise_statements(name, family) }}
{% endfor %}
set look_due_at = look_base.next_due_at;
if coalesce({{ promising | join('_reading.read_from, ') }}_reading.read_from) is not null then
    {{ nightledger.promise_statements() }}
end if;
{% for name, family in families.items() %}
{{ nightledger.family_statements(name, family) }}
{% endfor %}

{%- if nightledger.declared_slos() %}
-- once a day: a budget of weeks is not used up in minutes
if copies_due then
    set is_again = false;
    insert into observations ({{ nightledger.observation_columns().keys() | join(', ') }}, fingerprint, family)
    {{ nightledger.observations_of({'observed_slos': nightledger.observed_slos()}, ['observed_slos'], 'slos') }};
end if;
{%- endif %}

if dbt_reading.read_from is not null then
    set edges_since = coalesce(timestamp_sub(base_clock, interval 10 minute), timestamp '1970-01-01');
    {{ nightledger.learn_edges() }};
end if;

set look_judged = (select as struct 0 as row_count, 0 as turn_count, 0 as older_count);
set found_count = 0;
if coalesce({{ families | join('_reading.read_from, ') }}_reading.read_from) is not null then
    set found_count = (select count(*) from observations);
end if;
if found_count > 0 or copies_due then
    {{ nightledger.judging_statements(rules_version) }}
end if;

{{ nightledger.learn_usuals() }}

insert into {{ looks }} (
    row_id, recorded_at, recorded_by, look_id, event, looked_at, family, watermark, row_count,
    counted_at, counted_then, counted_again, event_count, next_due_at, rules_version,
    package_version
)
values
{%- for name in families %}
    (
        concat(this_look, ' {{ name }}'), current_timestamp(), session_user(), this_look,
        'finished', look_clock, '{{ name }}', {{ name }}_reading.watermark,
        {{ name }}_reading.row_count, {{ name }}_reading.counted_at,
        {{ name }}_reading.counted_then, {{ name }}_reading.counted_again,
        look_judged.row_count, look_due_at, '{{ rules_version }}',
        '{{ nightledger.package_version() }}'
    ){{ ',' if not loop.last else ';' }}
{%- endfor %}
end
{%- endmacro %}


{#
    The part of the look that puts what was found in line with what is known, freezes the evidence of
    what turned, and writes it all down: in one statement, so that a look that dies has written none.
#}
{% macro judging_statements(rules_version) -%}
{%- set columns = nightledger.observation_columns() -%}
-- once, and once more when a fact is older than what is known of its subject: then its whole history
set is_again = true;
while is_again do
    create or replace temp table judged as
    {{ nightledger.judged_events() }};
    set look_judged = (
        select as struct
            count(*) as row_count,
            coalesce(countif(edge is not null and evidence is null), 0) as turn_count,
            coalesce(countif(is_older), 0) as older_count,
        from judged
    );
    set is_again = look_judged.older_count > 0 and not reads_everything;
    if is_again then
        set reads_everything = true;
        set events_since = timestamp '1970-01-01';
    end if;
end while;
if look_judged.turn_count > 0 then
    {{ nightledger.evidence_statements() }}
end if;

if look_judged.row_count > 0 then
    insert into {{ nightledger.relation('problem_events') }} (
        row_id, recorded_at, recorded_by, look_id, rules_version, fingerprint, edge, is_copy,
        occurrences_before, voids, evidence, {{ columns.keys() | join(', ') }}
    )
    select
        to_hex(md5(concat(this_look, event_id))), current_timestamp(), session_user(),
        this_look, '{{ rules_version }}', fingerprint, edge, is_copy, occurrences_before, voids,
        evidence, {{ columns.keys() | join(', ') }}
    from judged;
end if;
{%- endmacro %}


{# SELECT AS STRUCT of the last finished look among those recorded since a moment: `look_base_type`. #}
{% macro last_look(since) -%}
    select as struct
        max(looked_at) as looked_at,
        min(next_due_at) as next_due_at,
        {%- for name in nightledger.families() %}
        {%- for value in ['watermark', 'row_count', 'counted_at'] %}
        max(if(family = '{{ name }}', {{ value }}, null)) as {{ name }}_{{ value }},
        {%- endfor %}
        {%- endfor %}
    from (
        select looked_at, family, watermark, row_count, counted_at, next_due_at
        from {{ nightledger.relation('looks') }}
        where recorded_at >= {{ since }} and event = 'finished'
        qualify rank() over (order by looked_at desc, look_id) = 1
    )
{%- endmacro %}


{# What a look knows of the one before it, as a type. #}
{% macro look_base_type(families) -%}
    struct<
    looked_at timestamp,
    next_due_at timestamp
    {%- for name in families -%}
    ,
    {{ name }}_watermark timestamp,
    {{ name }}_row_count int64,
    {{ name }}_counted_at timestamp
    {%- endfor %}
>
{%- endmacro %}


{# Names of the families whose facts promise something. #}
{% macro promising_families(families) %}
    {% set names = [] %}
    {% for name, family in families.items() if family.promises %}{% do names.append(name) %}{% endfor %}
    {{ return(names) }}
{% endmacro %}


{# Checksum of the SQL that judges: it tells which verdicts were made by the same rules. #}
{% macro rules_version(families) %}
    {% set texts = [nightledger.judged_events()] %}
    {% if nightledger.declared_slos() %}{% do texts.append(nightledger.observed_slos()) %}{% endif %}
    {% for family in families.values() %}
        {% for select in family.observations.values() %}{% do texts.append(select) %}{% endfor %}
        {% for select in family.promises.values() %}{% do texts.append(select) %}{% endfor %}
    {% endfor %}
    {{ return(local_md5(texts | join('\n'))[:12]) }}
{% endmacro %}
