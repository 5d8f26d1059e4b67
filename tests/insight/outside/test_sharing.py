"""复制到微信 of 周期总分: each step of the sum as on its page, marked as internal."""

from datetime import date

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from entered import annual, bonus, enter, event
from pytest_django import DjangoAssertNumQueries

from dabiao.duties.cycle.models import Cycle
from dabiao.office.result_note import INTERNAL


def text(client: Client, cycle: Cycle) -> str:
    return str(client.get(reverse("cycle_total_of_wechat", args=[cycle.pk])).context["text"])


def test_the_sum_stands_with_every_step(client: Client, cast: Cast, cycle: Cycle) -> None:
    enter(
        cast,
        cycle,
        annual(2024, "90.20"),
        annual(2025, "91.35"),
        bonus("1", date(2025, 5, 1)),
        annual(2026, "94.65"),
        event("N01", date(2026, 3, 9)),
    )
    client.force_login(cast.领导)
    said = text(client, cycle)
    assert "总分：90.41 分\n　13.53 + 23.0875 + 53.79 = 90.4075" in said
    assert "2026 年（占 60%）：94.65 − 5 = 89.65\n　89.65 × 60% = 53.79" in said
    assert INTERNAL in said
    page = client.get(reverse("cycle_total_of", args=[cycle.pk])).content.decode()
    for figure in ("90.41", "13.53 + 23.0875 + 53.79 = 90.4075", "94.65 − 5 = 89.65"):
        assert figure in page
    assert reverse("cycle_total_of_wechat", args=[cycle.pk]) in page


def test_years_without_a_result_are_no_data(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.创建办)
    said = text(client, cycle)
    assert "已得：无数据" in said
    assert "2024 年（占 15%）：无数据" in said
    enter(cast, cycle, annual(2024, "90.20"))
    assert "已得：13.53 分" in text(client, cycle)
    assert "已知年度占全周期的 15%，按这些年度折算平均 90.20 分" in text(client, cycle)


@pytest.mark.parametrize("name", ["街道", "测评员", "外人"])
def test_whoever_does_not_see_the_page_gets_no_text_and_no_picture(
    client: Client, cast: Cast, cycle: Cycle, name: str
) -> None:
    client.force_login(getattr(cast, name))
    for address in ("cycle_total_of_wechat", "cycle_total_of_wechat_picture"):
        assert client.get(reverse(address, args=[cycle.pk])).status_code == 403


def test_a_cycle_that_is_not_there_is_no_page(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.创建办)
    assert client.get(reverse("cycle_total_of_wechat", args=[cycle.pk + 1])).status_code == 404


def test_more_results_cost_no_more_queries(
    client: Client, cast: Cast, cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.创建办)
    address = reverse("cycle_total_of_wechat", args=[cycle.pk])
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
    enter(cast, cycle, annual(2024, "90.20"), *(event("N01", date(2024, 3, day)) for day in range(1, 6)))
    with django_assert_num_queries(8):
        client.get(address)
