{#
    CTEs that end in `named`: every measured value of the history that is learned from, with the
    subject it is usual or not of. What has several relations has as many subjects.
#}
{% macro measured_history() -%}
node_facts as (
    {{ nightledger.history_facts('dbt_node_results') }}
),

test_facts as (
    {{ nightledger.history_facts('dbt_test_results') }}
),

command_facts as (
    {{ nightledger.history_facts('dbt_invocations') }}
),

load_facts as (
    {{ nightledger.history_facts('dlt_loads') }}
),

asset_facts as (
    {{ nightledger.history_facts('dagster_asset_materializations') }}
),

step_facts as (
    {{ nightledger.history_facts('dagster_steps') }}
),

{{ nightledger.node_refreshes('node_facts', 'command_facts') }},

counted as (
    {{ nightledger.counted_failures('test_facts') }}
),

loads as (
    {{ nightledger.load_refreshes('load_facts') }}
),

assets as (
    {{ nightledger.asset_refreshes('asset_facts', 'step_facts') }}
),

refreshes as (
    select environment, subject, exact_subject, measured_at, row_count, duration_seconds
    from refreshed_nodes
    union all
    select environment, subject, subject, measured_at, row_count, duration_seconds
    from loads
    union all
    select
        environment, concat('dagster.', asset_key), concat('dagster.', asset_key), measured_at,
        row_count, duration_seconds,
    from assets
),

measured as (
    select
        environment, subject, exact_subject, measured_at, measure,
        if(measure = 'row_count', row_count, duration_seconds) as value,
    from refreshes
    cross join unnest(['row_count', 'duration_seconds']) as measure
    union all
    select environment, subject, exact_subject, measured_at, measure, failures
    from counted
),

named as (
    select
        environment,
        if(
            count(distinct exact_subject) over (partition by environment, subject) > 1,
            exact_subject, subject
        ) as subject,
        measured_at,
        measure,
        value,
    from measured
    where value is not null
)
{%- endmacro %}
