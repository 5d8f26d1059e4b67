"""审计记录 on pages: read by 审计管理员 alone, in plain words, checked, and taken away."""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from audit_words import figures, written
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from kinds import tampers_as_sqlite_lets

from dabiao.core.burden import Limit
from dabiao.house import audit
from dabiao.house.audit_file import check_export
from dabiao.house.models import AuditEntry
from dabiao.people.auditing import jobs
from dabiao.people.auditing.queries import months_before
from dabiao.people.auditing.words import (
    ACTIONS,
    Difference,
    action_word,
    differences,
    field_word,
    resource_word,
)
from dabiao.people.burden.actions import set_burden_limit
from dabiao.people.door import security
from dabiao.people.models import Account, OrganisationKind
from dabiao.people.policy import Action
from dabiao.site.jobs import run_waiting_jobs

CHECKER = Path(__file__).parents[1] / "independent_audit_check.py"


@pytest.fixture
def auditor(client: Client, cast: Cast) -> Client:
    """审计管理员 at work."""
    client.force_login(cast.审计管理员)
    return client


def sealed(number: int, **changed: object) -> None:
    for at in range(number):
        audit.append(
            **{  # type: ignore[arg-type]
                "actor": "office",
                "action": "register_sites",
                "resource": "sites",
                "resource_id": str(at),
                "after": {"sites": at},
                **changed,
            }
        )


def said(client: Client, **query: str) -> str:
    answer = client.get(reverse("audit"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(shown: str) -> list[int]:
    return [int(one) for one in re.findall(r'data-label="编号"><div>(\d+)</div>', shown)]


def tamper(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def test_审计管理员_alone_reads_checks_and_exports(client: Client, cast: Cast) -> None:
    sealed(3)
    for name, person in vars(cast).items():
        client.force_login(person)
        statuses = {
            client.get(reverse("audit")).status_code,
            client.post(reverse("audit_check")).status_code,
            client.post(reverse("audit_export")).status_code,
        }
        assert statuses == ({200, 302} if name == "审计管理员" else {403}), name


def test_entries_come_newest_first_in_plain_words_with_what_changed(auditor: Client, cast: Cast) -> None:
    security.set_security(
        cast.安全管理员, {"failures": 3, "small_office": True, "small_office_reason": "只有四人"}
    )
    sealed(1)
    shown = said(auditor)
    assert numbers(shown) == [2, 1]
    assert "修改安全设置" in shown
    assert "连续输错几次后锁定" in shown
    assert re.search(r"<del>5</del> →\s*<ins>3</ins>", shown)
    assert re.search(r"<del>否</del> →\s*<ins>是</ins>", shown)
    assert "登记点位" in shown


def test_filters_narrow_by_account_action_thing_and_local_day(auditor: Client) -> None:
    sealed(2)
    sealed(1, actor="street")
    sealed(1, action="sign_in", resource="account", after=None)
    assert numbers(said(auditor, actor="street")) == [3]
    assert numbers(said(auditor, action="sign_in")) == [4]
    assert numbers(said(auditor, resource="sites", actor="office")) == [2, 1]
    tamper("UPDATE house_auditentry SET at = %s WHERE number = 2", datetime(2026, 1, 9, 16, 0, tzinfo=UTC))
    assert numbers(said(auditor, since="2026-01-10", until="2026-01-10")) == [2], "00:00 in Shanghai"
    assert numbers(said(auditor, since="2026-01-09", until="2026-01-09")) == []
    assert "这些条件下没有记录" in said(auditor, actor="nobody")
    for nonsense in ("2026-02-30", "9999-12-31", "0001-01-01", "<b>", ""):
        assert len(numbers(said(auditor, since=nonsense, until=nonsense))) == 4


def test_a_long_chain_comes_in_pages_and_each_costs_the_same(auditor: Client) -> None:
    sealed(3)
    with CaptureQueriesContext(connection) as few:
        said(auditor)
    sealed(117)
    with CaptureQueriesContext(connection) as many:
        said(auditor)
    assert len(few) == len(many)
    seen: list[int] = []
    query = ""
    while query is not None:
        shown = auditor.get(reverse("audit") + query).content.decode()
        seen += numbers(shown)
        following = re.search(r'href="(\?[^"]*before=\d+)"', shown)
        query = following[1].replace("&amp;", "&") if following else None  # type: ignore[assignment]
    assert seen == list(range(120, 0, -1))


def test_what_somebody_wrote_into_the_chain_is_shown_and_not_run(auditor: Client) -> None:
    sealed(1, resource_id="<script>x</script>", after={"<b>": "<img src=x>"}, action="<i>")
    shown = said(auditor)
    for hostile in ("<script>x", "<b>", "<img src=x>", "<i>"):
        assert hostile not in shown


def test_checking_a_whole_chain_says_so_and_is_an_entry(auditor: Client) -> None:
    sealed(5)
    shown = auditor.post(reverse("audit_check"), follow=True).content.decode()
    assert "审计记录完整" in shown
    assert "核对 5 条，完整" in shown
    told = AuditEntry.objects.latest("number")
    assert (told.actor, told.action, told.resource) == ("audit_administrator", "see_audit", "audit_check")
    assert told.after["last_digest"] == AuditEntry.objects.get(number=5).digest
    assert f"5:{told.after['last_digest']}" in shown, "to be noted in the minutes"
    assert audit.first_break() is None


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE house_auditentry SET actor = 'nobody' WHERE number = 3", 3),
        ("DELETE FROM house_auditentry WHERE number = 2", 2),
        ("UPDATE house_auditentry SET after = '{' WHERE number = 4", 4),
    ],
)
def test_a_broken_chain_is_located_and_the_page_says_so_until_it_is_whole(
    auditor: Client, statement: str, place: int
) -> None:
    sealed(5)
    tamper(statement)
    shown = auditor.post(reverse("audit_check"), follow=True).content.decode()
    assert f"在第 {place} 条断开" in shown
    assert "先备份数据文件夹" in shown
    assert "审计记录完整。" not in shown
    assert f"在第 {place} 条断开" in said(auditor), "the next page too"


@tampers_as_sqlite_lets
def test_an_entry_that_cannot_be_read_any_more_does_not_hide_the_others(auditor: Client) -> None:
    sealed(4)
    tamper("UPDATE house_auditentry SET after = '{' WHERE number = 3")
    tamper("UPDATE house_auditentry SET at = 'yesterday' WHERE number = 1")
    shown = said(auditor)
    assert numbers(shown) == [4, 3, 2, 1]
    assert shown.count("这一条读不出来") == 2
    assert "最早一条读不出来" in shown


def test_a_cut_off_end_shows_against_what_was_noted(auditor: Client) -> None:
    sealed(5)
    noted = "5:" + AuditEntry.objects.get(number=5).digest
    tamper("DELETE FROM house_auditentry WHERE number = 5")
    assert "审计记录完整" in auditor.post(reverse("audit_check"), follow=True).content.decode()
    shown = auditor.post(reverse("audit_check"), {"expect": noted}, follow=True).content.decode()
    assert "没有抄下的第 5 条" in shown


def test_a_note_copied_wrong_is_refused_and_kept(auditor: Client) -> None:
    sealed(1)
    answer = auditor.post(reverse("audit_check"), {"expect": "1:abc"})
    assert answer.status_code == 400
    assert "编号:摘要" in answer.content.decode()
    assert 'value="1:abc"' in answer.content.decode()
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_long_chain_is_checked_as_a_job(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from cast import make_cast  # noqa: PLC0415  # needs tables that commit

    client.force_login(make_cast().审计管理员)
    sealed(4)
    monkeypatch.setattr(jobs, "AT_ONCE", 3)
    for _ in range(2):
        shown = client.post(reverse("audit_check"), follow=True).content.decode()
        assert "正在后台核对" in shown
    run_waiting_jobs()
    shown = said(client)
    assert "正在后台核对" not in shown
    assert "核对 4 条，完整" in shown
    assert AuditEntry.objects.filter(resource="audit_check").count() == 1, "asked twice, checked once"


def test_the_export_is_the_file_of_the_command_and_holds_its_own_entry(
    auditor: Client, tmp_path: Path
) -> None:
    sealed(5)
    answer = auditor.post(reverse("audit_export"))
    assert timezone.localdate().isoformat() in answer["Content-Disposition"]
    path = tmp_path / "audit.jsonl"
    path.write_bytes(answer.getvalue())
    header, broken = check_export(path)
    assert broken is None
    assert header.count == 6
    last = json.loads(path.read_text("utf-8").splitlines()[-1][65:])
    assert (last["resource"], last["actor"], last["after"]) == (
        "audit_export",
        "audit_administrator",
        {"count": 6},
    )
    independent = subprocess.run([sys.executable, CHECKER, path], capture_output=True, text=True, check=False)
    assert independent.returncode == 0, independent.stdout + independent.stderr
    path.write_bytes(path.read_bytes().replace(b'"sites":3', b'"sites":4'))
    assert check_export(path)[1] is not None


def test_an_export_that_nobody_reads_leaves_no_file(auditor: Client, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sealed(1)
    answer = auditor.post(reverse("audit_export"))
    assert list(tmp_path.iterdir())
    answer.close()
    assert list(tmp_path.iterdir()) == []
    assert auditor.post(reverse("audit_export")).getvalue()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dabiao.people.auditing.actions.write_export", full)
    assert "没有导出" in auditor.post(reverse("audit_export"), follow=True).content.decode()


def test_the_page_tells_how_far_back_the_chain_reaches(auditor: Client, cast: Cast) -> None:
    sealed(2)
    shown = said(auditor)
    assert f"最早一条在 {timezone.localdate().isoformat()}" in shown
    assert "至少保存 6 个月" in shown
    assert "没有缺" in shown
    tamper("UPDATE house_auditentry SET at = %s WHERE number = 1", datetime(2020, 1, 1, tzinfo=UTC))
    assert "现有记录够长" in said(auditor)
    security.set_security(cast.安全管理员, {"audit_months": 120})
    assert "至少保存 120 个月" in said(auditor)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 25), 6, date(2026, 5, 25)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 6, 30), 6, date(2025, 12, 30)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2026, 3, 1), 120, date(2016, 3, 1)),
    ],
)
def test_so_many_months_ago(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


def test_every_action_of_the_policy_has_a_plain_name() -> None:
    assert [action for action in Action if action.value not in ACTIONS] == []


def test_every_thing_that_any_room_writes_has_a_plain_name() -> None:
    calls = written()
    assert len(calls) > 80
    untold = [one.where for one in calls if one.resource is None]
    assert untold == [one for one in untold if one.startswith("people/writing.py:")], (
        "and that one hands it on"
    )
    assert {one.resource for one in calls} >= {"pressed_task", "letter", "notice_recipient"}, "constants too"
    told = [one for one in calls if one.resource is not None]
    assert [one for one in told if resource_word(str(one.resource)) == one.resource] == []
    assert [one for one in calls if one.action and action_word(one.action) == one.action] == []


def test_every_figure_that_any_room_writes_has_a_plain_name() -> None:
    found = figures()
    assert len(found) > 60
    assert {name: where for name, where in found.items() if field_word(name) == name} == {}


def test_the_rules_are_asked_for_in_one_word(auditor: Client, cast: Cast) -> None:
    set_burden_limit(cast.创建办, OrganisationKind.STREET, Limit(8, 240), "街道汇总各社区情况")
    sealed(3)
    shown = auditor.get(reverse("audit"), {"resource": "rules"})
    assert [row.resource for row in shown.context["page"].rows] == ["减负上限"]


def test_a_figure_is_called_by_what_it_means_there() -> None:
    assert differences(None, {"line": 17}, "pressed_task") == [Difference("句子编号", None, "17")]
    assert differences(None, {"line": "条线"}, "organisation") == [Difference("条线", None, "条线")]
    assert differences(None, {"step": "cannot"}, "pressed_task")[0].after == "办不了"
    assert differences(None, {"assist": []}, "pressed_task")[0].after == "—", (
        "none is not the same as taken away"
    )


def test_a_word_nobody_listed_is_shown_as_it_is() -> None:
    assert differences(None, {"brand_new": [1, 2]}) == [Difference("brand_new", None, "1、2")]
    assert field_word("failures") == "连续输错几次后锁定"
    assert differences({"gone": 1}, {}) == [Difference("gone", "1", "")]
    assert differences({"open": True}, {"open": True})[0].changed is False
    assert differences({"open": True}, {"open": False})[0].changed is True
    assert differences(None, {"until": None}) == []
    at = "2026-11-28T22:28:12.992668+00:00"
    assert differences(None, {"expires": at})[0].after == "2026-11-29 06:28"
    for odd in ("2026-11-28T22:28", "2026-13-28T22:28:00+00:00", "0001-01-01T00:00:00+14:00"):
        assert differences(None, {"expires": odd})[0].after == odd
    assert differences("odd", None) == [Difference("", "odd", "")]


def test_a_sign_in_names_the_account_and_no_person(client: Client, cast: Cast) -> None:
    street = cast.街道
    street.set_password("Dongcheng-01")
    street.display_name = "吴敏"
    street.save()
    Client().post(reverse("sign_in"), {"username": "street", "password": "Dongcheng-01"})
    client.force_login(Account.objects.get(pk=cast.审计管理员.pk))
    shown = said(client)
    assert "street" in shown
    assert "登录" in shown
    assert "吴敏" not in shown
