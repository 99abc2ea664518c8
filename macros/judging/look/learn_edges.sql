{#
    Statement of the look that brings `asset_edges` up to date with the last row of each node among
    the facts recorded since `edges_since`: edges that appear, change or are gone.

    dbt names what a model reads and the exposures that read it; a table of dlt is read by the
    source of the same relation.
#}
{% macro learn_edges() -%}
insert into {{ nightledger.relation('asset_edges') }} (
    row_id, recorded_at, recorded_by, environment, parent_id, child_id, child_kind, child_name,
    owner, is_removed
)
with {{ nightledger.edge_changes() }}

select
    to_hex(md5(concat(this_look, '\n', environment, '\n', parent_id, '\n', child_id))),
    current_timestamp(), session_user(), environment, parent_id, child_id, child_kind, child_name,
    owner, is_removed
from edge_changes
{%- endmacro %}
