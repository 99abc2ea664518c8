"""What is deployed with the function, as CycloneDX: `python -m harness.sbom FILE`, from its lock.

The same lock gives the same file, byte by byte.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

from harness.dbt import REPOSITORY
from nightledger import __version__

LOCK = REPOSITORY / "requirements" / "function.txt"
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)


def sbom(lock: str) -> dict[str, Any]:
    """Return the bill of materials of a lock; nothing in it depends on when it is made."""
    ours = component("nightledger", __version__, kind="application") | {
        "licenses": [{"license": {"id": "Apache-2.0"}}]
    }
    packages = [component(found["name"], found["version"]) for found in PIN.finditer(lock)]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"{ours['purl']}\n{lock}")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": ours},
        "components": packages,
        "dependencies": [
            {"ref": ours["bom-ref"], "dependsOn": [each["bom-ref"] for each in packages]}
        ],
    }


def component(name: str, version: str, kind: str = "library") -> dict[str, Any]:
    """Return one package."""
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}


def write(path: Path) -> None:
    """Write it."""
    document = sbom(LOCK.read_text(encoding="utf-8"))
    path.write_text(f"{json.dumps(document, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
