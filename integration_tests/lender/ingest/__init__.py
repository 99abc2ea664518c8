"""Feed the lender's raw dataset: real applicants, derived books, one delivery per business date."""

from lender.ingest.load import LoadSummary, Warehouse, load_day, load_repairs
from lender.ingest.variants import Variant

__all__ = ["LoadSummary", "Variant", "Warehouse", "load_day", "load_repairs"]
