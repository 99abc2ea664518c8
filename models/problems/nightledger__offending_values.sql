-- one row per failing test in a dbt command that has a sample of its offending rows
{%- set rows_shown = 3 %}
{%- set row_length = 120 %}
with

test_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_test_results') }}
),

sampled_rows as (
    select
        test_results.invocation_id,
        test_results.unique_id,
        test_results.column_name,
        row_offset as row_position,
        to_json_string(sampled_row) as row_json,
    from test_results
    cross join
        unnest(json_query_array(test_results.sample)) as sampled_row
        with offset as row_offset
    where row_offset < {{ rows_shown }}
),

-- `"name":"text"` or `"name":number`; a comma or brace inside a text does not end it
pairs as (
    select
        sampled_rows.invocation_id,
        sampled_rows.unique_id,
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
named_pairs as (
    select
        invocation_id,
        unique_id,
        row_position,
        name,
        name in ('unique_field', 'value_field', 'from_field')
        or name = column_name as is_tested_column,
        concat(
            if(
                name in ('unique_field', 'value_field', 'from_field') and column_name is not null,
                column_name, name
            ),
            '=', value
        ) as pair_text,
    from pairs
),

ordered_pairs as (
    select
        invocation_id,
        unique_id,
        row_position,
        pair_text,
        row_number() over (
            partition by invocation_id, unique_id, row_position
            order by if(is_tested_column, 0, 1), name
        ) as reading_position,
    from named_pairs
),

row_texts as (
    select
        invocation_id,
        unique_id,
        row_position,
        concat(
            max(if(reading_position = 1, pair_text, null)),
            coalesce(
                concat(
                    ' (',
                    string_agg(
                        if(reading_position > 1, pair_text, null), ', '
                        order by reading_position
                    ),
                    ')'
                ),
                ''
            )
        ) as row_text,
    from ordered_pairs
    group by invocation_id, unique_id, row_position
),

final as (
    select
        invocation_id,
        unique_id,
        string_agg(
            if(
                char_length(row_text) > {{ row_length }},
                concat(substr(row_text, 1, {{ row_length }}), '…'), row_text
            ),
            '; ' order by row_position
        ) as offending_values,
    from row_texts
    group by invocation_id, unique_id
)

select * from final
