{# Recent facts of Dagster's assets, each with its first owner and the first dlt load that made it. #}
{% macro dagster_asset_facts() -%}
    {{ nightledger.earlier_facts(
        'dagster_asset_materializations',
        ', ' ~ nightledger.first_of('owners') ~ ' as owner, '
        ~ nightledger.first_of('dlt_load_ids') ~ ' as made_by_load_id'
    ) }}
{%- endmacro %}


{# The first element of an array; null when it is empty. #}
{% macro first_of(array) -%}
    (
            select element
            from unnest({{ array }}) as element with offset as place
            order by place
            limit 1
        )
{%- endmacro %}
