-- one row each time a silence is made or ended
{{ nightledger.public_relation('alert_silences') }}
