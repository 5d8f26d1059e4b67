"""How a standard stands follows the latest assessment, whole and at once."""

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from imported import stored
from workbooks import round_of, upload

from dabiao.house.events import publish
from dabiao.insight.models import Snapshot
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.events import StandardsAssessed
from dabiao.standards.models import StandardStanding
from dabiao.standards.queries import DEFAULT_PACK, standings


def assessed(*standards: tuple[str, str | None], pack: str = DEFAULT_PACK) -> None:
    entries = [{"standard_id": name, "class": one} for name, one in standards]
    publish(StandardsAssessed(pack, {"standards": entries}))


def classes(cast: Cast, pack: str = DEFAULT_PACK) -> dict[str, str]:
    return {name: one.stability_class for name, one in standings(cast.测评员, pack).items()}


def test_a_new_assessment_takes_the_place_of_the_old_one(cast: Cast) -> None:
    assessed(("1.1.2", "达标"), ("1.1.3", "不达标"))
    assessed(("1.1.2", "不稳定达标"), ("1.1.1", None))
    assert classes(cast) == {"1.1.2": "不稳定达标", "1.1.1": ""}


def test_another_pack_keeps_its_own(cast: Cast) -> None:
    assessed(("1.1.2", "达标"))
    assessed(("1.1.2", "不达标"), pack="index-2012")
    assert classes(cast) == {"1.1.2": "达标"}
    assert classes(cast, "index-2012") == {"1.1.2": "不达标"}


def test_外人_does_not_learn_how_standards_stand(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        standings(cast.外人, DEFAULT_PACK)


@pytest.mark.django_db(transaction=True)
def test_the_page_follows_what_was_imported(client: Client, cast: Cast, home: HomeFolder) -> None:
    client.force_login(cast.测评员)
    line = reverse("standard", args=["1.1.2"])
    assert "未测评" in client.get(line).content.decode()
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=12, places=12)))
    failing = StandardStanding.objects.get()
    assert failing.stability_class == "不达标"
    assert failing.figures == Snapshot.objects.get().result["standards"][0]
    assert '<span class="class-mark class-non-compliant">不达标</span>' in client.get(line).content.decode()
    for month in range(4, 9):
        stored(cast.创建办, upload(round_of(f"第{month}轮", f"2026-{month:02}-02", failing=0, places=60)))
    after = StandardStanding.objects.get()
    assert after.stability_class != "不达标"
    assert after.figures == Snapshot.objects.first().result["standards"][0]
