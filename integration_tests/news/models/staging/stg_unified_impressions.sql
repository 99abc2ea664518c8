-- one row per publisher, impression and article
with ebnerd as (
    select * from {{ ref('stg_ebnerd__impressions') }}
),

adressa as (
    select * from {{ ref('stg_adressa__impressions') }}
),

mind as (
    select * from {{ ref('stg_mind__impressions') }}
),

unified as (
    select * from ebnerd
    union all
    select * from adressa
    union all
    select * from mind
),

final as (
    select
        publisher,
        impression_id,
        user_id,
        article_id,
        shown_at,
        is_clicked,
        delivered_for,
    from unified
)

select * from final
