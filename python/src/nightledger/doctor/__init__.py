"""`nightledger doctor`: everything doubtful tried on a real account, in a dataset of its own."""

from nightledger.doctor.examination import Examination, examine
from nightledger.doctor.report import Report, as_json, as_markdown

__all__ = ["Examination", "Report", "as_json", "as_markdown", "examine"]
