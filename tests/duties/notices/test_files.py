"""Files that come with notices and answers: checked, kept through a refusal, handed out to whoever may see them."""

import hashlib
from pathlib import Path

import pytest
from cast import Cast
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from noticed import at, document, in_good_time, row_of, sent_task

from dabiao.duties.notices.models import Notice, NoticeEvent, NoticeFile
from dabiao.site.home_folder import HomeFolder

PDF = b"%PDF-1.7\n" + b"x" * 100


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    client.force_login(cast.创建办)
    return client


def upload(name: str = "方案.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client: Client, **given: object):
    return client.post(
        reverse("notice_new"),
        {
            "kind": "突发任务",
            "title": "照附件办",
            "text": "见附件",
            "due_day": in_good_time().date().isoformat(),
            "minutes": 15,
            "to": at("东湖街道")[0].pk,
            **given,
        },
    )


def stored() -> list[Path]:
    folder = Path(settings.HOME.uploads) / "notices"
    return sorted(folder.glob("*/*")) if folder.exists() else []


def test_a_file_is_kept_as_it_came_and_handed_out_under_its_name(office: Client) -> None:
    assert send(office, attachment=upload()).status_code == 302
    kept = NoticeFile.objects.get()
    assert (kept.name, kept.size, kept.sha256) == ("方案.pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert [path.read_bytes() for path in stored()] == [PDF]
    answer = office.get(reverse("notice_attachment", args=[Notice.objects.get().pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert "%E6%96%B9%E6%A1%88.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_outlasts_a_refusal_and_is_not_chosen_again(
    office: Client, django_capture_on_commit_callbacks
) -> None:
    refused = send(office, attachment=upload(), title="")
    assert refused.status_code == 400
    said = refused.content.decode()
    assert "已收到“方案.pdf”" in said
    token = refused.context["form"]["kept"].value()
    assert not stored()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(office, kept=token).status_code == 302
    assert [path.read_bytes() for path in stored()] == [PDF]
    assert NoticeFile.objects.get().name == "方案.pdf"
    waiting = Path(settings.HOME.uploads) / "waiting"
    assert not list(waiting.glob("*/*")), "what is sent waits no more"


def test_a_waiting_file_can_be_dropped_or_replaced(office: Client) -> None:
    token = send(office, attachment=upload(), title="").context["form"]["kept"].value()
    assert send(office, kept=token, dropped="on").status_code == 302
    assert not NoticeFile.objects.exists()
    token = send(office, attachment=upload(), title="").context["form"]["kept"].value()
    send(office, kept=token, attachment=upload("新方案.pdf", PDF + b"2"))
    assert NoticeFile.objects.get().name == "新方案.pdf"


def test_a_notice_that_is_refused_late_leaves_no_file_behind(office: Client) -> None:
    refused = send(office, attachment=upload(), to="999999")
    assert refused.status_code == 400
    assert not stored()
    assert not NoticeFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("病毒.exe", b"MZ", "不是 .pdf、.docx 或 .xlsx 文件"),
        ("照片.jpg", b"\xff\xd8\xff", "不是 .pdf、.docx 或 .xlsx 文件"),
        ("改名.pdf", b"MZ not a pdf", "内容却不是 PDF"),
        ("改名.docx", b"MZ not a zip", "打不开"),
        ("字" * 130 + ".pdf", PDF, "文件名超过 120 个字"),
        (".pdf", PDF, "不是 .pdf、.docx 或 .xlsx 文件"),
        ("x." + "y" * 200, PDF, "不是 .pdf、.docx 或 .xlsx 文件"),
        ("../../../etc/cron.d/x.pdf.sh", PDF, "不是 .pdf、.docx 或 .xlsx 文件"),
    ],
)
def test_what_is_no_document_is_refused_in_words_and_the_rest_is_kept(
    office: Client, name: str, content: bytes, said: str
) -> None:
    answer = send(office, attachment=upload(name, content))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert 'value="照附件办"' in answer.content.decode()
    assert not Notice.objects.exists()
    assert not stored()


def test_a_path_in_a_name_is_only_a_name(office: Client) -> None:
    send(office, attachment=upload("../../x.pdf"))
    assert [path.name for path in stored()] == ["file.pdf"]
    assert NoticeFile.objects.get().name == "x.pdf"


def test_an_answer_brings_a_file_only_where_it_was_asked_for(
    office: Client, cast: Cast, tmp_path: Path
) -> None:
    content = document(tmp_path / "表.xlsx", "xl/workbook.xml")
    for wanted in (True, False):
        sent = sent_task(cast, "东湖街道", wants_attachment=wanted)
        row = row_of(sent, "东湖街道")
        street = Client()
        street.force_login(cast.街道)
        shown = street.get(reverse("notice_recipient", args=[row.pk])).content.decode()
        assert ('type="file"' in shown) is wanted
        street.post(
            reverse("notice_respond", args=[row.pk, "answer"]),
            {"text": "见表", "attachment": upload("表.xlsx", content)},
        )
        answer = NoticeEvent.objects.get(recipient=row, step="办结")
        assert (answer.attachment is not None) is wanted
        handed = street.get(reverse("notice_answer_attachment", args=[row.pk]))
        assert handed.status_code == (200 if wanted else 404)
        if wanted:
            assert b"".join(handed.streaming_content) == content


def test_a_notice_without_a_file_hands_none_out(office: Client, cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道")
    assert office.get(reverse("notice_attachment", args=[sent.pk])).status_code == 404
