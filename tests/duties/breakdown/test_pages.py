"""任务分解 in the browser: by standard, by unit and as a list; a cell changed by a plain form; files in and out."""

import io
import re
import uuid
from datetime import date

import openpyxl
import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from duty_rows import fill, give

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.duties.breakdown.cells import address_of
from dabiao.duties.breakdown.models import Duty
from dabiao.people.models import Account, Organisation, OrganisationKind, Placement
from dabiao.people.organisations.actions import merge_organisations
from dabiao.site.home_folder import HomeFolder

CELL = Cell("1.1.3", "实地", "community")
LEAD, RESPONSIBLE, ASSISTING = DutyKind
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    client.force_login(cast.创建办)
    return client


def named(name: str) -> Organisation:
    found, _ = Organisation.objects.get_or_create(name=name, defaults={"kind": OrganisationKind.DEPARTMENT})
    return found


def page(client: Client, name: str, *args: object, status: int = 200, **query: object) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


def at(cell: Cell) -> str:
    return reverse("breakdown_cell", kwargs=address_of(cell))


def assign(client: Client, cell: Cell, kind: DutyKind, unit: str, **more: str):
    address = reverse("duty_assign", kwargs=address_of(cell))
    return client.post(address, {"kind": kind.value, "unit": unit, "on": "2026-03-01", **more})


def test_the_matrix_names_who_leads_works_and_assists(office: Client, cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL, LEAD)
    give(cast.创建办, named("东湖街道"), CELL, RESPONSIBLE, cast.街道)
    said = page(office, "breakdown")
    line = said[said.index(">社区</a>") :]
    assert line.index("城管局") < line.index("东湖街道") < line.index(f"> {cast.街道.display_name}<")
    assert "没有牵头单位 421" in said
    assert "没有责任单位 421" in said


def test_twelve_of_twelve_streets_read_as_all_streets(office: Client, cast: Cast) -> None:
    for number in range(11):
        one = Organisation.objects.create(kind=OrganisationKind.STREET, name=f"第{number}街道")
        give(cast.创建办, one, CELL)
    assert "11 个街道" in page(office, "breakdown")
    give(cast.创建办, named("东湖街道"), CELL)
    assert "各街道（12 个）" in page(office, "breakdown")


def test_cells_with_the_same_holders_stand_in_one_line(office: Client, cast: Cast) -> None:
    for place in ("community", "community_culture"):
        give(cast.创建办, named("城管局"), Cell("1.1.3", "实地", place), LEAD)
    block = page(office, "breakdown").split("1.1.3</span>")[1].split("</tbody>")[0]
    assert block.count("<tr>") == 3, "two alike, one without anyone, and 材料"


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"q": "1.1.2"}, "1.1.2", "1.1.3"),
        ({"q": "文明实践阵地"}, "1.1.3", "1.1.2"),
        ({"method": "document"}, "1.1.1", "1.1.2"),
        ({"site_type": "patriotic_base"}, "1.1.2", "1.1.3"),
        ({"finding": "two-leads"}, "1.1.3", "1.1.2"),
        ({"finding": "overlaps"}, "1.1.3", "1.1.2"),
        ({"finding": "gaps"}, "1.1.2", "1.3.1"),
    ],
)
def test_the_matrix_is_narrowed(
    office: Client, cast: Cast, query: dict[str, str], shown: str, hidden: str
) -> None:
    give(cast.创建办, named("城管局"), CELL, LEAD)
    give(cast.创建办, named("文旅局"), CELL.everywhere, LEAD)
    for place in ("arterial_road", "commercial_street"):
        give(cast.创建办, named("城管局"), Cell("1.3.1", "实地", place), LEAD)
        give(cast.创建办, named("城管局"), Cell("1.3.1", "实地", place))
    said = page(office, "breakdown", **query)
    assert f"{shown}</span>" in said
    assert f"{hidden}</span>" not in said


def test_the_matrix_narrowed_to_a_unit_shows_its_cells_with_everybody_in_them(
    office: Client, cast: Cast
) -> None:
    give(cast.创建办, named("城管局"), CELL, LEAD)
    give(cast.创建办, named("东湖街道"), CELL)
    said = page(office, "breakdown", unit=named("城管局").pk)
    table = said[said.index("<tbody>") :]
    assert "东湖街道" in table
    assert "1.1.2</span>" not in table


def test_page_after_page_shows_every_standard_once(office: Client, cast: Cast) -> None:
    found: list[str] = []
    for said in walk(office, "breakdown", 9):
        found += re.findall(r'class="standard-id">([^<]+)<', said)
    assert len(found) == len(set(found)) == 84


def test_the_list_goes_on_page_after_page_without_gap_or_double(office: Client, cast: Cast) -> None:
    fill(cast.创建办, 600, streets=2, communities=0)
    found: list[str] = []
    for said in walk(office, "breakdown_list", 12):
        found += re.findall(r"/duties/breakdown/duties/(\d+)/", said)
    assert len(found) == len(set(found)) == 600
    assert "600 项现行职责" in said


def walk(client: Client, name: str, most: int) -> list[str]:
    """Every page of a list, from the first by the link to the next one; never more than ``most``."""
    said = [page(client, name)]
    while (more := re.search(r'href="\?&amp;(after=[^"]+)"', said[-1])) and len(said) <= most:
        said.append(client.get(f"{reverse(name)}?{more[1]}").content.decode())
    assert len(said) == most
    return said


@pytest.mark.parametrize("after", ["x", "1", "~", "99999999999999999999~a", "1~", "-1~a"])
def test_a_key_that_is_none_is_the_first_page(office: Client, cast: Cast, after: str) -> None:
    give(cast.创建办, named("城管局"), CELL)
    assert "城管局" in page(office, "breakdown_list", after=after).split("<tbody>")[1]


def test_a_liaison_is_told_plainly_what_the_unit_answers_for(client: Client, cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL, LEAD)
    give(cast.创建办, named("城管局"), Cell("1.1.1", "材料"), LEAD)
    give(cast.创建办, named("城管局"), CELL, ASSISTING)
    give(cast.创建办, named("东湖街道"), CELL)
    client.force_login(cast.责任单位)
    said = page(client, "breakdown")
    assert "牵头 2 项，负责 0 项，配合 1 项" in said
    assert "东湖街道" not in said
    assert "没有牵头单位" not in said
    assert "按规则提议" not in said
    assert "东湖街道" not in page(client, "breakdown_list") + page(client, "breakdown_units")
    assert "东湖街道" not in client.get(at(CELL)).content.decode()


def test_what_is_not_theirs_is_not_there(client: Client, cast: Cast) -> None:
    duty = give(cast.创建办, named("东湖街道"), CELL)
    client.force_login(cast.责任单位)
    for address in (
        reverse("duty", args=[duty.pk]),
        reverse("duty", args=[10**9]),
        reverse("breakdown_unit", args=[named("东湖街道").pk]),
        reverse("breakdown_unit", args=[10**9]),
        at(CELL),
        at(Cell("1.1.2", "实地", "patriotic_base")),
    ):
        assert client.get(address).status_code == 404
    assert f"duties/{duty.pk}/" not in page(client, "breakdown_gaps") + page(client, "breakdown_list")


def test_a_liaison_without_duties_is_told_so(client: Client, cast: Cast) -> None:
    client.force_login(cast.街道)
    assert "还没有分到您单位的任务" in page(client, "breakdown")
    assert "还没有分工" in page(client, "breakdown_units")


def test_a_cell_is_changed_by_a_plain_form(office: Client, cast: Cast) -> None:
    answer = assign(office, CELL, LEAD, str(named("城管局").pk), requirement="每周看", deadline="2026-12-31")
    assert answer["Location"] == at(CELL)
    said = office.get(at(CELL)).content.decode()
    assert "2026-03-01 起" in said
    assert "完成时限 2026-12-31" in said
    assert "每周看" in said


def test_all_streets_are_given_a_duty_in_one_go(office: Client, cast: Cast) -> None:
    for number in range(3):
        Organisation.objects.create(kind=OrganisationKind.STREET, name=f"第{number}街道")
    assign(office, CELL, RESPONSIBLE, "all:街道")
    assert Duty.objects.filter(organisation__kind=OrganisationKind.STREET).count() == 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"unit": ""}, "这个字段是必填项"),
        ({"unit": "0"}, "选择一个有效的选项"),
        ({"unit": "all:街道"}, "牵头单位只能有一个"),
        ({"on": "2999-01-01"}, "生效日期还没有到"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    office: Client, cast: Cast, given: dict[str, str], said: str
) -> None:
    Organisation.objects.create(kind=OrganisationKind.STREET, name="西湖街道")
    unit = given.pop("unit", str(named("城管局").pk))
    answer = assign(office, CELL, LEAD, unit, requirement="写了很久的要求", **given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "写了很久的要求" in answer.content.decode()
    assert not Duty.objects.exists()


def test_hostile_words_are_shown_as_words(office: Client, cast: Cast) -> None:
    evil = Organisation.objects.create(kind=OrganisationKind.DEPARTMENT, name=HOSTILE)
    assign(office, CELL, LEAD, str(evil.pk), requirement=HOSTILE)
    duty = Duty.objects.get()
    for said in (
        page(office, "breakdown", q=HOSTILE),
        page(office, "breakdown"),
        page(office, "breakdown_list"),
        page(office, "breakdown_unit", evil.pk),
        page(office, "duty", duty.pk),
        page(office, "standard", "1.1.3"),
        office.get(at(CELL)).content.decode(),
    ):
        assert "<img" not in said


def test_person_and_end_are_set_on_the_duty_and_stay_in_the_history(office: Client, cast: Cast) -> None:
    duty = give(cast.创建办, named("城管局"), CELL, LEAD)
    office.post(reverse("duty_amend", args=[duty.pk]), {"person": cast.责任单位.pk, "on": "2026-05-01"})
    new = Duty.objects.get(until=None)
    assert new.person == cast.责任单位
    assert cast.责任单位.display_name in page(office, "duty", new.pk)
    office.post(reverse("duty_end", args=[new.pk]), {"on": "2026-06-01"})
    said = office.get(at(CELL)).content.decode()
    history = said[said.index("交接历史") :]
    assert history.index("2026-05-01 起，到 2026-06-01 前一天") < history.index(
        "2026-01-01 起，到 2026-05-01 前一天"
    )
    assert f"{cast.创建办.display_name}登记" in history
    assert "以前的职责" in page(office, "breakdown_unit", named("城管局").pk)


def test_a_refused_change_is_told_beside_the_form(office: Client, cast: Cast) -> None:
    duty = give(cast.创建办, named("城管局"), CELL, LEAD)
    same = office.post(reverse("duty_amend", args=[duty.pk]), {"person": "", "on": "2026-05-01"})
    early = office.post(reverse("duty_end", args=[duty.pk]), {"on": "2025-05-01"})
    stranger = office.post(
        reverse("duty_amend", args=[duty.pk]), {"person": cast.街道.pk, "on": "2026-05-01"}
    )
    assert [answer.status_code for answer in (same, early, stranger)] == [400, 400, 400]
    assert "没有改动" in same.content.decode()
    assert "才开始" in early.content.decode()
    assert Duty.objects.filter(until=None).count() == 1


def test_a_proposal_is_accepted_line_by_line_or_all_at_once(office: Client, cast: Cast) -> None:
    said = page(office, "breakdown_proposal")
    assert "城管局" in said
    assert "名称在名册里没有找到" in said
    boxes = re.findall(r'name="line" value="([^"]+)"', said)
    office.post(reverse("breakdown_proposal"), {"accept": "ticked", "line": [boxes[0]]})
    first = Duty.objects.count()
    assert 0 < first < 20
    office.post(reverse("breakdown_proposal"), {"accept": "sure"})
    assert Duty.objects.count() > 200
    assert Duty.objects.filter(until=None).count() == Duty.objects.count(), "nothing was overwritten"
    assert "可以提议" not in page(office, "breakdown_proposal")


def test_ticking_nothing_or_nonsense_changes_nothing(office: Client, cast: Cast) -> None:
    for lines in ([], ["x"], ["1.1.3|实地|牵头"], ["9.9.9|实地|牵头|park"], ["1.1.3|实地|头头|community"]):
        office.post(reverse("breakdown_proposal"), {"accept": "ticked", "line": lines})
    assert not Duty.objects.exists()


def test_duties_of_a_merged_unit_are_handed_on_from_the_list_of_gaps(office: Client, cast: Cast) -> None:
    old, new = named("旧局"), named("新局")
    give(cast.创建办, old, CELL, LEAD)
    merge_organisations(cast.创建办, [old], new)
    assert "全部移交给 新局" in page(office, "breakdown_gaps")
    office.post(reverse("breakdown_hand_on", args=[old.pk]), {"successor": new.pk})
    assert Duty.objects.get(until=None).organisation == new
    assert "全部移交给" not in page(office, "breakdown_gaps")
    for successor in ("", "x", str(10**9)):
        answer = office.post(reverse("breakdown_hand_on", args=[old.pk]), {"successor": successor})
        assert answer.status_code == 404


def test_the_standards_page_says_who_answers(office: Client, client: Client, cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL, LEAD)
    give(cast.创建办, named("东湖街道"), CELL)
    assert "城管局" in page(office, "standard", "1.1.3").split("谁来负责")[1]
    client.force_login(cast.街道)
    panel = page(client, "standard", "1.1.3").split("谁来负责")[1]
    assert "东湖街道" in panel
    assert "城管局" not in panel
    client.force_login(cast.测评员)
    assert "谁来负责" not in page(client, "standard", "1.1.3")


def upload(client: Client, content: bytes, name: str = "分解.xlsx"):
    return client.post(reverse("breakdown_import"), {"workbook": SimpleUploadedFile(name, content)})


def test_a_workbook_goes_out_changed_and_in_again_once_accepted(office: Client, cast: Cast) -> None:
    give(cast.创建办, named("城管局"), CELL, LEAD)
    answer = office.get(reverse("breakdown_export"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book["实地"]
    (row,) = [
        row for row in sheet.iter_rows(min_row=4) if row[0].value == "1.1.3" and "社区：" in row[5].value
    ]
    row[7].value = "东湖街道"
    changed = io.BytesIO()
    book.save(changed)
    waiting = upload(office, changed.getvalue())["Location"]
    said = office.get(waiting).content.decode()
    assert "检查通过，分工还没有改动" in said
    assert "东湖街道" in said
    assert Duty.objects.count() == 1
    office.post(waiting)
    assert {one.organisation.name for one in Duty.objects.filter(until=None)} == {"城管局", "东湖街道"}
    assert office.get(waiting).status_code == 404, "the file is gone once it was accepted"


def test_a_faulty_workbook_is_handed_back_with_what_is_wrong(office: Client, cast: Cast) -> None:
    text = "标准编号,测评标准,上报材料和检查提示,牵头单位\n1.1.1,,,城官局\n"
    waiting = upload(office, text.encode(), "材料.csv")["Location"]
    answer = office.get(waiting)
    assert answer.status_code == 400
    assert "是不是“城管局”" in answer.content.decode()
    assert office.post(waiting).status_code == 400
    back = office.get(f"{waiting}errors/")
    assert "错误说明" in back.content.decode("utf-8-sig")
    assert not Duty.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_gets_a_clear_answer(office: Client, cast: Cast, content: bytes) -> None:
    answer = upload(office, content)
    if answer.status_code == 302:
        waiting = answer["Location"]
        assert office.get(waiting).status_code == 400
        assert office.get(f"{waiting}errors/").status_code in (200, 302)
    else:
        assert answer.status_code == 400


def test_no_file_and_no_waiting_file(office: Client, cast: Cast) -> None:
    assert office.post(reverse("breakdown_import")).status_code == 400
    assert office.get(reverse("breakdown_preview", args=[uuid.uuid4()])).status_code == 404


PAGES = ("breakdown", "breakdown_list", "breakdown_units", "breakdown_gaps")
MOST_QUESTIONS = 20
"""A liaison's pages ask most: five questions are of the session and of who is there, six of how far that reaches."""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["创建办", "街道"])
def test_a_page_asks_as_many_questions_of_many_duties_as_of_one(
    client: Client, cast: Cast, name: str, who: str
) -> None:
    client.force_login(getattr(cast, who))
    page(client, name)
    counted = []
    for number in (1, 100, 2_000):
        refill(cast.创建办, number)
        give(cast.创建办, named("东湖街道"), Cell("1.1.3", "材料"))
        with CaptureQueriesContext(connection) as asked:
            page(client, name)
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2] <= MOST_QUESTIONS


def test_a_unit_a_cell_and_a_standard_cost_the_same_however_much_they_hold(
    office: Client, cast: Cast
) -> None:
    counted = []
    for number in (1, 100, 2_000):
        refill(cast.创建办, number)
        give(cast.创建办, named("东湖街道"), CELL)
        with CaptureQueriesContext(connection) as asked:
            page(office, "breakdown_unit", named("东湖街道").pk)
            office.get(at(CELL))
            page(office, "standard", "1.1.3")
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2]


def refill(by: Account, number: int) -> None:
    """So many duties and no others."""
    Duty.objects.all().delete()
    Placement.objects.filter(organisation__name__startswith="第").delete()
    Organisation.objects.filter(name__startswith="第").delete()
    Organisation.objects.filter(name="综合牵头局").delete()
    fill(by, number, streets=4, communities=4)


def test_the_days_of_a_duty_are_days(office: Client, cast: Cast) -> None:
    duty = give(cast.创建办, named("城管局"), CELL, LEAD, deadline=date(2026, 12, 31))
    assert "2026-12-31" in page(office, "duty", duty.pk)
