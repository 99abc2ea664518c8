-- one row per heartbeat of the audit sensor
{{ nightledger.public_relation('dagster_heartbeats') }}
