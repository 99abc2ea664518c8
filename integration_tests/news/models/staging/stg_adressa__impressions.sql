-- one row per page view; Adressa records only articles that were opened
with source as (
    select * from {{ source('news_raw', 'adressa_events') }}
),

final as (
    select
        'adressa' as publisher,
        cast(event_id as string) as impression_id,
        user_id,
        id as article_id,
        timestamp_seconds(time) as shown_at,
        true as is_clicked,
        delivered_for,
    from source
    where id is not null -- the front page is no article
)

select * from final
