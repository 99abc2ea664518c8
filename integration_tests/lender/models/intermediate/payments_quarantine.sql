-- one row per delivered payment and set of broken rules
with delivered as (
    select * from {{ ref('stg_lender__payments') }}
),

rejected as (
    {{ nightledger.quarantined_rows('delivered', rules_of='int_payments') | indent(4) }}
),

identified as (
    select
        to_hex(md5(array_to_string(
            [
                payment_id,
                cast(business_date as string),
                array_to_string(quarantine_reasons, ',')
            ],
            '|',
            ''
        ))) as quarantine_id,
        *,
    from rejected
),

final as (
    select *
    from identified
    {% if is_incremental() %}
    where quarantine_id not in (select known.quarantine_id from {{ this }} as known)
    {% endif %}
)

select * from final
