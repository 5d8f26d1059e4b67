"""``dabiao backup`` and ``dabiao restore`` as people use them: what is refused, told, and left alone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from installations import OPEN, Installation
from postgres_cluster import Cluster
from released import VERSIONS, unpacked
from small_backup import SmallBackup, with_a_row_that_names_nobody

DEMO = "示范城区.txt"
PASSPHRASE = "三月初二上午东湖街道开会"


def everything_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_backup_overwrites_nothing_and_stays_out_of_the_data_folder(
    district: Installation, backup: Path, tmp_path: Path
) -> None:
    before = backup.read_bytes()
    again = district.dabiao("backup", backup)
    assert (again.returncode, backup.read_bytes()) == (2, before)
    assert "没有覆盖" in again.stderr
    inside = district.dabiao("backup", district.home / "documents" / "a.dbk")
    assert inside.returncode == 2
    assert "在数据文件夹里面" in inside.stderr
    nowhere = district.dabiao("backup", tmp_path / "no" / "a.dbk")
    assert nowhere.returncode == 2
    assert "没有这个文件夹" in nowhere.stderr


def test_a_check_tells_what_is_in_it_and_whether_it_is_the_one_noted(
    district: Installation, backup: Path, tmp_path: Path
) -> None:
    anywhere = Installation(tmp_path / "nowhere")
    told = anywhere.told("backup", "--check", backup)
    assert told["whole"]
    assert told["tables"]["people_account"] == 11
    assert anywhere.dabiao("backup", "--check", backup, "--expect", told["digest"]).returncode == 0
    other = anywhere.dabiao("backup", "--check", backup, "--expect", "0" * 64)
    assert other.returncode == 2
    assert "不是那一份" in other.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_backup_leaves_nothing_behind(backup: Path, tmp_path: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = tmp_path / "坏.dbk"
    damaged.write_bytes(content)
    done = Installation(tmp_path / "target" / "home").dabiao("restore", damaged)
    assert done.returncode == 2
    assert "坏.dbk" in done.stderr
    assert "第 " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "target").exists()


def test_on_a_server_only_an_empty_database_is_filled_and_wholly(
    backup: Path, cluster: Cluster, tmp_path: Path
) -> None:
    contradicting = tmp_path / "contradicting.dbk"
    contradicting.write_bytes(with_a_row_that_names_nobody(backup))
    address = cluster.make_database()
    first, second = Installation(tmp_path / "first", address), Installation(tmp_path / "second", address)
    done = first.dabiao("restore", contradicting)
    assert done.returncode == 2, done.stderr
    assert "互相矛盾" in done.stderr
    assert not first.home.exists()
    assert first.dabiao("restore", backup).returncode == 0, "the database was left empty"
    done = second.dabiao("restore", backup)
    assert done.returncode == 2
    assert "新建一个空库" in done.stderr
    assert not second.home.exists()


def test_sealed_marked_as_the_demo_and_without_what_belongs_to_the_machine(
    district: Installation, tmp_path: Path
) -> None:
    right, wrong, short = (tmp_path / name for name in ("right", "wrong", "short"))
    right.write_text(PASSPHRASE + "\n", "utf-8")
    wrong.write_text("三月初三上午西湖街道开会", "utf-8")
    short.write_text("短", "utf-8")
    sealed = tmp_path / "区.dbk"
    belongings = ["lan/ca.key", "before-upgrades/old.sqlite3", ".making-x/half"]
    for name in belongings:
        (district.home / name).parent.mkdir(exist_ok=True)
        (district.home / name).write_text("x")
    (district.home / DEMO).write_text("示范")
    try:
        assert "太短" in district.dabiao("backup", sealed, "--passphrase-file", short).stderr
        told = district.told("backup", sealed, "--passphrase-file", right)
    finally:
        (district.home / DEMO).unlink()
        for name in belongings:
            (district.home / name).unlink()
            (district.home / name).parent.rmdir()
    assert (told["sealed"], told["demo"]) == (True, True)
    assert "城管局".encode() not in sealed.read_bytes()
    target = Installation(tmp_path / "home")
    for words, said in (
        (("--passphrase-file", wrong, "--demo"), "口令不对"),
        (("--passphrase-file", right), "示范城区的备份"),
    ):
        done = target.dabiao("restore", sealed, *words)
        assert done.returncode == 2
        assert said in done.stderr
        assert not target.home.exists()
    assert target.dabiao("restore", sealed, "--passphrase-file", right, "--demo").returncode == 0
    assert (target.home / DEMO).exists()
    assert not {name.split("/")[0] for name in belongings} & set(everything_below(target.home))


def test_only_an_empty_folder_is_filled(district: Installation, backup: Path, tmp_path: Path) -> None:
    target = Installation(tmp_path / "home")
    target.home.mkdir()
    (target.home / "notes.txt").write_text("别人的")
    done = target.dabiao("restore", backup)
    assert done.returncode == 2
    assert "已有内容（notes.txt）" in done.stderr
    assert everything_below(target.home) == ["notes.txt"]


def test_a_restore_that_was_broken_off_is_not_taken_for_a_district(backup: Path, tmp_path: Path) -> None:
    target = Installation(tmp_path / "home")
    (target.home / ".restoring").mkdir(parents=True)
    for words in (("restore", backup), ("audit", "verify"), ("backup", tmp_path / "a.dbk")):
        done = target.dabiao(*words)
        assert done.returncode == 2
        assert "清空" in done.stderr
    assert everything_below(target.home) == [".restoring"]


def test_a_backup_of_a_later_version_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "later.dbk"
    path.write_bytes(
        SmallBackup(change=lambda told: replace(told, migrations=(("people", "9999_later"),))).written()
    )
    done = Installation(tmp_path / "home").dabiao("restore", path)
    assert done.returncode == 2
    assert "people.9999_later" in done.stderr
    assert "先升级本软件" in done.stderr


def test_tables_that_no_version_had_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "strange.dbk"
    path.write_bytes(SmallBackup(change=lambda told: replace(told, migrations=())).written())
    done = Installation(tmp_path / "home").dabiao("restore", path)
    assert done.returncode == 2
    assert "数据库版本不符" in done.stderr


@pytest.mark.parametrize("name", ["database.toml", "dabiao.sqlite3-wal", "lan/ca.key", ".restoring/x"])
def test_a_file_that_is_never_backed_up_never_comes_out(name: str, tmp_path: Path) -> None:
    path = tmp_path / "strange.dbk"
    path.write_bytes(SmallBackup(files={name: b"x"}).written())
    done = Installation(tmp_path / "home").dabiao("restore", path)
    assert done.returncode == 2
    assert "不属于备份的文件" in done.stderr


def test_a_link_in_the_data_folder_is_told(district: Installation, tmp_path: Path) -> None:
    link = district.home / "documents" / "link.docx"
    link.symlink_to("/etc/hostname")
    try:
        done = district.dabiao("backup", tmp_path / "a.dbk")
    finally:
        link.unlink()
    assert done.returncode == 2
    assert "是链接或特殊文件" in done.stderr
    assert everything_below(tmp_path) == []


WRITE = """
import select
from dabiao.house import audit
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from django.conf import settings
office = Account.objects.get(username="office")
print("ready", flush=True)
number = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    number += 1
    with writing(office, Action.SEND_NOTICE, "notice", str(number)):
        (settings.HOME.documents / f"{number}.txt").write_text(str(number))
    if number == 1:
        print("writing", flush=True)
print(number, flush=True)
"""


def test_it_is_made_while_others_write_and_still_one_moment(tmp_path: Path) -> None:
    busy = Installation(unpacked(VERSIONS[-1], tmp_path / "busy"))
    busy.run("")
    before = busy.told("audit", "verify")["last"]
    writer = subprocess.Popen(
        [sys.executable, "-c", OPEN + WRITE],
        env=busy.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    try:
        assert [writer.stdout.readline() for _ in range(2)] == ["ready\n", "writing\n"]
        done = busy.dabiao("backup", tmp_path / "busy.dbk")
        assert done.returncode == 0, done.stderr
        written = int(writer.communicate("enough\n", timeout=60)[0])
    finally:
        writer.kill()
        writer.wait()
    target = Installation(tmp_path / "home")
    done = target.dabiao("restore", tmp_path / "busy.dbk")
    assert done.returncode == 0, done.stderr
    told = target.told("audit", "verify")
    assert told["intact"]
    assert before < told["last"] <= before + written
    kept = {path.name for path in (target.home / "documents").glob("*.txt")}
    assert {f"{number}.txt" for number in range(1, told["last"] - before + 1)} <= kept
