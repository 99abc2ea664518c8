-- one row per savings account of the latest delivery that breaks no rule
with accepted as (
    {{ nightledger.accepted_rows(ref('stg_lender__accounts'), account_rules()) | indent(4) }}
),

final as (
    select * from accepted
)

select * from final
