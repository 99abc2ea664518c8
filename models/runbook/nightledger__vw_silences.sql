-- one row per silence that was ever made
{{ nightledger.public_relation('vw_silences') }}
