"""``dabiao account``: the first administrators of a district, once, with a link for each."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.people.accounts.founding import First, found_administrators
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role

DABIAO = Path(sys.executable).parent / "dabiao"
SYSTEM, SECURITY = First("luoping", "罗平"), First("dujuan", "杜娟")


def dabiao(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DABIAO, "account", *words],
        env={**os.environ, "DABIAO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def create_first(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return dabiao(
        home, "create-first", "东城区", "--system", "luoping", "罗平", "--security", "dujuan", "杜娟", *more
    )


def test_an_empty_folder_gets_two_administrators_and_prints_their_links_once(tmp_path: Path) -> None:
    done = create_first(tmp_path / "home", "--site", "https://dabiao.example.gov.cn/")
    assert done.returncode == 0, done.stderr
    links = re.findall(r"https://dabiao\.example\.gov\.cn/people/invitation/(\S+)/", done.stdout)
    assert len(links) == len(set(links)) == 2
    assert "系统管理员 罗平（luoping）" in done.stdout
    assert "安全管理员 杜娟（dujuan）" in done.stdout
    assert re.search(r"有效到 \d{4}-\d\d-\d\d \d\d:\d\d", done.stdout)
    with sqlite3.connect(tmp_path / "home" / "dabiao.sqlite3") as database:
        stored = "".join(database.iterdump())
    assert not any(link in stored for link in links), "the folder keeps no link"

    again = create_first(tmp_path / "home")
    assert again.returncode == 2
    assert "已经有账号" in again.stderr
    assert "Traceback" not in again.stderr
    assert "invitation" not in again.stdout


def test_what_is_typed_wrong_is_told_and_makes_nothing(tmp_path: Path) -> None:
    done = create_first(tmp_path / "home", "--site", "东城区")
    assert done.returncode == 2
    assert "不是网址" in done.stderr
    assert not (tmp_path / "home" / "dabiao.sqlite3").exists()
    done = dabiao(tmp_path / "home", "create-first", "东城区", "--system", "luoping", "罗平")
    assert done.returncode == 2
    assert "--security" in done.stderr


def test_both_sign_in_with_their_links_and_can_begin(client: Client, db: None) -> None:
    links = found_administrators("东城区", SYSTEM, SECURITY)
    for role, first in ((Role.SYSTEM_ADMINISTRATOR, SYSTEM), (Role.SECURITY_ADMINISTRATOR, SECURITY)):
        given = {"new_password1": "Dongcheng-01", "new_password2": "Dongcheng-01"}
        assert client.post(links[role], given).status_code == 302
        signed = client.post(reverse("sign_in"), {"username": first.username, "password": "Dongcheng-01"})
        assert signed.status_code == 302
        assert client.get(reverse("accounts")).status_code == 200
        client.post(reverse("sign_out"))
    assert Organisation.objects.get().kind == OrganisationKind.DISTRICT
    assert Post.objects.count() == 2
    first_entry = AuditEntry.objects.order_by("number")[0]
    assert (first_entry.actor, first_entry.action) == ("—", "found")
    assert first_entry.after == {"organisation": "东城区", "系统管理员": "luoping", "安全管理员": "dujuan"}


@pytest.mark.parametrize(
    ("district", "system", "security", "said"),
    [
        ("东城区", SYSTEM, First("luoping", "罗平"), "已经有这个账号"),
        ("东城区", First("罗平", "罗平"), SECURITY, "姓名拼音"),
        ("东城区", SYSTEM, First("dujuan", " "), "姓名没有填写"),
        (" ", SYSTEM, SECURITY, "1 到 64 个字"),
        ("东" * 65, SYSTEM, SECURITY, "1 到 64 个字"),
    ],
)
def test_half_a_beginning_is_none(db: None, district: str, system: First, security: First, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        found_administrators(district, system, security)
    assert not Account.objects.exists()
    assert not Organisation.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_district_that_is_registered_already_is_used_and_another_name_is_refused(db: None) -> None:
    standing = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="东城区")
    with pytest.raises(BadInput, match="已登记的是“东城区”"):
        found_administrators("西城区", SYSTEM, SECURITY)
    found_administrators("东城区", SYSTEM, SECURITY)
    assert {post.organisation for post in Post.objects.all()} == {standing}
