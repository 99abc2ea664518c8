{#
    The part of the look that begins one family, if it is wanted: counts rows, then reads what its
    facts promise.

    Rows are counted before they are read, so that what becomes visible in between is seen by the
    next look. More rows behind the last watermark than were counted then: some were committed late,
    and a day is read again. Fewer: somebody removed facts.
#}
{% macro family_promise_statements(name, family) -%}
set last_watermark = (select max(watermark) from base_families where family = '{{ name }}');
set rows_then = (select max(row_count) from base_families where family = '{{ name }}');
if '{{ name }}' in unnest(split(looked_at_families, ',')) then
    set rows_again = ({{ nightledger.counted_rows(family.tables, 'last_watermark') }});
    set rows_now = ({{ nightledger.counted_rows(family.tables, 'look_clock') }});
    set facts_since = case
        when last_watermark is null or rows_then is null then timestamp '1970-01-01'
        when rows_again > rows_then then timestamp_sub(last_watermark, interval 1 day)
        else timestamp_sub(last_watermark, interval 2 minute)
    end;
    {%- for branch in family.promises.values() %}
    insert into new_promises (
        {{ nightledger.promise_columns().keys() | join(', ') }}, fingerprint, broken_at, source
    )
    with promised as (
    {{ branch }}
    )
    {{ nightledger.promises_of('promised', 'new') }};
    {%- endfor %}
    insert into read_families
    values ('{{ name }}', look_clock, rows_now, rows_then, rows_again, facts_since);
else
    insert into read_families
    values ('{{ name }}', last_watermark, rows_then, null, null, null);
end if;
{%- endmacro %}


{#
    The part of the look that reads what one family's facts show, if it is wanted; after the promises,
    for a promise that was broken is a bad fact, too.
#}
{% macro family_statements(name, family) -%}
{%- set columns = nightledger.observation_columns().keys() | join(', ') -%}
set facts_since = (select max(read_from) from read_families where family = '{{ name }}');
set read_since = facts_since;
-- once, and once more when a bad fact came late: then also the goods that follow it
set is_again = false;
while facts_since is not null do
    {%- for branch in family.observations.values() %}
    insert into observations ({{ columns }}, fingerprint, family)
    {{ nightledger.observations_of(branch, name) }};
    {%- endfor %}
    set facts_since = if(
        is_again,
        null,
        (
            select nullif(least(min(observed_at), read_since), read_since) from observations
            where family = '{{ name }}' and outcome = 'bad'
        )
    );
    set is_again = true;
end while;
{%- endmacro %}


{# How many rows of some tables were recorded within a day before a moment. #}
{% macro counted_rows(tables, moment) -%}
    select count(*) from (
        {%- for table in tables %}
        {{ 'union all' if not loop.first }}
        select recorded_at from {{ nightledger.relation(table) }}
        where recorded_at > timestamp_sub({{ moment }}, interval 1 day)
            and recorded_at <= {{ moment }}
        {%- endfor %}
    )
{%- endmacro %}


{#
    A branch's observations as rows of the temp table. When a family is read again, only the goods
    that follow a bad fact which came late, of facts that an earlier look has read.
#}
{% macro observations_of(branch, family) -%}
        with observed as (
{{ branch }}
        ),
        identified as (
            select
                *,
                {{ nightledger.fingerprint('environment', 'kind', 'subject_id') }} as fingerprint,
            from observed
            where outcome is not null
        ),
        late as (
            select
                fingerprint as late_fingerprint,
                min(observed_at) as bad_from,
            from observations
            where is_again and outcome = 'bad'
            group by fingerprint
        )
        select
            identified.*,
            '{{ family }}',
        from identified
        left join late on identified.fingerprint = late.late_fingerprint
        where
            not is_again
            or (
                identified.outcome = 'good'
                and identified.known_at <= read_since
                and identified.observed_at >= late.bad_from
            )
{%- endmacro %}
