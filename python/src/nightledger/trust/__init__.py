"""Evidence that the ledger was not changed behind the product's back."""

from nightledger.trust.anchors import Anchor, publish, read_anchors, root_line
from nightledger.trust.comparing import Finding
from nightledger.trust.evidence import Evidence, as_json, as_markdown
from nightledger.trust.sealing import Sealed, seal
from nightledger.trust.seals import Seal
from nightledger.trust.verifying import Verdict, lines, verify

__all__ = [
    "Anchor",
    "Evidence",
    "Finding",
    "Seal",
    "Sealed",
    "Verdict",
    "as_json",
    "as_markdown",
    "lines",
    "publish",
    "read_anchors",
    "root_line",
    "seal",
    "verify",
]
