"""The list of the first day: read from the data, each step can be left and taken up, and it ends by itself."""

from __future__ import annotations

import pytest
from cast import Cast
from counted import counted_round
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dabiao.circulars.models import Circular
from dabiao.house import demo_mark
from dabiao.house.models import AuditEntry
from dabiao.insight.models import Snapshot
from dabiao.people.accounts.founding import First, found_small_office
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role
from dabiao.places.actions import SiteEntry, close_site, register_sites
from dabiao.places.models import Site
from dabiao.rounds.models import Import, ImportState
from dabiao.site.first_day.actions import put_aside, take_up
from dabiao.site.first_day.models import WHOLE, FirstStep, PutAside
from dabiao.site.first_day.queries import readiness
from dabiao.standards.actions import choose_pack
from dabiao.standards.queries import DEFAULT_PACK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def office() -> Account:
    """The one person of a district that was founded a moment ago."""
    found_small_office("东城区", First("linwei", "林薇"), "人少")
    return Account.objects.get()


def done(asker: Account) -> list[str]:
    fresh = Account.objects.get(pk=asker.pk)
    return [one.step.value for one in readiness(fresh).steps if one.found.done]


def circular(office: Account) -> Circular:
    made = Snapshot.objects.create(
        pack_id=DEFAULT_PACK, pack_edition="1", pack_digest="x", rounds=[], result={}
    )
    return Circular.objects.create(
        title="通报", issuer="东城区", addressees="各街道", issued_on=timezone.localdate(), snapshot=made,
        file_name="x.docx", sm3="x", drafted_by=office,
    )  # fmt: skip


def test_each_step_is_done_once_its_thing_is_there(office: Account) -> None:
    assert done(office) == []
    choose_pack(office, DEFAULT_PACK)
    assert done(office) == ["pack"]
    street = Organisation.objects.create(kind=OrganisationKind.STREET, name="东湖街道")
    assert done(office) == ["pack", "organisations"]
    register_sites(office, [SiteEntry("P1", "公园", "park")])
    assert done(office) == ["pack", "organisations", "places"]
    liaison = Account.objects.create(username="wumin", display_name="吴敏")
    post = Post.objects.create(account=liaison, role=Role.STREET, organisation=street)
    assert done(office) == ["pack", "organisations", "places", "people"]
    counted_round(1)
    assert done(office) == ["pack", "organisations", "places", "people", "observations"]
    circular(office)
    found = readiness(Account.objects.get(pk=office.pk))
    assert (found.done, found.next, found.is_over) == (6, None, True)
    Post.objects.filter(pk=post.pk).update(until=timezone.localdate())
    close_site(office, Site.objects.get())
    assert done(office) == ["pack", "organisations", "observations", "circular"], "read anew each time"


def test_it_says_what_is_there_with_counts_and_what_its_absence_costs(
    client: Client, office: Account
) -> None:
    register_sites(
        office, [SiteEntry("P1", "公园", "park", unit="城管局"), SiteEntry("P2", "牌", "billboard")]
    )
    Organisation.objects.create(kind=OrganisationKind.STREET, name="东湖街道")
    Import.objects.create(file_name="x", pack_id=DEFAULT_PACK, uploaded_by=office, state=ImportState.READY)
    client.force_login(office)
    said = client.get(reverse("first_day")).content.decode()
    for words in (
        "2 个在用，2 种类型",
        "1 个的类型不在现在的标准包里",
        "1 个没有责任单位",
        "2 个没有坐标",
        "1 个街道，0 个社区，0 个部门",
        "还没有责任单位（部门）",
        "1 个账号还没设密码",
        "1 份检查过了，等人确认入库",
        "没有选定：导入的表按内置的标准包检查",
        "没有测评结果：总览、得分、排名和问题都是空的",
    ):
        assert words in said, words
    assert "点位无限多" not in said, "there are places now"


def test_a_step_is_left_by_somebody_and_taken_up_again(client: Client, office: Account) -> None:
    client.force_login(office)
    assert client.post(reverse("first_day_put_aside", args=["places"])).status_code == 302
    said = client.get(reverse("first_day")).content.decode()
    assert "林薇 在" in said
    assert "已跳过" in said
    left = PutAside.objects.get()
    assert (left.step, left.put_by) == ("places", office)
    assert readiness(office).next is not None
    client.post(reverse("first_day_take_up", args=["places"]))
    assert not PutAside.objects.exists()
    told = AuditEntry.objects.filter(action="keep_first_day").order_by("number")
    assert [(one.resource_id, one.after["left"]) for one in told] == [("places", True), ("places", False)]


def test_leaving_every_step_ends_the_list(office: Account) -> None:
    for step in FirstStep:
        put_aside(office, step)
    assert readiness(office).is_over


def test_doing_a_step_that_was_left_counts_as_done(office: Account) -> None:
    put_aside(office, FirstStep.PLACES)
    register_sites(office, [SiteEntry("P1", "公园", "park")])
    places = next(one for one in readiness(office).steps if one.step is FirstStep.PLACES)
    assert (places.found.done, places.aside) == (True, None)


def test_the_list_stands_on_总览_until_it_is_put_away(client: Client, office: Account) -> None:
    client.force_login(office)
    overview = reverse("overview")
    assert "看步骤清单" in client.get(overview).content.decode()
    client.post(reverse("first_day_put_aside", args=[WHOLE]))
    assert "看步骤清单" not in client.get(overview).content.decode()
    said = client.get(reverse("first_day")).content.decode()
    assert "收起了这张清单" in said, "it can still be opened by its address"
    client.post(reverse("first_day_take_up", args=[WHOLE]))
    assert "看步骤清单" in client.get(overview).content.decode()


def test_whoever_came_from_the_list_is_led_back_on_every_page(client: Client, office: Account) -> None:
    client.force_login(office)
    back = "回到步骤清单"
    assert back not in client.get(reverse("sites")).content.decode()
    assert back not in client.get(reverse("first_day")).content.decode()
    for name in ("sites", "sites_import", "organisations_import", "imports"):
        assert back in client.get(reverse(name)).content.decode(), name
    assert back in client.get("/nowhere/").content.decode(), "errors too"
    client.post(reverse("first_day_put_aside", args=[WHOLE]))
    client.get(reverse("first_day"))
    assert back not in client.get(reverse("sites")).content.decode()


def test_the_demo_has_no_first_day_and_says_what_it_is_on_every_page(client: Client, cast: Cast) -> None:
    bar = "示范城区：单位、人员和数据都是虚构的"
    assert bar not in client.get("/").content.decode()
    demo_mark.begin()
    demo_mark.finish()
    client.force_login(cast.创建办)
    assert client.get(reverse("first_day")).status_code == 404
    assert client.post(reverse("first_day_put_aside", args=["places"])).status_code == 404
    assert "看步骤清单" not in client.get(reverse("overview")).content.decode()
    for address in ("/", reverse("sites"), reverse("imports"), reverse("circular_new"), "/nowhere/"):
        assert bar in client.get(address).content.decode(), address
    client.logout()
    assert bar in client.get(reverse("sign_in")).content.decode()


@pytest.mark.parametrize("role", ["领导", "街道", "社区", "责任单位", "测评员", "审核", "审计管理员", "外人"])
def test_nobody_else_sees_or_changes_the_list(client: Client, cast: Cast, role: str) -> None:
    other = getattr(cast, role)
    for call in (lambda: readiness(other), lambda: put_aside(other, "places"), lambda: take_up(other, WHOLE)):
        with pytest.raises(PermissionDenied):
            call()
    client.force_login(other)
    assert client.get(reverse("first_day")).status_code == 403
    assert not PutAside.objects.exists()


@pytest.mark.parametrize(
    ("role", "offered", "left_to_others"),
    [
        ("创建办", "导入测评表", "由系统管理员建账号，安全管理员给岗位来做"),
        ("系统管理员", "新建账号", "由创建办来做"),
        ("安全管理员", "给岗位", "由创建办来做"),
    ],
)
def test_each_of_three_people_is_offered_their_own_part(
    client: Client, cast: Cast, role: str, offered: str, left_to_others: str
) -> None:
    client.force_login(getattr(cast, role))
    said = client.get(reverse("first_day")).content.decode()
    assert offered in said
    assert left_to_others in said


def test_every_way_leads_to_a_page_that_opens(client: Client, office: Account) -> None:
    client.force_login(office)
    for one in readiness(office).steps:
        assert one.ways
        for way in one.ways:
            assert client.get(reverse(way.url_name), follow=True).status_code == 200, way.url_name


def test_the_pack_that_is_used_anyway_is_chosen_with_one_press(client: Client, office: Account) -> None:
    client.force_login(office)
    address = reverse("pack_use", args=[DEFAULT_PACK])
    assert address in client.get(reverse("first_day")).content.decode()
    client.post(address)
    assert done(office) == ["pack"]
    assert address not in client.get(reverse("first_day")).content.decode()


def test_a_step_nobody_knows_is_not_found_and_stored_nowhere(client: Client, office: Account) -> None:
    client.force_login(office)
    assert client.post(reverse("first_day_put_aside", args=["nope"])).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        PutAside.objects.create(step="nope", put_by=office)


def test_the_list_costs_the_same_however_much_there_is(client: Client, office: Account) -> None:
    client.force_login(office)
    counted = []
    for number in (1, 300):
        register_sites(office, [SiteEntry(f"P{at}", f"点位{at}", "park") for at in range(number)])
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("first_day"))
        counted.append(len(asked))
    assert counted[0] >= counted[1]
    assert counted[1] < 35
