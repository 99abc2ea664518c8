{#
    Body of the procedure `router_state()`: everything a tick starts from, as JSON documents in two
    columns, item and document.

    item: clock (one), problem, told, in_flight, health or decided. A tick calls it in the job that
    looks, after the look.
#}
{% macro router_state() -%}
begin
declare told_since, events_since timestamp;

-- the newest day carried forward; of a router that was off for days all are searched
set told_since = (
    select max(recorded_at) from {{ nightledger.relation('alert_deliveries') }}
    where
        recorded_at >= timestamp_sub(current_timestamp(), interval 2 day)
        and event = 'carried'
);
if told_since is null then
    set told_since = (
        select max(recorded_at) from {{ nightledger.relation('alert_deliveries') }}
        where recorded_at >= timestamp '1970-01-01' and event = 'carried'
    );
end if;
set told_since = coalesce(
    timestamp_sub(told_since, interval 1 day), timestamp '1970-01-01'
);
set events_since = timestamp_sub(
    timestamp_trunc(current_timestamp(), day), interval 1 day
);

create or replace temp table router_documents as
{{ nightledger.router_clock('events_since') }}
union all
select 'problem', to_json_string(one)
from (
    select * except (evidence), to_json_string(evidence) as evidence_json
    from ({{ nightledger.problems('events_since') }})
) as one;

select item, document from router_documents
union all
select 'told', to_json_string(one) from ({{ nightledger.told('told_since') }}) as one
union all
select 'in_flight', to_json_string(one) from ({{ nightledger.in_flight('told_since') }}) as one
union all
select 'health', to_json_string(one) from ({{ nightledger.health('told_since') }}) as one
union all
select 'decided', to_json_string(one) from ({{ nightledger.decided('told_since') }}) as one;
end
{%- endmacro %}
