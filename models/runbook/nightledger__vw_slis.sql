-- one row per day and thing a service level may be about
{{ nightledger.public_relation('vw_slis') }}
