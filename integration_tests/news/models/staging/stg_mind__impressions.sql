-- one row per impression and article shown
with source as (
    select * from {{ source('news_raw', 'mind_behaviors') }}
),

final as (
    select
        'mind' as publisher,
        source.impression_id,
        source.user_id,
        split(shown, '-')[offset(0)] as article_id,
        parse_timestamp('%m/%d/%Y %I:%M:%S %p', source.time) as shown_at,
        split(shown, '-')[offset(1)] = '1' as is_clicked,
        source.delivered_for,
    from source
    cross join unnest(split(source.impressions, ' ')) as shown
)

select * from final
