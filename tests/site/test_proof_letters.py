"""``dabiao proof`` over letters: what was sealed and signed holds, and one changed byte anywhere does not."""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdfium2
import pytest
from cast import Cast
from click.testing import CliRunner, Result
from letters import drafted, frozen, sent, signed

from dabiao.core.letter_proof import (
    Scan,
    Side,
    SignedStatement,
    content_digest,
    letter_payload,
    statement_digest,
    statement_of,
)
from dabiao.core.letter_text import head_of
from dabiao.core.sm2 import N, PublicKey, Signature, public_key_of, sign
from dabiao.duties.letters import actions
from dabiao.duties.letters.files import letter_file, seal_fingerprint
from dabiao.duties.letters.models import LetterVersion
from dabiao.house.signing_keys import SoftwareKeys
from dabiao.office import letter_file as files
from dabiao.office.letter_blocks import letter_blocks
from dabiao.office.letter_docx import letter_document
from dabiao.office.letter_file import prove_letter, sealed_letter
from dabiao.office.letter_pdf import letter_pdf
from dabiao.office.seal import check, is_sealed
from dabiao.office.sealed_docx import sealed_docx
from dabiao.office.sealed_pdf import sealed_pdf
from dabiao.site.commands.proof import command

pytestmark = pytest.mark.django_db
SUFFIXES = (".docx", ".pdf")
FLIPS = 800
"""Places in a file where a byte is changed, evenly; the bytes around the seal and at the end are all tried besides."""


@dataclass(frozen=True)
class Files:
    """A letter that both parties signed, as both kinds of file."""

    version: LetterVersion
    folder: Path

    def path(self, suffix: str) -> Path:
        return self.folder / f"责任书{suffix}"


@pytest.fixture
def letter(cast: Cast, tmp_path: Path) -> Files:
    made = Files(signed(cast), tmp_path)
    for suffix in SUFFIXES:
        made.path(suffix).write_bytes(letter_file(made.version, suffix))
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_signed_letter_holds_and_says_who_signed(letter: Files, suffix: str) -> None:
    done = run(letter.path(suffix))
    assert done.exit_code == 0
    for word in (
        "2026年全国文明城市创建工作目标责任书（全国文明城市创建，2026 年），第 1 版",
        "甲方：示范区；乙方：东湖街道",
        f"成立：内容摘要（SM3） {letter.version.sm3}",
        "成立：签名有效：甲方 示范区 区长 领导",
        "成立：签名有效：乙方 东湖街道 街道办事处主任 街道",
        f"成立：全部 {letter.path(suffix).stat().st_size} 个字节都没有改动",
    ):
        assert word in done.stdout, done.stdout


def test_programs_get_the_same_as_json(letter: Files) -> None:
    done = run("--json", letter.path(".pdf"))
    (told,) = json.loads(done.stdout)["letters"]
    assert (told["holds"], told["problems"], told["letter"]["sm3"]) == (True, [], letter.version.sm3)
    assert [one["valid"] for one in told["letter"]["signatures"]] == [True, True]
    assert told["seal_fingerprint"] == seal_fingerprint()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_one_changed_byte_anywhere_fails_the_proof(letter: Files, suffix: str) -> None:
    data = letter.path(suffix).read_bytes()
    seal = data.index(b"DABIAO-SEAL-1")
    step = max(1, len(data) // FLIPS)
    edges = {*range(64), *range(len(data) - 400, len(data)), *range(seal - 80, seal + 200)}
    end = data.index(b"END-DABIAO-SEAL")
    edges |= set(range(end - 260, end + 30))
    places = sorted({*range(0, len(data), step), *edges})
    told: set[str] = set()
    for number, place in enumerate(places):
        changed = bytearray(data)
        changed[place] ^= 1 << number % 8
        assert is_sealed(bytes(changed)), f"byte {place} made it a file that nobody sealed"
        problems = check(bytes(changed)).problems
        assert problems, f"byte {place} was changed unnoticed"
        told.add(problems[0].split("（")[0])
        if number % 50 == 0:
            proof = prove_letter(bytes(changed))
            assert proof is not None
            assert not proof.holds
    assert len(places) > FLIPS
    assert {"改动在：正文", "改动在：压缩包目录"} <= told or {
        "改动在：第 1 段",
        "改动在：文件尾部的对象表",
    } <= told


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_command_tells_where_a_byte_was_changed_and_exits_1(letter: Files, suffix: str) -> None:
    path = letter.path(suffix)
    data = bytearray(path.read_bytes())
    data[6000] ^= 1
    path.write_bytes(data)
    done = run(path)
    assert done.exit_code == 1
    assert re.search(r"不成立：改动在：.+（第 \d+—\d+ 字节）", done.stdout)
    assert "不能作准" in done.stdout
    (told,) = json.loads(run("--json", path).stdout)["letters"]
    assert told["holds"] is False


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: data[:-1],
        lambda data: data[:40] + data[41:],
        lambda data: data + data,
    ],
)
def test_bytes_added_or_taken_away_fail_the_proof(letter: Files, suffix: str, change: object) -> None:
    proof = prove_letter(change(letter.path(suffix).read_bytes()))  # type: ignore[operator]
    assert proof is not None
    assert not proof.holds


def test_a_letter_saved_anew_by_another_program_has_lost_its_seal_and_is_told(letter: Files) -> None:
    document = docx.Document(str(letter.path(".docx")))
    document.paragraphs[4].add_run("（另有约定）")
    document.save(str(letter.path(".docx")))
    done = run(letter.path(".docx"))
    assert done.exit_code == 1
    with (
        zipfile.ZipFile(letter.path(".docx")) as parts,
        zipfile.ZipFile(letter.folder / "bare.docx", "w") as bare,
    ):
        for name in parts.namelist():
            if name != "docProps/dabiao-seal.txt":
                content = parts.read(name)
                bare.writestr(name, re.sub(rb"<[^<>]*dabiao-seal[^<>]*>", b"", content))
    lost = run(letter.folder / "bare.docx")
    assert lost.exit_code == 1
    assert "却没有封记" in lost.stdout


def test_a_pdf_that_is_no_letter_is_refused_as_before(tmp_path: Path, letter: Files) -> None:
    made = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 400)
    document.save(made)
    document.close()
    (tmp_path / "别的.pdf").write_bytes(made.getvalue())
    (tmp_path / "不是.pdf").write_bytes(b"text")
    for name in ("别的.pdf", "不是.pdf", "没有.pdf"):
        arguments = [sys.executable, "-c", "from dabiao.site.command_line import main; main()", "proof"]
        done = subprocess.run([*arguments, str(tmp_path / name)], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_letters_and_tables_are_proved_together_and_either_can_fail(letter: Files) -> None:
    table = letter.folder / "表.csv"
    table.write_text("单位,甲,乙,合计\n一,1,2,3\n二,2,2,4\n三,3,3,6\n", "utf-8")
    done = run(letter.path(".docx"), table)
    assert done.exit_code == 0
    assert "核对过的数都成立" in done.stdout
    table.write_text("单位,甲,乙,合计\n一,1,2,3\n二,2,2,4\n三,3,3,7\n", "utf-8")
    assert run(letter.path(".docx"), table).exit_code == 1


# ---- keys


def test_only_the_keys_that_are_named_count(letter: Files) -> None:
    (told,) = json.loads(run("--json", letter.path(".docx")).stdout)["letters"]
    keys = [told["seal_fingerprint"], *(one["fingerprint"] for one in told["letter"]["signatures"])]
    spaced = [" ".join(re.findall("........", one)) for one in keys]
    named = [part for key in spaced for part in ("--key", key)]
    assert run(*named, letter.path(".docx")).exit_code == 0
    done = run(*named[:4], letter.path(".docx"))
    assert done.exit_code == 1
    assert "乙方的公钥不是 --key 给出的" in done.stdout
    assert run("--key", "abc", letter.path(".docx")).exit_code == 2


def forged(
    version: LetterVersion, statements: list[SignedStatement], suffix: str, shown: dict[str, object]
) -> bytes:
    """A letter that somebody with a key of their own seals: it carries ``version`` and shows ``shown``."""
    private = secrets.randbelow(N - 2) + 1
    key = public_key_of(private)

    def seal(digest: bytes) -> Signature:
        made = sign(private, digest, secrets.randbelow(N - 1) + 1)
        assert made is not None
        return made

    blocks = letter_blocks(shown, statements, [])
    payload = letter_payload(version.content, statements, [], "2026-01-01T00:00:00+08:00")
    if suffix == ".docx":
        return sealed_docx(letter_document("书", blocks), payload, key, seal)
    return sealed_pdf(letter_pdf("书", blocks), payload, key, seal)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_words_that_are_not_those_signed_fail_even_under_a_whole_seal(letter: Files, suffix: str) -> None:
    version = letter.version
    statements = [
        SignedStatement(one.statement, one.signature, one.public_key) for one in version.signatures.all()
    ]
    same = prove_letter(forged(version, statements, suffix, version.content))
    assert same is not None
    assert same.holds, "the seal is whole; only its fingerprint tells that it is another's"
    assert same.key is not None
    assert same.key.fingerprint != seal_fingerprint()
    other = prove_letter(
        forged(version, statements, suffix, {**version.content, "preamble": "乙方免除一切责任。"})
    )
    assert other is not None
    assert other.problems == ("文件里显示的文字和签署的内容不一致",)


@pytest.mark.parametrize("what", ["signed_at", "signer", "content_sm3", "organisation"])
def test_a_signature_under_another_statement_is_invalid(letter: Files, what: str) -> None:
    version = letter.version
    first, second = version.signatures.all()
    changed = SignedStatement({**first.statement, what: "别的"}, first.signature, first.public_key)
    other = SignedStatement(second.statement, second.signature, second.public_key)
    proof = prove_letter(forged(version, [changed, other], ".docx", version.content))
    assert proof is not None
    assert not proof.holds
    assert proof.letter is not None
    assert ["签名与签署声明对不上" in one.problem for one in proof.letter.signatures] == [True, False]


def test_a_valid_signature_of_another_version_does_not_count(letter: Files) -> None:
    version = letter.version
    keys = SoftwareKeys()
    key = keys.public_key("account:1")
    head = head_of(version.content)
    statement = statement_of("0" * 64, head, Side.A, signer="领导", post="区长", signed_at="2026-01-01")
    made = SignedStatement(statement, keys.sign("account:1", statement_digest(key, statement)).hex, key.hex)
    proof = prove_letter(forged(version, [made], ".docx", version.content))
    assert proof is not None
    assert proof.letter is not None
    assert "签的不是这份内容" in proof.letter.signatures[0].problem


def test_garbage_in_the_seal_s_own_figures_is_no_reason_to_fall_over(letter: Files) -> None:
    key, priv = public_key_of(5), 5

    def seal(digest: bytes) -> Signature:
        made = sign(priv, digest, 12345)
        assert made is not None
        return made

    plain = letter_document("书", letter_blocks(letter.version.content))
    for payload in ({}, {"content": 1}, {"content": {}}, {"content": {**letter.version.content, "items": 3}}):
        proof = prove_letter(sealed_docx(plain, payload, key, seal))
        assert proof is not None
        assert not proof.holds
    bad = letter_payload(
        letter.version.content, [SignedStatement({}, "zz", "04")], [Scan("2026-03-01", "ab")], "x"
    )
    proof = prove_letter(sealed_docx(plain, bad, key, seal))
    assert proof is not None
    assert not proof.holds


# ---- the files themselves


def test_other_programs_open_the_files(letter: Files) -> None:
    text = "\n".join(one.text for one in docx.Document(str(letter.path(".docx"))).paragraphs)
    assert "一、目标任务" in text
    assert "得分 80 分以下（不含 80 分）的，扣 5 分，取消年度评先评优资格。" in text
    opened = pypdfium2.PdfDocument(letter.path(".pdf"))
    assert len(opened) >= 2
    opened.close()
    with zipfile.ZipFile(letter.path(".docx")) as parts:
        assert parts.testzip() is None
    if shutil.which("pdftotext"):
        said = subprocess.run(["pdftotext", letter.path(".pdf"), "-"], capture_output=True, check=True)
        assert "一、目标任务" in said.stdout.decode()
        assert said.stderr == b""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    done = subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{letter.folder}/profile",
            *("--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", letter.folder / "out"),
            letter.path(".docx"),
        ],
        capture_output=True,
        check=False,
        env={**os.environ, "HOME": str(letter.folder)},
        timeout=120,
    )
    assert done.returncode == 0
    assert "一、目标任务" in (letter.folder / "out" / "责任书.txt").read_text("utf-8-sig")


def test_an_unsigned_letter_and_one_signed_on_paper_are_told_as_what_they_are(
    cast: Cast, tmp_path: Path
) -> None:
    version = frozen(cast)
    path = tmp_path / "定稿.docx"
    path.write_bytes(letter_file(version, ".docx"))
    done = run(path)
    assert (done.exit_code, "还没有签署" in done.stdout) == (0, True)
    keys = SoftwareKeys()
    path.write_bytes(
        sealed_letter(
            ".docx",
            version.content,
            [],
            [Scan("2026-03-01", "ab" * 32)],
            "2026-03-02",
            keys.public_key("installation"),
            lambda digest: keys.sign("installation", digest),
        )
    )
    assert "另有纸质件：2026-03-01 签署" in run(path).stdout


def test_an_amended_letter_names_what_it_takes_the_place_of(cast: Cast, tmp_path: Path) -> None:
    first = signed(cast)
    actions.amend(cast.创建办, first.letter, "点位增加")
    sent(cast, first.letter)
    version = actions.freeze(cast.创建办, [first.letter])[0]
    path = tmp_path / "二.pdf"
    path.write_bytes(letter_file(version, ".pdf"))
    done = run(path)
    assert (done.exit_code, "第 2 版，替代第 1 版" in done.stdout) == (0, True)
    old = tmp_path / "一.pdf"
    old.write_bytes(letter_file(LetterVersion.objects.get(pk=first.pk), ".pdf"))
    assert run(old).exit_code == 0, "the old version stays readable and signed"


def test_a_draft_is_no_sealed_letter(cast: Cast, tmp_path: Path) -> None:
    version = drafted(cast)[0].versions.get()
    assert prove_letter(letter_file(version, ".docx")) is None


def test_the_same_letter_gives_the_same_document(letter: Files) -> None:
    content = letter.version.content
    blocks = letter_blocks(content)
    assert letter_document("书", blocks) == letter_document("书", blocks)
    assert letter_pdf("书", blocks) == letter_pdf("书", blocks)
    assert content_digest(content) == letter.version.sm3
    assert PublicKey.from_hex(letter.version.signatures.all()[0].public_key)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_text_that_would_be_markup_is_only_text(cast: Cast, suffix: str) -> None:
    version = drafted(cast)[0].versions.get()
    odd = '#import "x": *\n$x$ *粗* <b>&amp;</b> `code` \\ @ref = 标题 _x_ // 注释'
    from dataclasses import replace  # noqa: PLC0415

    from dabiao.duties.letters.texts import text_of_version  # noqa: PLC0415

    text = text_of_version(version)
    version = actions.save_text(
        cast.创建办,
        version,
        replace(text, rewards=odd, items=(replace(text.items[0], text="#eval(1) *x*"), *text.items[1:])),
        version.saved,
    )
    version = frozen(cast, version.letter)
    proof = prove_letter(letter_file(version, suffix))
    assert proof is not None
    assert proof.problems == ()


def test_nothing_is_read_of_a_file_beyond_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.pdf"
    path.write_bytes(b"%PDF-1.7" + bytes(2000))
    monkeypatch.setattr(files, "LARGEST_LETTER", 1000)
    assert files.read_letter(path) is None
