{#
    CTEs that end in `samples`: the offending rows of each test in `turns`, as far as they are on record
    by the look. They are recorded after the result: a look between the two finds none.
#}
{% macro samples_of_turns() -%}
taken as (
    select invocation_id, unique_id, sample
    from {{ nightledger.relation('dbt_test_samples') }}
    where recorded_at >= green_since and recorded_at <= look_clock and sample is not null
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

samples as (
    select turns.event_id as sample_id, turns.column_name, taken.sample
    from turns
    inner join taken
        on turns.run_id = taken.invocation_id and turns.unique_id = taken.unique_id
    where turns.kind = 'test'
)
{%- endmacro %}
