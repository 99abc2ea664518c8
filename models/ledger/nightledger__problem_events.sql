-- one row per verdict and look
{{ nightledger.public_relation('problem_events') }}
