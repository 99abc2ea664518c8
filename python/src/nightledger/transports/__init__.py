"""How a message reaches a target: one file per transport."""

from nightledger.transports.protocol import Outcome, Payload, Status, Transport

__all__ = ["Outcome", "Payload", "Status", "Transport"]
