-- one row per event of a Dagster asset
{{ nightledger.public_relation('dagster_asset_materializations') }}
