# ruff: noqa: INP001 - a script, no part of a package
"""Write the function's requirements.txt: the lock and the wheel beside it, with their hashes.

    python functions/requirements.py functions/alert_router

pip takes hashes of all packages or of none; that of our wheel is known when it was built.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements" / "function.txt"


def write(folder: Path) -> None:
    """Write it. Raises ValueError when there is not one wheel in `vendor`."""
    (wheel,) = (folder / "vendor").glob("*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    ours = f"./vendor/{wheel.name} \\\n    --hash=sha256:{digest}\n"
    text = LOCK.read_text(encoding="utf-8") + ours
    (folder / "requirements.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
