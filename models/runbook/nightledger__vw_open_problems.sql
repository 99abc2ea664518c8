-- one row per problem that is open
{{ nightledger.public_relation('vw_open_problems') }}
