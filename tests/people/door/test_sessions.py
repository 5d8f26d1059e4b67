"""How long somebody stays signed in, in how many places, and who can see that."""

from datetime import timedelta

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dabiao.people.door import security
from dabiao.people.door.devices import device_of
from dabiao.people.door.sessions import KEY
from dabiao.people.models import OpenSession

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


def is_in(client: Client) -> bool:
    return client.get(reverse("my_security")).status_code == 200


def told(client: Client) -> str:
    """What the page says to which a request without a session leads."""
    return client.get(reverse("my_security"), follow=True).content.decode()


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.街道)
    return client


def shift(seen: timedelta = timedelta(), began: timedelta = timedelta()) -> None:
    """Let every session be that much older."""
    for one in OpenSession.objects.all():
        OpenSession.objects.filter(pk=one.pk).update(
            seen_at=one.seen_at - seen, began_at=one.began_at - began
        )


@pytest.mark.parametrize(("minutes", "inside"), [(29, True), (30, False)])
def test_thirty_minutes_of_nothing_sign_out(cast: Cast, minutes: int, inside: bool) -> None:
    client = signed_in(cast)
    shift(seen=timedelta(minutes=minutes))
    assert is_in(client) is inside


def test_whoever_works_is_not_idle(cast: Cast) -> None:
    client = signed_in(cast)
    for _ in range(3):
        shift(seen=timedelta(minutes=20))
        assert is_in(client)


@pytest.mark.parametrize(("hours", "inside"), [(11.99, True), (12, False)])
def test_after_twelve_hours_one_signs_in_again_however_busy(cast: Cast, hours: float, inside: bool) -> None:
    client = signed_in(cast)
    shift(began=timedelta(hours=hours))
    assert is_in(client) is inside


def test_the_limits_come_from_the_settings_and_hold_at_once(cast: Cast) -> None:
    client = signed_in(cast)
    shift(seen=timedelta(minutes=6))
    security.set_security(cast.安全管理员, {"idle_minutes": 5})
    assert "5 分钟没有操作，已自动退出" in told(client)


def test_whoever_is_out_is_told_why_and_brought_back_after_signing_in(cast: Cast) -> None:
    client = signed_in(cast)
    shift(began=timedelta(hours=13))
    wanted = reverse("problems") + "?text=垃圾"
    answer = client.get(wanted)
    assert answer["Location"].startswith(reverse("sign_in") + "?next=/cases/")
    assert "登录满 12 小时" in client.get(answer["Location"]).content.decode()


def test_a_third_place_ends_the_first_with_a_clear_word_there(cast: Cast) -> None:
    first, second, third = (signed_in(cast) for _ in range(3))
    said = told(first)
    assert "同时登录的上限（2 处）" in said
    assert "修改密码" in said
    assert is_in(second)
    assert is_in(third)
    assert not is_in(first)


def test_a_place_left_behind_idle_does_not_count(cast: Cast) -> None:
    signed_in(cast)
    shift(seen=timedelta(minutes=31))
    second, third = signed_in(cast), signed_in(cast)
    assert is_in(second)
    assert is_in(third)


def test_with_one_place_allowed_a_new_one_ends_the_old(cast: Cast) -> None:
    security.set_security(cast.安全管理员, {"sessions": 1})
    first, second = signed_in(cast), signed_in(cast)
    assert not is_in(first)
    assert is_in(second)


def test_somebody_else_s_places_do_not_count(cast: Cast) -> None:
    clients = []
    for person in (cast.街道, cast.责任单位, cast.领导):
        one = Client()
        one.force_login(person)
        clients.append(one)
    assert all(map(is_in, clients))


def test_signing_out_forgets_the_place(cast: Cast) -> None:
    client = signed_in(cast)
    client.post(reverse("sign_out"))
    assert not OpenSession.objects.exists()


def test_a_session_without_its_row_is_out(cast: Cast) -> None:
    client = signed_in(cast)
    OpenSession.objects.all().delete()
    assert "登录已经失效" in told(client)


def test_one_sees_and_ends_one_s_own_other_places(cast: Cast) -> None:
    here, there = signed_in(cast), signed_in(cast)
    OpenSession.objects.filter(pk=there.session[KEY]).update(device=device_of(EDGE))
    page = here.get(reverse("my_security")).content.decode()
    assert "Windows · Edge" in page
    assert page.count("在那里退出") == 1
    other = OpenSession.objects.get(device="Windows · Edge")
    here.post(reverse("end_session", kwargs={"session_id": other.pk}))
    assert "本人结束" in told(there)
    assert is_in(here)


def test_nobody_ends_or_sees_the_places_of_another(cast: Cast) -> None:
    street = signed_in(cast)
    theirs = OpenSession.objects.get()
    for person in (cast.系统管理员, cast.安全管理员, cast.审计管理员, cast.领导):
        other = Client()
        other.force_login(person)
        other.post(reverse("end_session", kwargs={"session_id": theirs.pk}))
        assert str(theirs.pk) not in other.get(reverse("my_security")).content.decode()
    assert is_in(street)


def test_the_page_tells_when_it_began_and_nothing_of_what_was_done(cast: Cast) -> None:
    client = signed_in(cast)
    seen = timezone.now() - timedelta(minutes=17)
    OpenSession.objects.update(seen_at=seen, began_at=timezone.now() - timedelta(hours=3))
    row = OpenSession.objects.get()
    page = client.get(reverse("my_security")).content.decode()
    assert timezone.localtime(row.began_at).strftime("%Y-%m-%d %H:%M") in page
    assert timezone.localtime(seen).strftime("%H:%M") not in page


def test_looking_twice_in_a_row_writes_once(cast: Cast) -> None:
    client = signed_in(cast)
    before = OpenSession.objects.get().seen_at
    client.get(reverse("my_security"))
    assert OpenSession.objects.get().seen_at == before


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (EDGE, "Windows · Edge"),
        (
            "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/86.0 Safari/537.36 QIHU 360EE",
            "Windows · 360 浏览器",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux · Firefox"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "iPhone · Safari",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 wxwork/4.1 MicroMessenger/7",
            "Android · 企业微信",
        ),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Chrome/114 Mobile Safari", "HarmonyOS · Chrome"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_by_its_family(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
