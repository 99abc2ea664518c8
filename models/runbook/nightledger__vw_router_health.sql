-- one row
{{ nightledger.public_relation('vw_router_health') }}
