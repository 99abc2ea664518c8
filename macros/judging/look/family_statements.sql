{#
    The part of the look that begins one family, if it is wanted: from when on its facts are read,
    and what they promise.

    Every ten minutes rows are counted, before any is read, so that what becomes visible in between
    is seen by a later look; that one reads from the last count on. More rows behind the last count
    than it found: some were committed late, and a day is read again. Fewer: somebody removed facts.
#}
{% macro family_promise_statements(name, family) -%}
set last_watermark = look_base.{{ name }}_watermark;
set last_counted_at = look_base.{{ name }}_counted_at;
set last_row_count = look_base.{{ name }}_row_count;
if '{{ name }}' in unnest(split(looked_at_families, ',')) then
    set {{ name }}_reading = ({{ nightledger.uncounted(
        'look_clock', 'timestamp_sub(last_watermark, interval 2 minute)'
    ) }});
    if coalesce(last_counted_at <= timestamp_sub(look_clock, interval 10 minute), true) then
        set counted_since = timestamp_sub(
            coalesce(last_counted_at, look_clock), interval 1 day
        );
        set {{ name }}_reading = ({{ nightledger.counted_rows(family.tables) }});
    end if;
    set facts_since = {{ name }}_reading.read_from;
    {%- if family.promises %}
    insert into promises (
        {{ nightledger.promise_columns().keys() | join(', ') }}, fingerprint, broken_at, source
    )
    with
    {%- for branch, select in family.promises.items() %}
    {{ branch }} as (
    {{ select }}
    ){{ ',' if not loop.last }}
    {%- endfor %}
    {% for branch in family.promises %}
    {{ nightledger.promises_of(branch, 'new') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %};
    {%- endif %}
else
    set {{ name }}_reading = ({{ nightledger.uncounted('last_watermark', 'cast(null as timestamp)') }});
end if;
{%- endmacro %}


{#
    What a look has read of a family, as a type. watermark: up to when its facts were read.
    row_count: rows of the day before `counted_at`. counted_then, counted_again: those of the count
    before, as it found them and as they are now. read_from: where this look began; null: nowhere.
#}
{% macro reading_type() -%}
    struct<
    watermark timestamp,
    row_count int64,
    counted_at timestamp,
    counted_then int64,
    counted_again int64,
    read_from timestamp
>
{%- endmacro %}


{# SELECT AS STRUCT of `reading_type`: what the last count found stands. #}
{% macro uncounted(watermark, read_from) -%}
        select as struct
            {{ watermark }} as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            {{ read_from }} as read_from
{%- endmacro %}


{# SELECT AS STRUCT of `reading_type`: a family's rows counted, now and once more up to the last count. #}
{% macro counted_rows(tables) -%}
        select as struct
            look_clock as watermark,
            now_count as row_count,
            look_clock as counted_at,
            last_row_count as counted_then,
            if(last_counted_at is null, null, again_count) as counted_again,
            case
                when last_counted_at is null then timestamp '1970-01-01'
                when again_count > last_row_count then counted_since
                else timestamp_sub(last_counted_at, interval 2 minute)
            end as read_from
        from (
            select
                coalesce(
                    countif(recorded_at > timestamp_sub(look_clock, interval 1 day)), 0
                ) as now_count,
                coalesce(countif(recorded_at <= last_counted_at), 0) as again_count,
            from (
                {%- for table in tables %}
                {{ 'union all' if not loop.first }}
                select recorded_at from {{ nightledger.relation(table) }}
                where recorded_at > counted_since and recorded_at <= look_clock
                {%- endfor %}
            )
        )
{%- endmacro %}


{#
    The part of the look that reads what one family's facts show, if it is wanted; after the promises,
    for a promise that was broken is a bad fact, too.
#}
{% macro family_statements(name, family) -%}
{%- set columns = nightledger.observation_columns().keys() | join(', ') -%}
set facts_since = {{ name }}_reading.read_from;
set read_since = facts_since;
-- once, and once more when a bad fact came late: then also the goods that follow it
set is_again = false;
while facts_since is not null do
    {%- for statement in family.statements or [family.observations.keys() | list] %}
    insert into observations ({{ columns }}, fingerprint, family)
    {{ nightledger.observations_of(family.observations, statement, name) }};
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


{#
    The observations of some branches as rows of the temp table. When a family is read again, because
    a bad fact came late, only the goods since then, of facts that an earlier look has read.

    branches: their SELECTs by name; wanted: names of those to read in this statement.
#}
{% macro observations_of(branches, wanted, family) -%}
        with
        {%- for branch in wanted %}
        {{ branch }} as (
{{ branches[branch] }}
        ),
        {%- endfor %}
        observed as (
            {%- for branch in wanted %}
            select * from {{ branch }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ),
        identified as (
            select
                *,
                {{ nightledger.fingerprint('environment', 'kind', 'subject_id') }} as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            '{{ family }}',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since)
{%- endmacro %}
