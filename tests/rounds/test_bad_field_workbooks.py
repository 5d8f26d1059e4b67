"""Bad workbooks: each meets a clear way forward, and nothing of it is stored before somebody accepts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from field_workbooks_bad import BAD
from imported import checked
from mapped import known_district, lines_of

from dabiao.cases.models import Problem
from dabiao.rounds.models import Import, ImportMapping, ImportState, LearnedMatch, Round, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    """A browser in which 创建办 is signed in, in the district of the field workbooks."""
    known_district()
    client.force_login(cast.创建办)
    return client


def handed_in(cast: Cast, tmp_path: Path, name: str) -> Import:
    path = BAD[name](tmp_path / name)
    return checked(cast.创建办, SimpleUploadedFile(name, path.read_bytes()))


def page(client: Client, name: str, shown: Import) -> str:
    return client.get(reverse(name, args=[shown.pk])).content.decode()


def confirmed(client: Client, shown: Import) -> Import:
    """Take the likeliest for every question, or leave it out, name the round, and ask for the check."""
    sent = {"version": str(ImportMapping.objects.get(source=shown).version), "show": "ask", "go": "check"}
    for one in lines_of(shown).of("ask"):
        if one.kind.value == "轮次":
            sent[f"o-{one.key}"] = "9月"
        else:
            sent[f"e-{one.key}"] = one.chosen or one.options[-1].value
    client.post(reverse("import_mapping", args=[shown.pk]), sent)
    run_waiting_jobs()
    return Import.objects.get(pk=shown.pk)


def nothing_stored() -> bool:
    return not any(kind.objects.exists() for kind in (Round, StoredCell, Problem, LearnedMatch))


@pytest.mark.parametrize("name", list(BAD))
def test_each_is_refused_or_asked_about_in_words(
    office: Client, cast: Cast, tmp_path: Path, name: str
) -> None:
    shown = handed_in(cast, tmp_path, name)
    assert shown.state in (ImportState.REFUSED, ImportState.MAPPING)
    assert "Traceback" not in page(office, "import", shown)
    if shown.state == ImportState.MAPPING:
        assert office.get(reverse("import_mapping", args=[shown.pk])).status_code == 200
    assert nothing_stored()


@pytest.mark.parametrize(
    ("name", "told"), [("300-sheets.xlsx", "300 张工作表"), ("password-protected.xlsx", "密码")]
)
def test_what_cannot_be_read_says_what_to_do_in_excel(
    office: Client, cast: Cast, tmp_path: Path, name: str, told: str
) -> None:
    shown = handed_in(cast, tmp_path, name)
    assert shown.state == ImportState.REFUSED
    assert told in page(office, "import", shown)


def test_sheets_that_disagree_are_named_cell_by_cell(office: Client, cast: Cast, tmp_path: Path) -> None:
    shown = confirmed(office, handed_in(cast, tmp_path, "disagreeing-sheets.xlsx"))
    assert shown.state == ImportState.REFUSED
    told = page(office, "import", shown)
    assert "矛盾" in told
    assert "第一组" in told
    assert "第二组" in told
    assert nothing_stored()


def test_formula_errors_are_named_by_their_cell_and_come_back_in_the_workbook(
    office: Client, cast: Cast, tmp_path: Path
) -> None:
    shown = confirmed(office, handed_in(cast, tmp_path, "formulas-with-errors.xlsx"))
    assert shown.state == ImportState.REFUSED
    assert "#N/A" in page(office, "import", shown)
    assert office.get(reverse("import_errors", args=[shown.pk])).getvalue()
    assert nothing_stored()


def test_a_table_of_something_else_is_not_taken_for_one(office: Client, cast: Cast, tmp_path: Path) -> None:
    shown = handed_in(cast, tmp_path, "nothing-matches.xlsx")
    assert shown.state == ImportState.MAPPING
    told = page(office, "import_mapping", shown)
    assert "没有认出哪张表" in told or "拿不准" in told
    assert "不读这张表" in told
    layout = lines_of(shown).of("ask")[0]
    version = str(ImportMapping.objects.get().version)
    sent = {"version": version, "show": "ask", f"e-{layout.key}": "长表", "go": "check"}
    office.post(reverse("import_mapping", args=[shown.pk]), sent)
    run_waiting_jobs()
    assert Import.objects.get().state == ImportState.MAPPING
    assert any(one.kind.value == "列" for one in lines_of(shown).everything())
    assert nothing_stored()


def test_headings_merged_over_two_columns_are_asked_about(office: Client, cast: Cast, tmp_path: Path) -> None:
    shown = handed_in(cast, tmp_path, "merged-across-headings.xlsx")
    assert shown.state == ImportState.MAPPING
    assert any(one.kind.value == "列" for one in lines_of(shown).of("ask"))
