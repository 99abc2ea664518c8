-- one row per table and reason for which rows were set aside
with payments as (
    select
        'payments' as table_name,
        quarantined.quarantine_reasons,
        quarantined.quarantined_at,
        accepted.payment_id is not null as is_released,
    from {{ ref('payments_quarantine') }} as quarantined
    left join {{ ref('int_payments') }} as accepted
        on quarantined.payment_id = accepted.payment_id
),

accounts as (
    select
        'accounts' as table_name,
        quarantined.quarantine_reasons,
        quarantined.quarantined_at,
        accepted.account_id is not null as is_released,
    from {{ ref('accounts_quarantine') }} as quarantined
    left join {{ ref('int_accounts') }} as accepted
        on quarantined.account_id = accepted.account_id
),

quarantined as (
    select * from payments
    union all
    select * from accounts
),

final as (
    select
        quarantined.table_name,
        reason,
        count(*) as quarantined_count,
        countif(not quarantined.is_released) as open_count,
        min(quarantined.quarantined_at) as first_quarantined_at,
    from quarantined
    cross join unnest(quarantined.quarantine_reasons) as reason
    group by quarantined.table_name, reason
)

select * from final
