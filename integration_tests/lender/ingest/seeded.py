"""Numbers that look random and are a function of their names alone."""

from hashlib import blake2b


def seeded(*names: object, below: int) -> int:
    """Return a number from 0 to `below` - 1, the same for the same names on any machine."""
    digest = blake2b("|".join(map(str, names)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below
