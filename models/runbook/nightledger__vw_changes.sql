-- one row per open problem and change between its last good result and its opening
{{ nightledger.public_relation('vw_changes') }}
