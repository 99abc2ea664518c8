{# The select list of `learned_usuals`, from a CTE that has all but what is the same for each row. #}
{% macro usual_rows(rows) -%}
    select
        to_hex(md5(concat(
            environment, '\n', subject, '\n', measure, '\n', slot, '\n',
            cast(date(look_clock) as string)
        ))) as row_id,
        environment,
        subject,
        measure,
        slot,
        date(look_clock) as learned_on,
        cast(sample_count as int64) as sample_count,
        cast(median as float64) as median,
        cast(low as float64) as low,
        cast(high as float64) as high,
        explanation,
    from {{ rows }}
{%- endmacro %}


{# The hours of the week, such as `Fri 03` (UTC), that a learned row may be asked for: of two days. #}
{% macro is_asked_soon(slot) -%}
    starts_with({{ slot }}, format_date('%a', date_add(date(look_clock), interval 1 day)))
        or starts_with({{ slot }}, format_date('%a', date_add(date(look_clock), interval 2 day)))
{%- endmacro %}


{#
    CTEs that end in `spreads`: of each environment, subject and measure of the CTE `recent` the median
    of `value` and what a standard deviation would be (1.4826 times the median distance from it: some
    odd values do not move it).
#}
{% macro spread_of(recent) -%}
with_median as (
    select
        *,
        percentile_cont(value, 0.5) over (partition by environment, subject, measure) as median,
    from {{ recent }}
),

with_distances as (
    select
        *,
        percentile_cont(abs(value - median), 0.5) over (
            partition by environment, subject, measure
        ) as median_distance,
    from with_median
),

spreads as (
    select
        environment,
        subject,
        measure,
        count(*) as sample_count,
        sum(if(value = 0, 1, 0)) as empty_count,
        max(median) as median,
        1.4826 * max(median_distance) as spread,
        min(value) as lowest,
        max(value) as highest,
    from with_distances
    group by environment, subject, measure
)
{%- endmacro %}
