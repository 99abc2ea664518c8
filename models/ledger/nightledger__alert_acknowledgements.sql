-- one row each time somebody takes a problem on
{{ nightledger.public_relation('alert_acknowledgements') }}
