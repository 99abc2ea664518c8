{#
    Commands whose end this look reads, with what they were to do. The start of a command may have
    been read by an earlier look; that of one which ran for more than a day is not found.
#}
{% macro ended_commands() -%}
    select
        environment,
        invocation_id,
        max(run_key) as run_key,
        max(git_sha) as git_sha,
        logical_and(is_whole) as is_whole,
        max(planned_count) as planned_count,
        max(result_count) as result_count,
        max(if(event = 'finished', planned_count, null)) is not null as is_ended_by_hook,
        max(if(event = 'finished', row_id, null)) as row_id,
        min(if(event = 'started', occurred_at, null)) as started_at,
        min(if(event = 'finished', {{ nightledger.happened_by() }}, null)) as finished_at,
        min(if(event = 'finished', recorded_at, null)) as finished_known_at,
    from {{ nightledger.relation('dbt_invocations') }}
    where
        recorded_at > timestamp_sub(facts_since, interval 1 day)
        and recorded_at <= look_clock
        and shifted_days is null
    group by environment, invocation_id
    having finished_known_at > facts_since
{%- endmacro %}


{#
    What commands looked at, whatever came of it. The results are on record shortly before the end. is_planned: counted in `planned_count`, which unit tests, hooks and nodes of this package
    are not.
#}
{% macro looked_at() -%}
    {%- for table, kind, relation, type in [
        ('dbt_test_results', 'test', 'asset_relation', "split(unique_id, '.')[safe_offset(0)]"),
        ('dbt_node_results', 'node', 'relation_name', 'resource_type'),
        ('dbt_source_freshness', 'freshness', 'relation_name', "'source'"),
    ] %}
    select distinct
        invocation_id,
        '{{ kind }}' as kind,
        {{ nightledger.dbt_subject_id(relation) }} as subject_id,
        {{ nightledger.outcome('status') }} = 'bad' and status != 'warn' as is_bad,
        {{ type }} in ('model', 'seed', 'snapshot', 'function', 'test', 'source')
        and split(unique_id, '.')[safe_offset(1)] != 'nightledger' as is_planned,
    from {{ nightledger.relation(table) }}
    where
        recorded_at > timestamp_sub(facts_since, interval 1 hour)
        and recorded_at <= look_clock
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#
    CTEs that end in `looked_at` and `witnesses`: what commands looked at, and those with all results
    on record. saw_all: the command was whole and left nothing out; is_clean: nothing failed in it.
#}
{% macro witnesses() -%}
commands as (
    {{ nightledger.ended_commands() }}
),

looked_at as (
    {{ nightledger.looked_at() }}
),

counts as (
    select
        invocation_id,
        count(*) as row_count,
        countif(is_planned) as planned_row_count,
        countif(is_bad) as bad_count,
    from looked_at
    group by invocation_id
),

witnesses as (
    select
        commands.*,
        commands.is_whole and commands.planned_count = counts.planned_row_count as saw_all,
        counts.bad_count = 0 as is_clean,
    from commands
    inner join counts on commands.invocation_id = counts.invocation_id
    where counts.row_count >= commands.result_count
)
{%- endmacro %}
