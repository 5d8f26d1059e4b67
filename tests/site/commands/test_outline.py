"""``dabiao outline``: what it writes, and how it answers what it cannot read."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from documents import write_docx, write_half_scanned, write_locked_pdf, write_scan
from outline_scores import FOLDER

from dabiao.office.outline_json import outline_schema

DABIAO = Path(sys.executable).parent / "dabiao"
KEYS = ["title", "headings", "tasks", "dropped", "truncated"]


def dabiao(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DABIAO, "outline", *map(str, words)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", sorted((FOLDER / "open").glob("*.txt")), ids=lambda path: path.stem)
def test_the_json_has_the_promised_keys_and_fits_its_schema(path: Path) -> None:
    done = dabiao(path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told) == KEYS
    jsonschema.validate(told, outline_schema())
    answer = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert told["title"] == answer["title"]
    assert told["truncated"] == answer["truncated"]
    assert [list(one) for one in told["headings"][:1]] == [["level", "number", "text"]]
    assert list(told["tasks"][0]) == ["text", "heading", "standard_id", "unit", "confidence"]


def test_the_published_schema_is_the_codes() -> None:
    published = Path(__file__).parents[3] / "docs" / "schemas" / "outline.schema.json"
    assert json.loads(published.read_text("utf-8")) == outline_schema()


def test_a_reader_gets_the_outline_with_its_tasks_marked(tmp_path: Path) -> None:
    text = (
        "在动员会上的讲话\n下面，我讲三点意见。\n一、抓环境\n区城管局要在5月底前修补背街小巷路面。\n今年以来成效明显。\n"
        "二、抓秩序\n（一）管好路口\n请区交警大队增派警力，并"
    )
    done = dabiao(write_docx(text, tmp_path / "讲话.docx"))
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "在动员会上的讲话"
    assert lines.index("一、抓环境") < lines.index("  ● 区城管局要在5月底前修补背街小巷路面。")
    assert any(line.startswith("    责任单位：区城管局") for line in lines)
    assert "  （一）管好路口" in lines
    assert "今年以来成效明显" not in done.stdout
    assert "共 4 句：任务 2" in done.stdout
    assert "说的是 3 点，只找到 2 点" in done.stdout
    assert "在句子中间断了" in done.stdout


def test_another_pack_and_an_unknown_one(tmp_path: Path) -> None:
    path = write_docx("学校要把守则改写成班级约定并张贴在教室。", tmp_path / "校.docx")
    told = json.loads(dabiao(path, "--pack", "minors-practice", "--json").stdout)
    assert told["tasks"][0]["standard_id"].startswith("M")
    refused = dabiao(path, "--pack", "没有这个包")
    assert refused.returncode == 2
    assert "没有这个标准包" in refused.stderr


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (write_locked_pdf, "密.pdf", "加了密码"),
        (write_scan, "扫描.pdf", "没有文字层"),
        (
            lambda path: write_docx("要快。", path.with_suffix(".docx")).rename(path),
            "错.pdf",
            "内容却是Word 文档",
        ),
        (lambda path: path, "没有.txt", "没有这个文件"),
    ],
)
def test_what_cannot_be_read_gets_a_clear_answer_and_code_two(
    tmp_path: Path, make, name: str, said: str
) -> None:
    done = dabiao(make(tmp_path / name), "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_pages_that_are_pictures_are_told_beside_the_outline(tmp_path: Path) -> None:
    done = dabiao(write_half_scanned("各街道要在5月底前完成整改。", tmp_path / "半.pdf"))
    assert done.returncode == 0
    assert "第 2 页是图片" in done.stderr
    assert "● 各街道要" in done.stdout


def test_the_help_names_every_key() -> None:
    said = dabiao("--help").stdout
    for key in (*KEYS, "level", "heading", "standard_id", "unit", "confidence", "reason"):
        assert key in said
