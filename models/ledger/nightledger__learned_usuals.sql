-- one row per subject, measure and day
{{ nightledger.public_relation('learned_usuals') }}
