"""创建办 keeps a document: every line in its place, tasks proposed, nothing asked of anybody yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from documents import write_docx, write_locked_pdf
from pressed import ASKED, SPEECH, SPOKEN, kept, proposed, upload

from dabiao.core.defects import BadInput
from dabiao.core.outline.model import Reason
from dabiao.duties.press import actions, files
from dabiao.duties.press.actions import DocumentEntry
from dabiao.duties.press.models import DocumentKind, KeptDocument, LineKind, Outcome, SourceLine
from dabiao.duties.press.templatetags.press import REASONS
from dabiao.house.audit import first_break
from dabiao.house.audit_chain import sm3
from dabiao.house.models import AuditEntry
from dabiao.people.burden.models import Ask
from dabiao.site.home_folder import HomeFolder


def refusal(cast: Cast, file: SimpleUploadedFile) -> str:
    with pytest.raises(BadInput) as refused:
        actions.keep_document(cast.创建办, file, DocumentEntry(DocumentKind.SPEECH, SPOKEN))
    return str(refused.value)


def test_every_line_is_kept_in_its_place(cast: Cast, home: HomeFolder) -> None:
    document = kept(cast.创建办)
    lines = list(document.lines.all())
    assert document.title == "在示范区创建工作推进会上的讲话"
    assert [one.position for one in lines] == list(range(len(lines)))
    assert all(document.text[one.start : one.end] == one.text for one in lines)
    headings = [(one.level, one.number, one.text) for one in lines if one.kind == LineKind.HEADING]
    assert headings == [
        (1, "一、", "抓环境"),
        (2, "（一）", "整治背街小巷"),
        (2, "（二）", "管好市场周边"),
        (1, "二、", "抓落实"),
    ]
    shown = "".join(one.number + one.text for one in lines)
    assert "".join(SPEECH.split()) == "".join((document.title + shown).split())


def test_tasks_are_proposed_with_unit_standard_and_deadline_and_nothing_is_asked(
    cast: Cast, home: HomeFolder
) -> None:
    document = kept(cast.创建办)
    found = proposed(document)
    assert len(found) == ASKED
    first, second = found[0], found[1]
    assert first.path == ["一、抓环境", "（一）整治背街小巷"]
    assert (first.unit, first.due) == ("城管局", date(2026, 12, 20))
    assert (second.unit, second.assisting) == ("城管局", ["各街道"])
    assert second.due == date(2026, 11, 25)
    assert found[-1].unit == "" or found[-1].standard_id
    assert not Ask.objects.exists()
    others = document.lines.filter(kind=LineKind.SENTENCE, outcome=Outcome.NO_TASK)
    assert {one.reason for one in others} <= {"称呼", "成绩", "问题", "背景", "意义"}
    assert all(one.reason for one in others)


def test_the_file_is_kept_as_it_came_with_its_digest(cast: Cast, home: HomeFolder) -> None:
    document = kept(cast.创建办)
    content = SPEECH.encode()
    assert document.sm3 == sm3(content)
    assert files.document_path(document).read_bytes() == content
    assert files.document_path(document).is_relative_to(home.documents)
    assert document.file_name == "讲话.txt"


def test_the_same_file_is_not_kept_twice(cast: Cast, home: HomeFolder) -> None:
    kept(cast.创建办)
    assert "这份文件已在" in refusal(cast, upload(name="另一个名字.txt"))
    assert KeptDocument.objects.count() == 1


def test_a_document_may_be_given_a_title_and_without_one_has_its_files_name(
    cast: Cast, home: HomeFolder
) -> None:
    named = actions.keep_document(
        cast.创建办, upload("要快。\n", "a.txt"), DocumentEntry(DocumentKind.PLAN, SPOKEN, " 整治方案 ")
    )
    unnamed = actions.keep_document(
        cast.创建办, upload("要好。\n", "内部材料.txt"), DocumentEntry(DocumentKind.OTHER, SPOKEN)
    )
    assert (named.title, unnamed.title) == ("整治方案", "内部材料")


def test_a_text_cut_off_says_so(cast: Cast, home: HomeFolder) -> None:
    document = kept(cast.创建办, "讲话\n下面我讲三点意见。\n一、抓环境\n各街道要每天检查，并在")
    assert document.truncated
    assert document.missing == [{"text": "下面我讲三点意见。", "announced": 3, "found": 1}]


def test_what_cannot_be_read_is_refused_under_the_name_it_came_with(
    cast: Cast, home: HomeFolder, tmp_path: Path
) -> None:
    locked = write_locked_pdf(tmp_path / "x.pdf").read_bytes()
    said = refusal(cast, SimpleUploadedFile("密件.pdf", locked))
    assert said.startswith("密件.pdf：")
    assert "加了密码" in said
    word = write_docx(SPEECH, tmp_path / "x.docx").read_bytes()
    assert "扩展名是 .pdf" in refusal(cast, SimpleUploadedFile("讲话.pdf", word))
    large = upload()
    large.size = 200 * 1024 * 1024
    assert "有 200 MB" in refusal(cast, large)
    assert not KeptDocument.objects.exists()
    assert not files.folder().exists()


def test_only_创建办_keeps_documents(cast: Cast, home: HomeFolder) -> None:
    for person in (cast.领导, cast.街道, cast.责任单位, cast.测评员, cast.外人):
        with pytest.raises(PermissionDenied):
            kept(person)
    assert not SourceLine.objects.exists()


def test_keeping_is_one_entry_of_the_audit_chain_without_words_of_the_text(
    cast: Cast, home: HomeFolder
) -> None:
    document = kept(cast.创建办, "关于13912345678的通知\n各街道要快。\n", "13912345678.txt")
    entry = AuditEntry.objects.get(resource="document")
    assert entry.resource_id == str(document.pk)
    assert entry.after["sm3"] == document.sm3
    assert "13912345678" not in str(entry.after)
    assert first_break() is None


def test_hostile_names_do_not_leave_the_folder(cast: Cast, home: HomeFolder) -> None:
    document = kept(cast.创建办, name="../../etc/passwd.txt")
    assert document.file_name == "passwd.txt"
    assert files.document_path(document).parent == files.folder()


def test_every_reason_of_the_core_is_marked_for_translation() -> None:
    assert {str(one) for one in Reason} == set(REASONS)
