select 1 as event_id, now() - interval 13 hour as loaded_at
