{#
    Statements of the look that freeze what is known of each verdict that opens, worsens or ends a
    problem, into the temp table `judged`.

    Run only where there is such a verdict. Each is small enough for BigQuery to plan.
#}
{% macro evidence_statements() -%}
create or replace temp table turns as
{{ nightledger.turns() }};
create or replace temp table pipeline_ids as
{{ nightledger.pipeline_ids() }};
create or replace temp table bad_verdicts as
{{ nightledger.bad_verdicts() }};
create or replace temp table edges as
{{ nightledger.current_edges() }};
create or replace temp table reached as
with starts as (
    select environment, asset_id from turns
    union all
    select environment, asset_id from bad_verdicts where kind = 'node'
),

{{ nightledger.reached_assets('starts', 'edges') }}

select * from reached;
create or replace temp table lineage as
with {{ nightledger.reached_assets('turns', 'edges', upwards=true) }}

select * from reached;
-- results are recorded after they happened; of an asset the last facts before then count
set green_since = (
    select
        greatest(
            min(least(coalesce(last_green_at, opened_at), opened_at)),
            timestamp_sub(
                look_clock, interval {{ nightledger.setting('history_days') }} day
            )
        )
    from turns
);
set compared_since = timestamp_sub(green_since, interval 2 day);
create or replace temp table compared_runs as
{{ nightledger.compared_runs() }};
create or replace temp table changes as
{{ nightledger.changes() }};
create or replace temp table consequences as
{{ nightledger.consequences() }};
create or replace temp table judged as
with evidence_of_turns as (
    {{ nightledger.evidence_of_turns() }}
)

select
    judged.* except (evidence),
    coalesce(evidence_of_turns.evidence, judged.evidence) as evidence,
from judged
left join evidence_of_turns on judged.event_id = evidence_of_turns.event_id;
{%- endmacro %}
