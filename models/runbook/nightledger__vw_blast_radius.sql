-- one row per open problem and asset downstream, exposure or owner
{{ nightledger.public_relation('vw_blast_radius') }}
