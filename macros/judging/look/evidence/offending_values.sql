{#
    CTEs that end in `shown_rows`, the first three rows of a masked sample, and `offending_values`:
    these as text, the tested column first, such as `customer_id=C0042 (n_records=2)`.

    samples: a CTE with sample_id, column_name and sample, a JSON array of objects.
#}
{% macro offending_values(samples) -%}
{%- set rows_shown = 3 %}
{%- set row_length = 120 -%}
sampled_rows as (
    select
        sample_id,
        column_name,
        row_offset as row_position,
        to_json_string(sampled_row) as row_json,
    from {{ samples }}
    cross join unnest(json_query_array(sample)) as sampled_row with offset as row_offset
    where row_offset < {{ rows_shown }}
),

shown_rows as (
    select
        sample_id,
        parse_json(concat('[', string_agg(row_json, ',' order by row_position), ']')) as sample,
    from sampled_rows
    group by sample_id
),

-- `"name":"text"` or `"name":number`; a comma or brace inside a text does not end it
pairs as (
    select
        sampled_rows.sample_id,
        sampled_rows.column_name,
        sampled_rows.row_position,
        regexp_extract(pair, r'^"((?:[^"\\]|\\.)*)":') as name,
        regexp_extract(pair, r'^"(?:[^"\\]|\\.)*":"?((?:[^"\\]|\\.)*)') as value,
    from sampled_rows
    cross join
        unnest(
            regexp_extract_all(
                sampled_rows.row_json,
                r'"(?:[^"\\]|\\.)*":(?:"(?:[^"\\]|\\.)*"|[^",{}]+)'
            )
        ) as pair
),

-- the tests built into dbt give the tested column another name
ordered_pairs as (
    select
        sample_id,
        row_position,
        concat(
            if(
                name in ('unique_field', 'value_field', 'from_field') and column_name is not null,
                column_name, name
            ),
            '=', value
        ) as pair_text,
        row_number() over (
            partition by sample_id, row_position
            order by
                if(
                    name in ('unique_field', 'value_field', 'from_field') or name = column_name,
                    0, 1
                ),
                name
        ) as reading_position,
    from pairs
),

row_texts as (
    select
        sample_id,
        row_position,
        concat(
            max(if(reading_position = 1, pair_text, null)),
            coalesce(
                concat(
                    ' (',
                    string_agg(
                        if(reading_position > 1, pair_text, null), ', ' order by reading_position
                    ),
                    ')'
                ),
                ''
            )
        ) as row_text,
    from ordered_pairs
    group by sample_id, row_position
),

offending_values as (
    select
        sample_id,
        string_agg(
            if(
                char_length(row_text) > {{ row_length }},
                concat(substr(row_text, 1, {{ row_length }}), '…'), row_text
            ),
            '; ' order by row_position
        ) as offending_values,
    from row_texts
    group by sample_id
)
{%- endmacro %}
