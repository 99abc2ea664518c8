"""The lender's code location: one asset graph, from the delivery to the notification.

    dagster dev -m lender.orchestration.definitions

needs the variables of `place.py`. `make demo-ui` sets them for the demo.
"""

import dagster as dg
from lender.orchestration.deliveries import are_of_their_date, deliveries
from lender.orchestration.exports import exports, portfolio_is_current
from lender.orchestration.notification import notification
from lender.orchestration.place import PLACE
from lender.orchestration.report import quality_report
from lender.orchestration.runs import (
    at_midnight,
    daily,
    landed_deliveries,
    report_after_failure,
    report_only,
)
from lender.orchestration.transformations import command_line, transformations
from nightledger.dagster import freshness, observe

defs = observe(
    dg.Definitions(
        assets=[deliveries, transformations, *exports, quality_report, notification],
        asset_checks=[are_of_their_date, portfolio_is_current],
        jobs=[daily, report_only],
        schedules=[at_midnight],
        sensors=[landed_deliveries, report_after_failure],
        resources={"dbt": command_line},
        # Every step waits for BigQuery: one process is enough, and starts once.
        executor=dg.in_process_executor,
    ),
    project=PLACE.target.project,
    dataset=PLACE.ledger,
    location=PLACE.target.location,
    webserver_url=PLACE.web_page,
    freshness=freshness([("group:lending", "36 hours"), ("group:publishing", "36 hours")]),
)
