-- one row when a look begins and one when it ends
{{ nightledger.public_relation('looks') }}
