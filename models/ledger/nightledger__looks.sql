-- one row when a look begins, one a family when it ends
{{ nightledger.public_relation('looks') }}
