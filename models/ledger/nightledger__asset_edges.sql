-- one row per change of an edge of the asset graph
{{ nightledger.public_relation('asset_edges') }}
