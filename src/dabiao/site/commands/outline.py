"""``dabiao outline``: headings and tasks of a speech, plan or circular, and what became of every sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dabiao.core.framework import Framework
    from dabiao.core.outline.model import Outline, Sentence
    from dabiao.core.outline.suggestions import Suggestion
    from dabiao.office.document_text import DocumentText


@click.command(
    short_help="读出讲话、方案、通报的提纲和任务",
    epilog="例：dabiao outline 推进会讲话.docx；给程序读：dabiao outline 通报.pdf --json",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option(
    "--pack",
    default="district-practice",
    show_default=True,
    metavar="编号或文件夹",
    help="标准包，任务对应的标准从里面找。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读。")
def command(file: Path, pack: str, as_json: bool) -> None:
    r"""读一份讲话、方案或通报（.docx、.pdf、.txt），列出提纲，标出要办的事，并建议对应的标准和责任单位。

    标题按公文层次认：一、（一） 1. （1）以及一是、首先、第一；序号接不上的（年份、小数、一、二年级）不算标题。
    要办的句子是任务；背景、成绩、意义、问题、引语、称呼、页面附带的句子不是，逐句说明。

    \b
    JSON 的键：
      title      标题，没有就是空的
      headings   [{level, number, text}]，level 1—4 是公文层次，5 是文中的一是、首先
      tasks      [{text, heading, standard_id, unit, confidence}]
                 heading 是所在的标题；confidence 是建议正确的可能，0 到 1；没有建议时为 null
      dropped    [{text, reason}]，其余每一句和不是任务的原因
      truncated  正文是不是在句子中间断了

    只按规则判断，同一份文件结果总是一样；建议要由人确认。读不了时退出码为 2。
    """
    from dabiao.core.outline.document import outline_of
    from dabiao.core.outline.suggestions import Suggester
    from dabiao.office.document_text import read_document
    from dabiao.office.outline_json import outline_json
    from dabiao.site.home_folder import home_folder
    from dabiao.standards.pack_files import load_pack

    framework = load_pack(pack, home_folder().packs)
    document = read_document(file)
    outline = outline_of(document.text)
    suggester = Suggester(framework)
    suggestions = [suggester.suggest(outline, task) for task in outline.tasks]
    if document.blank_pages:
        click.echo(_about_blank_pages(document), err=True)
    if as_json:
        click.echo(json.dumps(outline_json(outline, suggestions), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_told(outline, suggestions, framework)))


def _about_blank_pages(document: DocumentText) -> str:
    pages = "、".join(str(page) for page in document.blank_pages[:10])
    return f"提醒：第 {pages} 页是图片，没有文字层，这几页的内容没有读到"


def _told(outline: Outline, suggestions: Sequence[Suggestion], framework: Framework) -> Iterator[str]:
    """The outline for a reader: headings indented by level, tasks marked, then what else there is."""
    from dabiao.core.outline.model import Heading
    from dabiao.office.cells_safe import one_line

    yield one_line(outline.title or "（没有标题）")
    suggested = dict(zip((task.start for task in outline.tasks), suggestions, strict=True))
    lines: list[Heading | Sentence] = [one for one in outline.headings if not one.is_sentence]
    lines += outline.tasks
    for one in sorted(lines, key=lambda one: one.start):
        if isinstance(one, Heading):
            yield _indent(one.level) + one_line(one.number + one.text)
        else:
            yield _indent(_depth(outline, one) + 1) + "● " + one_line(one.text)
            about = _about(suggested[one.start], framework)
            if about:
                yield _indent(_depth(outline, one) + 2) + one_line(about)
    counts = Counter(str(one.reason) for one in outline.dropped)
    left = "，".join(f"{reason} {count}" for reason, count in counts.most_common())
    yield f"共 {len(outline.sentences)} 句：任务 {len(outline.tasks)}" + (f"，{left}" if left else "")
    for promise in outline.missing:
        yield one_line(
            f"提醒：“{promise.text}”说的是 {promise.announced} 点，只找到 {promise.found} 点，可能没有给全"
        )
    if outline.truncated:
        yield "提醒：正文在句子中间断了，后面的内容没有给全"


def _about(suggestion: Suggestion, framework: Framework) -> str:
    parts = []
    if suggestion.unit:
        parts.append(f"责任单位：{suggestion.unit}（{suggestion.unit_confidence:.0%}）")
    if suggestion.standard_id:
        title = framework.standards[suggestion.standard_id].title
        parts.append(f"标准：{suggestion.standard_id} {title}（{suggestion.standard_confidence:.0%}）")
    return "；".join(parts)


def _depth(outline: Outline, task: Sentence) -> int:
    return outline.headings[task.path[-1]].level if task.path else 0


def _indent(depth: int) -> str:
    return "  " * max(0, depth - 1)
