"""Evidence that the ledger was not changed behind the product's back."""

from nightledger.trust.anchors import Anchor, publish, read_anchors
from nightledger.trust.comparing import Finding
from nightledger.trust.sealing import Sealed, seal
from nightledger.trust.seals import Seal
from nightledger.trust.verifying import Verdict, lines, verify

__all__ = [
    "Anchor",
    "Finding",
    "Seal",
    "Sealed",
    "Verdict",
    "lines",
    "publish",
    "read_anchors",
    "seal",
    "verify",
]
