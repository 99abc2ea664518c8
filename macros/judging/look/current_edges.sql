{# The edges of the asset graph as they are now: what reads what. #}
{% macro current_edges() -%}
    select environment, parent_id, child_id, child_kind, child_name, owner
    from {{ nightledger.relation('asset_edges') }}
    qualify
        row_number() over (
            partition by environment, parent_id, child_id order by recorded_at desc, row_id
        ) = 1
        and not is_removed
{%- endmacro %}
