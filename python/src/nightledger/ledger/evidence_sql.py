"""The questions of `nightledger evidence`: one query a section."""

from __future__ import annotations

EVIDENCE_PARAMETERS = {
    "from_at": "timestamp",
    "known_from_at": "timestamp",
    "to_at": "timestamp",
    "asset": "string",
}
"""asset: name of a table or view, null for all. known_from_at: since when controls are known."""

CONTROLS = """\
controls as (
    select
        'dbt test' as kind, unique_id as control_id, test_name as control, asset_name, status,
        failures, occurred_at, recorded_at, environment
    from `{dataset}.dbt_test_results`
    where recorded_at >= @known_from_at and recorded_at < @to_at
    union all
    select
        'Dagster check', concat(asset_key, ':', check_name), check_name, asset_key, status,
        failed_row_count, occurred_at, recorded_at, environment
    from `{dataset}.dagster_asset_check_evaluations`
    where recorded_at >= @known_from_at and recorded_at < @to_at
)"""
RAN = "status not in ('skipped', 'planned')"

SECTIONS = {
    "Commands and runs": """\
select
    'dbt' as tool, invocation_id as run_id, command as name, event as status, occurred_at,
    environment, git_sha, invoked_by, result_count, recorded_by
from `{dataset}.dbt_invocations`
where
    recorded_at >= @from_at and recorded_at < @to_at
    and (
        @asset is null
        or invocation_id in (
            select invocation_id from `{dataset}.dbt_test_results`
            where recorded_at >= @from_at and recorded_at < @to_at and asset_name = @asset
            union distinct
            select invocation_id from `{dataset}.dbt_node_results`
            where recorded_at >= @from_at and recorded_at < @to_at and name = @asset
        )
    )
union all
select
    'Dagster', run_id, job_name, status, occurred_at,
    environment, cast(null as string), launched_by_name, cast(null as int64), recorded_by
from `{dataset}.dagster_runs`
where
    recorded_at >= @from_at and recorded_at < @to_at
    and (@asset is null or @asset in unnest(asset_selection))
union all
select
    'dlt', load_id, table_name, status, occurred_at,
    environment, cast(null as string), pipeline_name, rows_loaded, recorded_by
from `{dataset}.dlt_loads`
where
    recorded_at >= @from_at and recorded_at < @to_at and (@asset is null or table_name = @asset)
order by occurred_at, tool, run_id, status""",
    "Controls that ran": """\
with {controls}
select
    kind, asset_name, control, environment,
    countif({ran}) as run_count,
    countif({ran} and status in ('pass', 'passed')) as passed_count,
    countif({ran} and lower(status) not in ('pass', 'passed', 'success', 'succeeded'))
        as not_passed_count,
    max(occurred_at) as last_run_at,
    control_id
from controls
where recorded_at >= @from_at and (@asset is null or asset_name = @asset)
group by kind, control_id, control, asset_name, environment
having run_count > 0
order by asset_name, control, environment""",
    "Controls that did not run": """\
with {controls}
select
    kind, asset_name, control, environment,
    max(if({ran}, occurred_at, null)) as last_run_at,
    countif(recorded_at >= @from_at) as skipped_count,
    control_id
from controls
where @asset is null or asset_name = @asset
group by kind, control_id, control, asset_name, environment
having countif(recorded_at >= @from_at and {ran}) = 0
order by asset_name, control, environment""",
    "Problems": """\
select
    kind, subject, severity, owner, environment,
    min(if(outcome = 'bad', known_at, null)) as first_bad_at,
    max(if(outcome = 'bad', known_at, null)) as last_bad_at,
    max(if(outcome = 'good', known_at, null)) as last_good_at,
    countif(outcome = 'bad') as bad_count,
    fingerprint
from `{dataset}.problem_events`
where
    recorded_at >= @from_at and recorded_at < @to_at
    and not coalesce(is_copy, false)
    and (@asset is null or asset_name = @asset)
group by kind, subject, severity, owner, environment, fingerprint
having bad_count > 0
order by first_bad_at, subject, severity""",
    "Alerts": """\
select
    occurred_at, environment, event, receiver, recipient, transport, title, cause, response_code,
    sequence, recorded_by
from `{dataset}.alert_deliveries`
where recorded_at >= @from_at and recorded_at < @to_at and event != 'carried'
order by occurred_at, receiver, sequence, event""",
    "Acknowledgements": """\
select occurred_at, created_by as said_to_be_by, recorded_by, comment, fingerprint, environment
from `{dataset}.alert_acknowledgements`
where recorded_at >= @from_at and recorded_at < @to_at
order by occurred_at, fingerprint""",
    "Silences": """\
select
    occurred_at, event, silence_id, starts_at, ends_at, matched_environment, severity, kind, asset,
    subject, owner, tag, created_by as said_to_be_by, recorded_by, comment
from `{dataset}.alert_silences`
where
    silence_id in (
        select silence_id from `{dataset}.alert_silences`
        where ends_at >= @from_at and coalesce(starts_at, occurred_at) < @to_at
    )
order by occurred_at, silence_id""",
    "Changes of the tables": """\
select occurred_at, version, table_name, action, added_columns, recorded_by
from `{dataset}.ledger_migrations`
where recorded_at >= @from_at and recorded_at < @to_at
order by occurred_at, table_name""",
}


def evidence_sql(section: str, dataset: str) -> str:
    """Return the query of a section, for `project.dataset`."""
    sql = SECTIONS[section].replace("{controls}", CONTROLS).replace("{ran}", RAN)
    return sql.replace("{dataset}", dataset)
