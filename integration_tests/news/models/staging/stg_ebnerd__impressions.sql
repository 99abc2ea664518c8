-- one row per impression and article in view
with source as (
    select * from {{ source('news_raw', 'ebnerd_behaviors') }}
),

final as (
    select
        'ebnerd' as publisher,
        cast(source.impression_id as string) as impression_id,
        cast(source.user_id as string) as user_id,
        shown as article_id,
        source.impression_time as shown_at,
        shown in unnest(json_value_array(source.article_ids_clicked)) as is_clicked,
        source.delivered_for,
    from source
    cross join unnest(json_value_array(source.article_ids_inview)) as shown
)

select * from final
