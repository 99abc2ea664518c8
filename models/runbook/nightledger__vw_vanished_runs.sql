-- one row per dbt command that started, never finished and was given up by a look
{{ nightledger.public_relation('vw_vanished_runs') }}
