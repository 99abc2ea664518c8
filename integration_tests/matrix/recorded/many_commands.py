"""Run several dbt commands in one process: `many_commands.py '<JSON list of argument lists>'`.

As dbt's own documentation tells people to do it; it saves the start of dbt for each of them.
dbt reads from `sys.argv` what was typed, so each command stands there while it runs.
Prints one line a command, `<exit code> <arguments>`, to standard error.
"""

from __future__ import annotations

import json
import sys

from dbt.cli.main import dbtRunner


def main() -> None:
    """Run them all, whatever becomes of each."""
    commands: list[list[str]] = json.loads(sys.argv[1])
    for arguments in commands:
        sys.argv[1:] = arguments
        result = dbtRunner().invoke(arguments)
        code = 0 if result.success else 1 if result.exception is None else 2
        print(code, *arguments, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
