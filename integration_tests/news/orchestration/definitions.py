"""The news project's code location: three publishers' deliveries, unified, checked, published.

    dagster dev -m news.orchestration.definitions

needs the variables of `place.py`.
"""

import dagster as dg
from news.orchestration.deliveries import DAYS, deliveries
from news.orchestration.place import PLACE
from news.orchestration.transformations import command_line, transformations
from news.orchestration.unified import every_publisher_is_there, most_read
from nightledger.dagster import freshness, observe

daily = dg.define_asset_job(
    "news_daily",
    selection=dg.AssetSelection.all(),
    partitions_def=DAYS,
    description="One day: load, unify, check, publish.",
    tags={"dagster/max_runtime": "3600"},
)

every_morning = dg.build_schedule_from_partitioned_job(
    daily,
    name="news_every_morning",
    hour_of_day=5,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

news = dg.Definitions(
    assets=[deliveries, transformations, most_read],
    asset_checks=[every_publisher_is_there],
    jobs=[daily],
    schedules=[every_morning],
    resources={"dbt": command_line},
    executor=dg.in_process_executor,
)

defs = observe(
    news,
    project=PLACE.target.project,
    dataset=PLACE.ledger,
    location=PLACE.target.location,
    freshness=freshness([("key:stg_unified_impressions", "36 hours")]),
    with_sensor=False,  # one sensor reads the whole instance: the lender's code location has it
)
