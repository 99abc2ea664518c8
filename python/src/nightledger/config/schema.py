"""The JSON schema of alerts.yml, for editors: made from the models.

`python -m nightledger.config.schema docs/reference/alerts.schema.json` writes it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nightledger.config.document import Config


def schema_text() -> str:
    """Return the schema as it is kept in docs/reference."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Config.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
