"""Write the JSON Schemas the project publishes: one table says which function makes which file."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from dabiao.office.outline_json import outline_schema
from dabiao.office.result_schema import result_schema
from dabiao.standards.pack_schema import pack_schema

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"

SCHEMAS: Mapping[str, Callable[[], Mapping[str, object]]] = {
    "outline.schema.json": outline_schema,
    "pack.schema.json": pack_schema,
    "result.schema.json": result_schema,
}
"""File name → the function that gives its schema. A new schema is one line here."""


def written(schema: Mapping[str, object]) -> str:
    """Lay a schema out as the file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write every schema, or with ``--check`` name those that are not what the code says."""
    if arguments not in ([], ["--check"]):
        print("tools/schemas [--check]", file=sys.stderr)
        return 2
    stale = []
    for name, schema in SCHEMAS.items():
        path, text = FOLDER / name, written(schema())
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    said = "out of date, run tools/schemas" if arguments else "written"
    print("\n".join(f"docs/schemas/{name}: {said}" for name in stale) or "docs/schemas is up to date")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
