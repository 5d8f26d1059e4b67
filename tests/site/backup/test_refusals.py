"""A backup that was cut off, changed or made up is refused, and the place is named."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_backup import SmallBackup, renamed

from dabiao.core.defects import BadInput
from dabiao.site.backup.opening import open_backup

WHOLE = SmallBackup().written()


def check(content: bytes, folder: Path) -> None:
    path = folder / "区.dbk"
    path.write_bytes(content)
    with open_backup(path, str) as opened:
        opened.check()


def refused(content: bytes, folder: Path) -> str:
    with pytest.raises(BadInput) as found:
        check(content, folder)
    assert found.value.defects[0].file == "区.dbk"
    return str(found.value)


def test_a_whole_one_is_taken(tmp_path: Path) -> None:
    check(WHOLE, tmp_path)


@given(length=st.integers(0, len(WHOLE) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_cut_off_anywhere_is_refused_with_where(length: int, tmp_path: Path) -> None:
    said = refused(WHOLE[:length], tmp_path)
    assert f"到第 {length} 字节就断了" in said
    assert "重新复制" in said


@given(at=st.integers(0, len(WHOLE) - 1), to=st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_one_with_any_byte_changed_is_refused(at: int, to: int, tmp_path: Path) -> None:
    changed = bytearray(WHOLE)
    changed[at] ^= to
    header = tarfile.TarInfo.frombuf
    try:
        check(bytes(changed), tmp_path)
    except BadInput:
        return
    # Only what a tar header says beside type, name and size may differ unnoticed: nothing of it is ever used.
    begins = at - at % tarfile.BLOCKSIZE
    was, now = (
        header(bytes(content[begins : begins + tarfile.BLOCKSIZE]), "utf-8", "strict")
        for content in (WHOLE, changed)
    )
    assert (was.name, was.size, was.type) == (now.name, now.size, now.type)


def test_a_change_is_told_with_the_member_and_its_offset(tmp_path: Path) -> None:
    at = WHOLE.index(b"p" * 100)
    said = refused(WHOLE[:at] + b"q" + WHOLE[at + 1 :], tmp_path)
    assert f"从第 {at - 512} 字节起的“lake/a/cells.parquet”" in said


def test_a_row_that_was_changed_is_told_with_its_number(tmp_path: Path) -> None:
    bad = SmallBackup(rows=((1, "东湖街道"), (2, 3)))
    assert "表“people_organisation”第 2 行读不懂" in refused(bad.written(), tmp_path)
    missing = SmallBackup(change=lambda told: replace(told, tables=(replace(told.tables[0], rows=3),)))
    assert "应有 3 行，读到 2 行" in refused(missing.written(), tmp_path)


def test_something_added_at_the_end_is_noticed(tmp_path: Path) -> None:
    assert "后面却还有东西" in refused(WHOLE + b"\0", tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "../outside",
        "lake/../../outside",
        "/etc/passwd",
        "C:\\windows",
        "lake\\..\\..\\outside",
        "lake//a",
        "./a",
        "",
        "a\0b",
        "lake/",
        "SECRET.key",
    ],
)
def test_a_path_that_leaves_the_folder_or_comes_twice_is_refused(path: str, tmp_path: Path) -> None:
    said = refused(SmallBackup(change=renamed(path)).written(), tmp_path)
    assert "备份被改动过，没有恢复" in said


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE]
)
def test_a_member_that_is_no_plain_file_is_refused(kind: bytes, tmp_path: Path) -> None:
    header = tarfile.TarInfo("manifest.json")
    header.type, header.linkname = kind, "/etc/passwd"
    said = refused(header.tobuf(tarfile.GNU_FORMAT) + WHOLE[512:], tmp_path)
    assert "第 0 字节处应是“manifest.json”" in said


def test_a_table_that_unpacks_to_more_than_it_says_is_refused_early(tmp_path: Path) -> None:
    bomb = SmallBackup(packed=gzip.compress(b"0" * 300_000_000, 9))
    assert len(bomb.written()) < 1_000_000
    assert "第 1 行读不懂" in refused(bomb.written(), tmp_path)


def test_something_behind_the_packed_rows_is_refused(tmp_path: Path) -> None:
    lines = '[1,"东湖街道"]\n[2,"和平社区"]\n'.encode()
    assert "读不懂" in refused(SmallBackup(packed=gzip.compress(lines) * 2).written(), tmp_path)
    assert "读不懂" in refused(SmallBackup(packed=gzip.compress(lines)[:-8]).written(), tmp_path)


def test_a_name_of_a_table_that_is_none_never_reaches_a_statement(tmp_path: Path) -> None:
    evil = SmallBackup(
        change=lambda told: replace(told, tables=(replace(told.tables[0], name='a"; DROP TABLE b; --'),))
    )
    assert "不是表或列的名字" in refused(evil.written(), tmp_path)


def test_a_newer_layout_says_what_to_do(tmp_path: Path) -> None:
    said = refused(SmallBackup(change=lambda told: replace(told, layout=2)).written(), tmp_path)
    assert "先升级本软件" in said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b" * 600, b"0" * 4096])
def test_what_is_no_backup_is_told_so(content: bytes, tmp_path: Path) -> None:
    refused(content, tmp_path)


@pytest.mark.parametrize(
    "said", [b"[]", b"{}", b"null", b"{", b"\xff", b'{"format":"dabiao-backup","layout":1}']
)
def test_a_manifest_that_is_none_is_refused(said: bytes, tmp_path: Path) -> None:
    from dabiao.site.backup.container import Writer  # noqa: PLC0415
    from dabiao.site.backup.manifest import digests_of  # noqa: PLC0415

    target = io.BytesIO()
    writer = Writer(target)
    writer.add("manifest.json", len(said), iter([said]))
    writer.add("manifest.digests", len(digests_of(said)), iter([digests_of(said)]))
    writer.end()
    assert "清单" in refused(target.getvalue(), tmp_path)


def test_a_manifest_of_impossible_size_is_not_read(tmp_path: Path) -> None:
    header = tarfile.TarInfo("manifest.json")
    header.size = 1 << 40
    assert "大得不合理" in refused(header.tobuf(tarfile.GNU_FORMAT), tmp_path)


def test_any_tar_reader_opens_it(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as archive:
        names = archive.getnames()
        manifest = archive.extractfile("manifest.json")
        assert manifest is not None
        told = json.loads(manifest.read())
    assert names == [
        "manifest.json",
        "manifest.digests",
        "tables/people_organisation.jsonl.gz",
        "files/000000001",
        "files/000000002",
    ]
    assert [one["path"] for one in told["files"]] == ["lake/a/cells.parquet", "secret.key"]
