-- one row per payment that breaks no rule, as delivered or as repaired
with delivered as (
    select * from {{ ref('stg_lender__payments') }}
    {% if is_incremental() %}
    where load_id > (select coalesce(max(known.load_id), '') from {{ this }} as known)
    {% endif %}
),

quarantined as (
    select * from {{ ref('payments_quarantine') }}
),

repairs as (
    select * from {{ ref('stg_lender__payment_repairs') }}
),

repaired as (
    select
        quarantined.payment_id,
        coalesce(repairs.loan_id, quarantined.loan_id) as loan_id,
        quarantined.instalment_number,
        quarantined.due_on,
        quarantined.due_eur,
        coalesce(repairs.paid_eur, quarantined.paid_eur) as paid_eur,
        quarantined.business_date,
        quarantined.load_id,
        true as is_repaired,
    from quarantined
    inner join repairs
        on quarantined.payment_id = repairs.payment_id
),

candidates as (
    select *, false as is_repaired from delivered
    union all
    select * from repaired
),

-- A repair is judged like a delivery: what is still wrong stays where it is.
accepted as (
    {{ nightledger.accepted_rows('candidates') | indent(4) }}
),

final as (
    select *
    from accepted
    qualify row_number() over (
        partition by payment_id
        order by is_repaired desc, business_date desc, load_id desc
    ) = 1
)

select * from final
