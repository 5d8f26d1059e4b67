"""通报: drafted from the latest assessment, shown as the document says it, handed out as it was made."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from cast import Cast
from counted import STREETS, counted_round
from cryptography.hazmat.primitives import hashes
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from dabiao.circulars import actions
from dabiao.circulars.models import Circular
from dabiao.house.models import AuditEntry
from dabiao.insight.actions import make_snapshot
from dabiao.insight.models import Snapshot
from dabiao.office import numbers
from dabiao.office.document_preview import PictureBlock, TableBlock, TextBlock, blocks
from dabiao.site.home_folder import HomeFolder

HEADING = {
    "title": "关于3月测评情况的通报",
    "number": "",
    "issuer": "示范区创建办",
    "addressees": "各街道、区直各有关部门",
    "issued_on": "2026-04-08",
}
HOSTILE = '<script>alert(1)</script>&"='
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    """A browser in which 创建办 is signed in, in a district that was assessed."""
    counted_round(3)
    make_snapshot(cast.创建办)
    client.force_login(cast.创建办)
    return client


def drafted(office: Client, **given: str) -> Circular:
    answer = office.post(reverse("circular_new"), HEADING | given)
    assert answer.status_code == 302, answer.content.decode()
    return Circular.objects.latest("pk")


def said(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def sm3(content: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def body(client: Client, circular: Circular) -> bytes:
    return client.get(reverse("circular_file", args=[circular.pk])).getvalue()


def test_a_draft_is_kept_shown_and_handed_out_as_it_was_made(office: Client, cast: Cast) -> None:
    made = drafted(office)
    path = actions.document_path(made)
    text = said(path)
    snapshot = Snapshot.objects.get()
    assert made.snapshot == snapshot
    assert HEADING["title"] in text
    assert numbers.shown(snapshot.result["scores"]["points"]) in text
    for street, *_ in STREETS:
        assert street in text

    page = office.get(reverse("circular", args=[made.pk])).content.decode()
    for block in blocks(path):
        if isinstance(block, TextBlock):
            assert escape(block.text) in page
        elif isinstance(block, TableBlock):
            assert all(escape(cell) in page for row in (block.heading, *block.rows) for cell in row)
    assert made.sm3[:16] in page

    for reader in (cast.创建办, cast.领导, cast.街道, cast.责任单位):
        office.force_login(reader)
        answer = office.get(reverse("circular_file", args=[made.pk]))
        content = answer.getvalue()
        assert answer["Content-Type"] == WORD
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert content == path.read_bytes()
        assert sm3(content) == made.sm3

    told = AuditEntry.objects.order_by("-number")[0]
    assert (told.action, told.after) == (
        "draft_circular",
        {"title": HEADING["title"], "snapshot": snapshot.pk, "sm3": made.sm3},
    )


def test_a_draft_waits_until_the_newest_data_is_assessed(
    office: Client, cast: Cast, home: HomeFolder
) -> None:
    counted_round(4)
    answer = office.post(reverse("circular_new"), HEADING)
    assert answer.status_code == 400
    assert "过几秒钟再试" in answer.content.decode()
    assert HEADING["title"] in answer.content.decode(), "what was typed is not lost"
    assert not Circular.objects.exists()
    assert list(home.documents.iterdir()) == []
    make_snapshot(cast.创建办)
    assert drafted(office).snapshot.rounds == ["第3轮", "第4轮"]


def test_an_older_circular_stays_what_it_was(office: Client, cast: Cast) -> None:
    old = drafted(office)
    before = body(office, old)
    counted_round(4, (("东湖街道", "城管局", 1),))
    make_snapshot(cast.创建办)
    assert body(office, old) == before
    old.refresh_from_db()
    assert old.snapshot.rounds == ["第3轮"]
    page = office.get(reverse("circulars")).content.decode()
    assert reverse("circular", args=[old.pk]) in page


def test_the_preview_shows_the_pictures_of_the_document_itself(office: Client) -> None:
    made = drafted(office)
    path = actions.document_path(made)
    page = office.get(reverse("circular", args=[made.pk])).content.decode()
    shown = [block for block in blocks(path) if isinstance(block, PictureBlock)]
    with zipfile.ZipFile(path) as document:
        inside = {
            name.rpartition("/")[2]: document.read(name) for name in document.namelist() if "media/" in name
        }
    assert sorted(block.name for block in shown) == sorted(inside), "the district has charts, each shown once"
    assert shown
    for block in shown:
        address = reverse("circular_picture", args=[made.pk, block.name])
        assert f'src="{address}" alt="{block.told}"' in page
        answer = office.get(address)
        assert (answer["Content-Type"], answer.content) == ("image/png", inside[block.name])


@pytest.mark.parametrize("name", ["image99.png", "document.xml", "..%2Fdocument.xml", "core.xml"])
def test_a_picture_the_document_has_not_is_not_found(office: Client, name: str) -> None:
    made = drafted(office)
    assert office.get(reverse("circular_picture", args=[made.pk, name])).status_code == 404


def test_only_a_marked_row_heads_a_table_of_the_preview(office: Client) -> None:
    tables = [
        block for block in blocks(actions.document_path(drafted(office))) if isinstance(block, TableBlock)
    ]
    assert all(table.heading for table in tables[:-1])
    assert tables[-1].heading == (), "版记 is set as a table, and has no heading row"
    assert "印发" in tables[-1].rows[-1][-1]


def test_a_hostile_heading_is_only_words(office: Client) -> None:
    made = drafted(office, title=f"甲{HOSTILE}", number=HOSTILE, issuer=HOSTILE[:30], addressees=HOSTILE)
    with zipfile.ZipFile(io.BytesIO(body(office, made))) as document:
        assert document.testzip() is None
        assert b"<script>" not in document.read("word/document.xml")
    assert HOSTILE in said(actions.document_path(made))
    for address in (reverse("circulars"), reverse("circular", args=[made.pk])):
        assert "<script>alert" not in office.get(address).content.decode()


def test_a_hostile_title_names_a_file_and_nothing_else(office: Client, home: HomeFolder) -> None:
    made = drafted(office, title='=../../etc/x\r\nSet-Cookie: x=1\x01\x0b\x7f\u202e"\\')
    answer = office.get(reverse("circular_file", args=[made.pk]))
    assert sm3(answer.getvalue()) == made.sm3
    assert "Set-Cookie" not in answer.headers
    assert [path.name for path in home.documents.iterdir()] == [f"{made.sm3}.docx"]
    assert office.get(reverse("circular", args=[made.pk])).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 61),
        ("title", "甲\x00"),
        ("issuer", "   "),
        ("addressees", ""),
        ("issued_on", "不是日期"),
        ("issued_on", "2026-02-30"),
    ],
)
def test_a_heading_that_cannot_be_is_told_beside_its_field(office: Client, field: str, value: str) -> None:
    answer = office.post(reverse("circular_new"), HEADING | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in page
    assert page.count('class="field-error"') == 1
    assert not Circular.objects.exists()


def test_before_the_first_assessment_the_draft_says_what_to_do(
    client: Client, cast: Cast, home: HomeFolder
) -> None:
    client.force_login(cast.创建办)
    answer = client.post(reverse("circular_new"), HEADING)
    assert answer.status_code == 400
    assert "请先导入测评数据" in answer.content.decode()


def test_the_form_starts_with_a_usual_heading(office: Client) -> None:
    answer = office.get(reverse("circular_new"))
    assert answer.status_code == 200
    assert "测评情况的通报" in answer.content.decode()
    assert 'class="field-error"' not in answer.content.decode()


@pytest.mark.parametrize("role", ["领导", "街道", "责任单位", "测评员", "外人"])
def test_only_创建办_drafts(office: Client, cast: Cast, role: str) -> None:
    person = getattr(cast, role)
    office.force_login(person)
    assert office.get(reverse("circular_new")).status_code == 403
    assert office.post(reverse("circular_new"), HEADING).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.draft_circular(
            person, actions.CircularDraft("甲", "乙", "丙", Snapshot.objects.get().made_at.date())
        )
    assert reverse("circular_new") not in office.get(reverse("circulars")).content.decode()
    assert not Circular.objects.exists()


PAGES_OF_A_CIRCULAR = {"circular": (), "circular_file": (), "circular_picture": ("image1.png",)}


@pytest.mark.parametrize(("name", "more"), PAGES_OF_A_CIRCULAR.items())
def test_测评员_and_外人_read_no_circular(
    office: Client, cast: Cast, name: str, more: tuple[str, ...]
) -> None:
    made = drafted(office)
    for reader in (cast.测评员, cast.外人):
        office.force_login(reader)
        assert office.get(reverse(name, args=[made.pk, *more])).status_code == 403


@pytest.mark.parametrize(("name", "more"), PAGES_OF_A_CIRCULAR.items())
def test_a_circular_that_does_not_exist_is_not_there(
    office: Client, name: str, more: tuple[str, ...]
) -> None:
    for number in (7, 10**30):
        assert office.get(reverse(name, args=[number, *more])).status_code == 404
