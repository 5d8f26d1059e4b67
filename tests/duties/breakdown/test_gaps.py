"""What is wrong with the breakdown is found at once, with one question for each sort."""

from datetime import date

import pytest
from cast import Cast
from django.utils import timezone
from duty_rows import SINCE, give
from pytest_django import DjangoAssertNumQueries

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.breakdown_gaps import Finding
from dabiao.duties.breakdown import actions, gap_queries
from dabiao.people.models import Organisation, OrganisationKind, Post, Role
from dabiao.people.organisations.actions import merge_organisations
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

CELL = Cell("1.1.2", "实地", "patriotic_base")
LEAD, RESPONSIBLE, ASSISTING = DutyKind


def named(name: str) -> Organisation:
    found, _ = Organisation.objects.get_or_create(name=name, defaults={"kind": OrganisationKind.DEPARTMENT})
    return found


def covered(cast: Cast):
    return gap_queries.covered(cast.创建办, framework_in_use())


def test_a_gap_is_gone_once_somebody_has_the_duty(cast: Cast) -> None:
    assert CELL in covered(cast).cells(Finding.NO_LEAD)
    give(cast.创建办, named("城管局"), CELL, LEAD)
    assert CELL not in covered(cast).cells(Finding.NO_LEAD)
    assert CELL in covered(cast).cells(Finding.NO_RESPONSIBLE)


def test_an_ended_duty_leaves_a_gap(cast: Cast) -> None:
    duty = give(cast.创建办, named("城管局"), CELL, LEAD)
    actions.release(cast.创建办, duty)
    assert CELL in covered(cast).cells(Finding.NO_LEAD)


def test_two_leads_are_an_overlap(cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL, LEAD)
    actions.assign(cast.创建办, CELL.everywhere, LEAD, [named("文旅局").pk])
    assert covered(cast).cells(Finding.TWO_LEADS) == [CELL]


def test_place_types_nobody_answers_for_are_named(cast: Cast) -> None:
    before = covered(cast).empty_site_types
    give(cast.创建办, named("城管局"), CELL)
    assert set(before) - set(covered(cast).empty_site_types) == {"patriotic_base"}


def test_a_person_who_left_is_a_gap_and_the_duty_stays(cast: Cast) -> None:
    duty = give(cast.创建办, named("城管局"), CELL, person=cast.责任单位)
    assert list(gap_queries.left_people(cast.创建办, DEFAULT_PACK)) == []
    Post.objects.filter(account=cast.责任单位, role=Role.UNIT).update(until=timezone.localdate())
    assert list(gap_queries.left_people(cast.创建办, DEFAULT_PACK)) == [duty]


def test_a_closed_account_is_gone_too(cast: Cast) -> None:
    duty = give(cast.创建办, named("城管局"), CELL, person=cast.责任单位)
    cast.责任单位.is_active = False
    cast.责任单位.save()
    assert list(gap_queries.left_people(cast.创建办, DEFAULT_PACK)) == [duty]


def test_a_closed_unit_is_told_with_who_took_its_place(cast: Cast) -> None:
    old, new = named("旧局"), named("新局")
    give(cast.创建办, old, CELL)
    give(cast.创建办, old, Cell("1.1.3", "实地", "community"))
    merge_organisations(cast.创建办, [old], new)
    (found,) = gap_queries.closed_units(cast.创建办, DEFAULT_PACK)
    assert (found.name, found.number, found.successors) == ("旧局", 2, ((new.pk, "新局"),))
    actions.hand_on(cast.创建办, old, new)
    assert gap_queries.closed_units(cast.创建办, DEFAULT_PACK) == []


def test_helping_where_one_works_anyway_is_told(cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL, RESPONSIBLE)
    doubled = give(cast.创建办, named("城管局"), CELL, ASSISTING)
    give(cast.创建办, named("文旅局"), CELL, ASSISTING)
    assert list(gap_queries.double_roles(cast.创建办, DEFAULT_PACK)) == [doubled]


def test_streets_and_departments_without_any_duty_are_named(cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL)
    assert [one.name for one in gap_queries.idle_units(cast.创建办, DEFAULT_PACK)] == ["东湖街道"]
    assert gap_queries.idle_units(cast.责任单位, DEFAULT_PACK) == ()


def test_a_liaison_is_told_only_of_the_own_people(cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL, person=cast.责任单位)
    give(cast.创建办, named("东湖街道"), CELL, person=cast.街道)
    Post.objects.filter(role__in=(Role.UNIT, Role.STREET)).update(until=timezone.localdate())
    Post.objects.create(account=cast.社区, role=Role.STREET, organisation=named("东湖街道"), since=SINCE)
    found = gap_queries.left_people(cast.社区, DEFAULT_PACK)
    assert [one.organisation.name for one in found] == ["东湖街道"]


@pytest.mark.parametrize("number", [2, 40])
def test_each_sort_costs_one_question(
    cast: Cast, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert cast.创建办.held_posts
    for at in range(number):
        one = Organisation.objects.create(
            kind=OrganisationKind.DEPARTMENT, name=f"{at}局", closed_on=date(2026, 5, 1) if at % 2 else None
        )
        give(cast.创建办, one, CELL, person=cast.责任单位)
        give(cast.创建办, one, CELL, ASSISTING)
    with django_assert_num_queries(1):
        list(gap_queries.left_people(cast.创建办, DEFAULT_PACK))
    with django_assert_num_queries(1):
        list(gap_queries.double_roles(cast.创建办, DEFAULT_PACK))
    with django_assert_num_queries(1):
        gap_queries.idle_units(cast.创建办, DEFAULT_PACK)
    with django_assert_num_queries(2):
        gap_queries.closed_units(cast.创建办, DEFAULT_PACK)
    framework = framework_in_use()
    with django_assert_num_queries(1):
        gap_queries.covered(cast.创建办, framework)
