"""The panels of Grafana's dashboard, row by row. Each reads one view."""

from __future__ import annotations

from dataclasses import dataclass

Steps = tuple[dict[str, str | int | None], ...]
WHOLE = 24
HERE = "environment in (${environment:sqlstring})"
OPEN = "select count(*) as problems from `${dataset}.vw_open_problems` where"
FORMATS = {"time series": 0, "table": 1}
GOOD, WARN, BAD = "green", "orange", "red"
COUNT_STEPS: Steps = ({"color": GOOD, "value": None}, {"color": BAD, "value": 1})
WARN_STEPS: Steps = ({"color": GOOD, "value": None}, {"color": WARN, "value": 1})
AGE_STEPS: Steps = ({"color": GOOD, "value": None}, {"color": BAD, "value": 30})
PLAIN_STEPS: Steps = ({"color": "text", "value": None},)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A panel. width: of 24 columns; nothing: what it shows instead of no value."""

    title: str
    kind: str
    sql: str
    says: str
    width: int
    height: int = 8
    unit: str = "short"
    nothing: str = "0"
    steps: Steps = PLAIN_STEPS

    @property
    def format(self) -> int:
        """How the plugin is to give the answer."""
        return FORMATS["time series" if self.kind == "timeseries" else "table"]


def number(title: str, sql: str, says: str, steps: Steps, unit: str = "short") -> Panel:
    """Return a panel of one number."""
    return Panel(
        title=title,
        kind="stat",
        sql=sql,
        says=says,
        width=4,
        height=4,
        unit=unit,
        steps=tuple(steps),
    )


ROWS: dict[str, tuple[Panel, ...]] = {
    "Now": (
        number(
            "Critical problems",
            f"{OPEN} severity = 'critical' and {HERE}",
            "Open problems that wake somebody.",
            COUNT_STEPS,
        ),
        number(
            "Open problems",
            f"{OPEN} {HERE}",
            "From the first bad verdict to the first good one.",
            WARN_STEPS,
        ),
        number(
            "Told to nobody yet",
            f"{OPEN} alert in ('pending', 'no router has run') and {HERE}",
            "Open problems nobody has heard of, and no rule keeps quiet.",
            COUNT_STEPS,
        ),
        number(
            "Missing runs",
            "select count(*) as runs from `${dataset}.vw_missing_runs`"
            f" where state in ('missing', 'late') and {HERE}",
            "Runs that should have started or ended by now.",
            COUNT_STEPS,
        ),
        number(
            "Judged up to",
            "select timestamp_diff(current_timestamp(), as_of, minute) as minutes"
            " from `${dataset}.vw_router_health`",
            "Minutes since the last look. Facts recorded after it are not judged yet.",
            AGE_STEPS,
            unit="m",
        ),
        number(
            "Router",
            "select state from `${dataset}.vw_router_health`",
            "healthy, deliveries fail, failing, dead or never ran.",
            PLAIN_STEPS,
        ),
        Panel(
            title="What is wrong now",
            kind="table",
            sql=f"""\
select
    severity, subject, opened_at, strip, owner, acknowledged_by, offending_values,
    what_changed, alert, downstream_count, run_url, runbook_url, environment
from `${{dataset}}.vw_open_problems`
where {HERE}
order by case severity when 'critical' then 1 when 'error' then 2 else 3 end, opened_at desc
limit 200""",
            says="One row per open problem.",
            width=WHOLE,
            nothing="Nothing is open",
        ),
        Panel(
            title="What should have come",
            kind="table",
            sql=f"""\
select subject, state, expected_at, late_seconds, why_expected, severity, owner, environment
from `${{dataset}}.vw_missing_runs`
where state in ('missing', 'late') and {HERE}
order by expected_at
limit 100""",
            says="Runs that should have started or ended by now, and why.",
            width=WHOLE,
            height=6,
            nothing="Every run came",
        ),
    ),
    "Service levels": (
        Panel(
            title="Objectives",
            kind="table",
            sql=f"""\
select name, state, objective_pct, attainment_pct, budget_left_pct, window_days, owner, environment
from `${{dataset}}.vw_slos`
where {HERE}
order by coalesce(budget_left_pct, 100), name""",
            says="The setting slos, and how much of each error budget is left.",
            width=WHOLE,
            height=6,
            nothing="No objective is set",
        ),
        Panel(
            title="Runs that went well",
            kind="timeseries",
            sql=f"""\
select
    timestamp_trunc(started_at, day) as time,
    100 * sum(if(status in ('succeeded', 'warned'), 1, 0)) / count(*) as good_pct
from `${{dataset}}.vw_run_summary`
where $__timeFilter(started_at) and status != 'running' and {HERE}
group by time
order by time""",
            says="Of the dbt commands of a day, how many succeeded or only warned.",
            width=12,
            unit="percent",
            nothing="No run",
        ),
        Panel(
            title="Time to tell and to resolve",
            kind="timeseries",
            sql=f"""\
select
    timestamp_trunc(opened_at, day) as time,
    approx_quantiles(time_to_tell_seconds, 2)[safe_offset(1)] as median_until_told,
    approx_quantiles(time_to_acknowledge_seconds, 2)[safe_offset(1)] as median_until_taken_on,
    approx_quantiles(time_to_resolve_seconds, 2)[safe_offset(1)] as median_until_resolved
from `${{dataset}}.vw_problem_history`
where $__timeFilter(opened_at) and {HERE}
group by time
order by time""",
            says="Medians of the problems that opened on a day.",
            width=12,
            unit="s",
            nothing="No problem",
        ),
        Panel(
            title="Problems by owner",
            kind="table",
            sql=f"""\
select
    coalesce(owner, 'no owner') as owner,
    count(*) as problems,
    sum(if(severity = 'critical', 1, 0)) as critical,
    sum(if(resolved_at is null, 1, 0)) as still_open
from `${{dataset}}.vw_problem_history`
where $__timeFilter(opened_at) and {HERE}
group by owner
order by problems desc
limit 50""",
            says="Problems that opened in the time shown.",
            width=WHOLE,
            nothing="No problem",
        ),
    ),
    "Runs and cost": (
        Panel(
            title="Duration of runs",
            kind="timeseries",
            sql=f"""\
select
    started_at as time,
    duration_seconds,
    usual_duration_seconds
from `${{dataset}}.vw_run_summary`
where $__timeFilter(started_at) and duration_seconds is not null and {HERE}
order by time
limit 2000""",
            says="Seconds of each dbt command beside what is usual for it.",
            width=12,
            unit="s",
            nothing="No run",
        ),
        Panel(
            title="Cost",
            kind="timeseries",
            sql=f"""\
select
    timestamp(day) as time,
    sum(cost_usd) as cost_usd
from `${{dataset}}.vw_costs`
where day >= date_sub(current_date(), interval 28 day) and {HERE}
group by time
order by time""",
            says="What builds cost a day, by bytes or slots at the prices of the settings.",
            width=12,
            unit="currencyUSD",
            nothing="Not known",
        ),
        Panel(
            title="Latest runs",
            kind="table",
            sql=f"""\
select
    started_at, status, command_line, duration_seconds, is_slow, what_failed, skipped_because,
    test_ok_count, test_failed_count, run_url, environment
from `${{dataset}}.vw_run_summary`
where $__timeFilter(started_at) and {HERE}
order by started_at desc
limit 100""",
            says="One row per dbt command.",
            width=WHOLE,
            nothing="No run",
        ),
    ),
}
