-- one row per objective of the setting slos
{{ nightledger.public_relation('vw_slos') }}
