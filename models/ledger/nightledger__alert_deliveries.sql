-- one row per decision about notifications and per step of an attempt
{{ nightledger.public_relation('alert_deliveries') }}
