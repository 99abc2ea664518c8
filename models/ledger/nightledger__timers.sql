-- one row per promise
{{ nightledger.public_relation('timers') }}
