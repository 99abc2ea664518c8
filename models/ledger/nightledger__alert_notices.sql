-- one row per notice a side tool gave
{{ nightledger.public_relation('alert_notices') }}
