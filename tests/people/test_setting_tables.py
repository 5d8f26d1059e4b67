"""Settings in files of the data folder: read as they are, and refused in words where they are something else."""

from pathlib import Path

import pytest

from dabiao.core.defects import BadInput
from dabiao.people.setting_tables import read_rows


def test_no_file_is_no_entry_and_entries_come_in_order(tmp_path: Path) -> None:
    path = tmp_path / "senders.toml"
    assert read_rows(path, "sender") == []
    path.write_text('[[sender]]\nkind = "mail"\n[[sender]]\nkind = "sms"\n', "utf-8")
    assert read_rows(path, "sender") == [{"kind": "mail"}, {"kind": "sms"}]
    assert read_rows(path, "provider") == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[[sender", "TOML"),
        ("名称 = ".encode("gbk"), "TOML"),
        (b"sender = 3", "每一项"),
        (b'[sender]\nkind = "mail"', "每一项"),
        (b"sender = [1, 2]", "每一项"),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "senders.toml"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=told) as refused:
        read_rows(path, "sender")
    assert refused.value.defects[0].file == "senders.toml"
