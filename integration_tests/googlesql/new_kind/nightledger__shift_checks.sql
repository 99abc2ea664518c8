{{ nightledger.public_relation('shift_checks') }}
