{# Whether a failed step is one of dbt's. #}
{% macro is_of_dbt(step='') -%}
    (
            'DagsterDbtCliRuntimeError' in ({{ step }}error_type, {{ step }}cause_type)
            or json_value({{ step }}metadata.dbt_invocation_id) is not null
        )
{%- endmacro %}


{#
    CTEs that end in `failed_commands`: dbt commands with failures on record, by the Dagster run, the
    pipeline run and the command itself; of each in the order (`number_of_command`) they came on record.
#}
{% macro failed_commands() -%}
command_facts as (
    {{ nightledger.earlier_facts('dbt_invocations', twins=true) }}
),

test_facts as (
    {{ nightledger.earlier_facts('dbt_test_results', twins=true, hours=12) }}
),

result_facts as (
    {{ nightledger.earlier_facts('dbt_node_results', twins=true, hours=12) }}
),

failures as (
    select
        invocation_id,
        recorded_at,
        status,
    from test_facts
    union all
    select
        invocation_id,
        recorded_at,
        status,
    from result_facts
),

command_failures as (
    select
        run_or_command_id,
        failures.invocation_id,
        min(failures.recorded_at) as recorded_at,
    from command_facts
    cross join
        unnest([
            command_facts.dagster_run_id, command_facts.pipeline_run_id, command_facts.invocation_id
        ]) as run_or_command_id
    inner join failures on command_facts.invocation_id = failures.invocation_id
    where
        run_or_command_id is not null
        and failures.status != 'warn'
        and {{ nightledger.outcome('failures.status') }} = 'bad'
    group by run_or_command_id, failures.invocation_id
),

failed_commands as (
    select
        *,
        row_number() over (
            partition by run_or_command_id order by recorded_at, invocation_id
        ) as number_of_command,
    from command_failures
)
{%- endmacro %}
