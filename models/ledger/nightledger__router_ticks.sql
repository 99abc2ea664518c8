-- one row per tick of the router
{{ nightledger.public_relation('router_ticks') }}
