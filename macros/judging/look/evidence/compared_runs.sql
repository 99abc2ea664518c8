{#
    For each verdict in `turns`: the last good result before its problem, exact to the result, and
    what differs between the dbt commands of then and of when it opened; of an end, between those of
    the last bad result and of the good one. One row per verdict, from_at and to_at are the two.
#}
{% macro compared_runs() -%}
with results as (
    select
        environment, 'test' as kind, unique_id, invocation_id, status,
        least(occurred_at, recorded_at) as happened_at,
        to_json_string(test_kwargs) as arguments,
    from {{ nightledger.relation('dbt_test_results') }}
    where recorded_at >= green_since and recorded_at <= look_clock
    union all
    select
        environment, 'node', unique_id, invocation_id, status,
        least(occurred_at, recorded_at), cast(null as string),
    from {{ nightledger.relation('dbt_node_results') }}
    where recorded_at >= green_since and recorded_at <= look_clock
),

-- before: the last good result; then: the one that opened the problem
results_of_turns as (
    select
        turns.event_id,
        array_agg(
            if(
                results.status in ('pass', 'success') and results.happened_at < turns.opened_at,
                struct(
                    results.happened_at as happened_at,
                    results.invocation_id as invocation_id,
                    results.arguments as arguments
                ),
                null
            )
            order by
                if(
                    results.status in ('pass', 'success') and results.happened_at < turns.opened_at,
                    0, 1
                ),
                results.happened_at desc
            limit 1
        )[safe_offset(0)] as before,
        max(if(results.invocation_id = turns.opened_run_id, results.arguments, null)) as arguments,
    from turns
    inner join results
        on
            turns.environment = results.environment
            and turns.kind = results.kind
            and turns.unique_id = results.unique_id
    group by turns.event_id
),

with_greens as (
    select
        turns.event_id,
        turns.outcome,
        if(turns.outcome = 'good', turns.run_id, turns.opened_run_id) as to_run_id,
        if(turns.outcome = 'good', turns.observed_at, turns.opened_at) as to_at,
        turns.last_bad_at,
        turns.last_bad_run_id,
        if(
            results_of_turns.before.happened_at > turns.last_green_at
            or turns.last_green_at is null,
            results_of_turns.before,
            struct(
                turns.last_green_at as happened_at,
                turns.last_green_run_id as invocation_id,
                results_of_turns.before.arguments as arguments
            )
        ) as green,
        if(turns.outcome = 'good', null, results_of_turns.arguments) as arguments,
    from turns
    left join results_of_turns on turns.event_id = results_of_turns.event_id
),

commands as (
    select
        invocation_id,
        max(git_sha) as git_sha,
        max(dbt_version) as dbt_version,
        max(package_version) as package_version,
        max(concat(target_name, coalesce(concat(' (', target_dataset, ')'), ''))) as target_name,
        max(to_json_string(args.vars)) as vars,
        max(invoked_by) as invoked_by,
        max(command) as command,
    from {{ nightledger.relation('dbt_invocations') }}
    where recorded_at >= compared_since and recorded_at <= look_clock
    group by invocation_id
)

select
    with_greens.event_id,
    with_greens.green.happened_at as green_at,
    with_greens.green.invocation_id as green_run_id,
    if(
        with_greens.outcome = 'good', with_greens.last_bad_at, with_greens.green.happened_at
    ) as from_at,
    with_greens.to_at,
    [
        struct(
            'commit' as kind, 7 as place,
            concat(
                'commit ', substr(earlier.git_sha, 1, 8), ' → ', substr(now.git_sha, 1, 8)
            ) as says,
            earlier.git_sha as before, now.git_sha as after
        ),
        struct(
            'dbt_version', 8,
            concat('dbt ', earlier.dbt_version, ' → ', now.dbt_version),
            earlier.dbt_version, now.dbt_version
        ),
        struct(
            'package_version', 9,
            concat('Nightledger ', earlier.package_version, ' → ', now.package_version),
            earlier.package_version, now.package_version
        ),
        struct(
            'test_arguments', 10,
            concat(
                'arguments of the test ', with_greens.green.arguments, ' → ', with_greens.arguments
            ),
            with_greens.green.arguments, with_greens.arguments
        ),
        struct(
            'target', 11,
            concat('target ', earlier.target_name, ' → ', now.target_name),
            earlier.target_name, now.target_name
        ),
        struct(
            'vars', 12, concat('vars ', earlier.vars, ' → ', now.vars), earlier.vars, now.vars
        ),
        struct(
            'command', 13,
            concat('dbt ', earlier.command, ' → dbt ', now.command), earlier.command, now.command
        ),
        struct(
            'who', 14,
            concat('started by ', earlier.invoked_by, ' → ', now.invoked_by),
            earlier.invoked_by, now.invoked_by
        )
    ] as changes,
from with_greens
left join commands as earlier
    on
        if(
            with_greens.outcome = 'good', with_greens.last_bad_run_id,
            with_greens.green.invocation_id
        ) = earlier.invocation_id
left join commands as now on with_greens.to_run_id = now.invocation_id
{%- endmacro %}
