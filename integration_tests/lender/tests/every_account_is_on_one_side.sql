-- fails with the accounts that are neither accepted nor quarantined, or both
{{ config(
    tags=['critical'],
    severity='error',
    meta={'dagster': {'ref': {'name': 'accounts_quarantine', 'package': 'lender'}}},
) }}
with delivered as (
    select * from {{ ref('stg_lender__accounts') }}
),

accepted as (
    select * from {{ ref('int_accounts') }}
),

quarantined as (
    select * from {{ ref('accounts_quarantine') }}
)

select
    delivered.account_id,
    accepted.account_id is not null as is_accepted,
    quarantined.account_id is not null as is_quarantined,
from delivered
left join accepted
    on delivered.account_id = accepted.account_id
left join quarantined
    on delivered.account_id = quarantined.account_id
    and delivered.business_date = quarantined.business_date
where (accepted.account_id is null) = (quarantined.account_id is null)
