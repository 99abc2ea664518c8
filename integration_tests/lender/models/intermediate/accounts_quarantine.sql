-- one row per savings account, business date and set of broken rules
with rejected as (
    {{ nightledger.quarantined_rows(ref('stg_lender__accounts'), account_rules()) | indent(4) }}
),

identified as (
    select
        to_hex(md5(array_to_string(
            [
                account_id,
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
