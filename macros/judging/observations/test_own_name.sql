{#
    The name a project gave a generic test; null when dbt made one, of the test, what it tests and the
    arguments: `dbt_utils_at_least_one_orders_amount`, `source_unique_raw_orders_id`.

    asset: the asset's name with its version. dbt's id of a test holds its name.
#}
{% macro test_own_name(asset) -%}
    {%- set name -%} regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$') {%- endset -%}
    {%- set prefix -%}
    concat(
                replace(
                    if(
                        starts_with(asset_id, 'source.'),
                        regexp_replace(test_name, r'([^.]+)$', r'source_\1'),
                        test_name
                    ),
                    '.', '_'
                ),
                '_', replace({{ asset }}, '.', '_'), '_'
            )
    {%- endset -%}
    if(
            test_type = 'generic' and not coalesce(
                starts_with({{ name }}, {{ prefix }})
                and (
                    test_kwargs is not null
                    or ends_with(
                        {{ name }},
                        concat('_', regexp_replace(coalesce(column_name, ''), r'[^0-9a-zA-Z_]+', '_'))
                    )
                ),
                false
            ),
            {{ name }},
            null
        )
{%- endmacro %}


{# The arguments of a generic test in a few words; null when it has none. #}
{% macro test_arguments() -%}
    {%- set cleaning = [
        ('(?:ref|source)\\([^)]*\\x27([^\\x27)]*)\\x27\\)', '\\1'),
        ('"(?:expression|combination_of_columns|columns?|column_list|values|to)":', ''),
        ('[{}\\[\\]"]', ''), (',', ', '), (' +', ' '),
    ] -%}
    {%- set text = namespace(sql='to_json_string(test_kwargs)') -%}
    {%- for pattern, replacement in cleaning -%}
        {%- set text.sql = "regexp_replace(" ~ text.sql ~ ", r'" ~ pattern ~ "', r'" ~ replacement ~ "')" -%}
    {%- endfor -%}
    if(test_kwargs is null, null, trim(substr({{ text.sql }}, 1, 80)))
{%- endmacro %}
