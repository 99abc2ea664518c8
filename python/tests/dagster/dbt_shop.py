"""A small dbt project: a source, models that read each other, tests of every kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """
name: shop
version: 1.0.0
profile: consumer
data_tests:
  +severity: warn
"""

MODELS = {
    "orders.sql": "select receipt_id as order_id, amount from {{ source('till', 'receipts') }}",
    "daily_sales.sql": "select sum(amount) as amount from {{ ref('orders') }}",
    "customers.sql": "select 1 as customer_id",
}

# orders is critical as a whole; of customers one test is
PROPERTIES: dict[str, Any] = {
    "version": 2,
    "sources": [
        {
            "name": "till",
            "tables": [
                {
                    "name": "receipts",
                    "config": {"tags": ["critical"]},
                    "columns": [
                        {
                            "name": "receipt_id",
                            "data_tests": [{"not_null": {"config": {"severity": "error"}}}],
                        }
                    ],
                }
            ],
        }
    ],
    "models": [
        {
            "name": "orders",
            "config": {"tags": ["critical"]},
            "columns": [
                {"name": "order_id", "data_tests": [{"unique": {"config": {"severity": "error"}}}]}
            ],
        },
        {
            "name": "customers",
            "columns": [
                {
                    "name": "customer_id",
                    "data_tests": [
                        "not_null",
                        {"unique": {"config": {"tags": ["critical"], "severity": "error"}}},
                    ],
                }
            ],
        },
    ],
}

ONE_ROW = "select * from {{ ref('daily_sales') }} where amount < 0"


def write_shop(folder: Path) -> Path:
    """Write the project; give its folder."""
    for name, sql in MODELS.items():
        put(folder / "models" / name, sql)
    put(folder / "models" / "shop.yml", json.dumps(PROPERTIES))
    put(folder / "tests" / "sales_are_not_negative.sql", ONE_ROW)
    put(folder / "dbt_project.yml", PROJECT)
    return folder


def put(path: Path, text: str) -> None:
    """Write a file, and the folders it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
