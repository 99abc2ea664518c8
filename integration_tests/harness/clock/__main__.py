"""Run a program at another date: `python -m harness.clock 2028-02-29T23:58 make test-unit`."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timezone

from harness.clock import shifted_environment


def main() -> int:
    """Run it; return its exit code. A time without a zone is in UTC."""
    at = datetime.fromisoformat(sys.argv[1])
    at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    return subprocess.run(sys.argv[2:], env=shifted_environment(at), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
