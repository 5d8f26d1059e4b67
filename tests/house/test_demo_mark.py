"""What tells the demo's folder from a real one: the chain and a file, which have to agree before it is opened."""

import pytest

from dabiao.core.defects import BadInput
from dabiao.house import demo_mark
from dabiao.house.audit import append
from dabiao.house.demo_mark import FILE, State
from dabiao.house.models import AuditEntry
from dabiao.site.home_folder import HomeFolder

pytestmark = pytest.mark.django_db


def check(*, looks_like_the_demo: bool = False) -> None:
    demo_mark.check_folder(looks_like_the_demo=looks_like_the_demo)


def test_a_folder_without_a_mark_is_real_and_stays_so(home: HomeFolder) -> None:
    check()
    check(looks_like_the_demo=True)
    assert (demo_mark.state(), demo_mark.has_file()) == (None, False)


def test_the_demo_says_so_first_and_is_done_last(home: HomeFolder) -> None:
    demo_mark.begin()
    assert (demo_mark.state(), demo_mark.has_file()) == (State.BEGUN, False)
    demo_mark.finish()
    assert (demo_mark.state(), demo_mark.has_file()) == (State.BUILT, True)
    check()


def test_a_half_built_demo_opens_as_nothing(home: HomeFolder) -> None:
    demo_mark.begin()
    with pytest.raises(BadInput, match="没有建完"):
        check()


def test_taking_the_file_away_makes_no_real_district(home: HomeFolder) -> None:
    demo_mark.begin()
    demo_mark.finish()
    (home.path / FILE).unlink()
    assert demo_mark.state() is State.BUILT
    check()
    assert demo_mark.has_file(), "it is back before the first page is shown"


def test_putting_the_file_into_a_real_folder_makes_no_demo(home: HomeFolder) -> None:
    (home.path / FILE).write_text("示范", encoding="utf-8")
    with pytest.raises(BadInput, match="移走这个文件"):
        check()
    assert demo_mark.state() is None


def test_a_demo_of_an_earlier_release_is_known_by_its_accounts_and_then_by_the_chain(
    home: HomeFolder,
) -> None:
    (home.path / FILE).write_text("示范", encoding="utf-8")
    check(looks_like_the_demo=True)
    assert demo_mark.state() is State.BUILT
    check()
    assert AuditEntry.objects.count() == 2


def test_what_else_is_in_the_chain_is_no_mark(home: HomeFolder) -> None:
    append(actor="a", action="found", resource="account", resource_id="begun")
    append(actor="a", action="change", resource="demo", resource_id="built")
    assert demo_mark.state() is None
