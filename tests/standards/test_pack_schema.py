"""The published JSON Schemas are what the code says, and the shipped packs satisfy theirs."""

import csv
import json
import subprocess
from pathlib import Path

import pytest
import small_pack
import yaml
from jsonschema import Draft202012Validator

from dabiao.standards.pack_schema import MANIFEST_FILE, TABLES, pack_schema
from dabiao.standards.pack_shelves import pack_root

ROOT = Path(__file__).parents[2]


def document(folder: Path) -> dict[str, object]:
    """A pack as one document, read by other people's programs."""
    whole: dict[str, object] = {
        MANIFEST_FILE: without_blanks(yaml.safe_load((folder / MANIFEST_FILE).read_text("utf-8")))
    }
    for table in TABLES.values():
        if (folder / table.file).is_file():
            with (folder / table.file).open(encoding="utf-8", newline="") as file:
                whole[table.file] = [without_blanks(row) for row in csv.DictReader(file)]
    return whole


def without_blanks(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value not in ("", None)}


def faults(whole: dict[str, object]) -> list[str]:
    return [error.json_path for error in Draft202012Validator(pack_schema()).iter_errors(whole)]


def test_docs_schemas_are_up_to_date() -> None:
    done = subprocess.run(
        [ROOT / "tools" / "schemas", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_table_of_schemas_and_the_folder_agree() -> None:
    listed = (ROOT / "tools" / "write_schemas.py").read_text(encoding="utf-8")
    for path in (ROOT / "docs" / "schemas").iterdir():
        assert f'"{path.name}"' in listed
        Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(path.parent.name for path in pack_root().glob(f"*/{MANIFEST_FILE}")))
def test_a_shipped_pack_satisfies_the_schema(name: str) -> None:
    assert faults(document(pack_root() / name)) == []


def test_what_the_schema_does_not_know_is_refused(tmp_path: Path) -> None:
    folder = small_pack.spoilt(tmp_path, "tree.csv", "A,,测评项目", "=A,,测评项目")
    assert faults(document(folder)) == ["$['tree.csv'][0].id"]
