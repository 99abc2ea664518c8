{#
    Recent facts of Dagster's assets, each with its first owner, the first dlt load that made it, the
    name of its table without those of its dataset and project, and what a route may know it by.
#}
{% macro dagster_asset_facts(twins=true) -%}
    {{ nightledger.earlier_facts(
        'dagster_asset_materializations',
        ', ' ~ nightledger.first_of('owners') ~ ' as owner, '
        ~ nightledger.first_of('dlt_load_ids') ~ ' as made_by_load_id, '
        ~ "coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$'))"
        ~ ' as own_table_name, '
        ~ nightledger.asset_marks() ~ ' as own_tags',
        twins
    ) }}
{%- endmacro %}


{# Tags of an asset's definition, its kinds as `kind:dbt`, its group as `group:marts`. #}
{% macro asset_marks() -%}
    array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        )
{%- endmacro %}


{# The first element of an array; null when it is empty. #}
{% macro first_of(array) -%}
    (
            select element
            from unnest({{ array }}) as element with offset as element_number
            order by element_number
            limit 1
        )
{%- endmacro %}
