"""``dabiao bench``: ours and its peer in turns, the best of several, and their ratio.

What is timed lies in the ``bench`` folder of the source, not in the installed package: the peers are tools of
development. Each module there has ``run``, which gives at least ``text`` and ``held``.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import click

import dabiao
from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.command_line import CHECKED_AND_WRONG

Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bench:
    """One thing that is timed; ``peers`` are the modules it needs beyond what the product itself needs."""

    module: str
    title: str
    heading: str
    peers: tuple[str, ...] = ()
    soak: bool = False


BENCHES = {
    "observations": Bench(
        "observations", "一亿条观测计数，对 Polars；由单元格重新计分", "Counting observations", ("polars",)
    ),
    "stability": Bench("stability", "稳定性模型，对其 NumPy 写法", "The stability model"),
    "workbook-import": Bench("workbook_import", "工作簿导入，对 calamine 的裸读", "Importing a workbook"),
    "audit-chain": Bench("audit_chain", "审计记录核对，对单算 SM3", "Checking the audit chain"),
    "duty-lists": Bench("duty_lists", "十万条职责的各页，深页对 OFFSET", "Lists over 100,000 duties"),
    "million-rows": Bench("million_rows", "一百万行导入的内存上限", "A million rows", soak=True),
}
"""By the name the command line knows it under."""

_LIBRARIES = ("numpy", "numba", "pyarrow", "duckdb", "polars")

EXAMPLE = """\b
例：
  dabiao bench
  dabiao bench observations --rounds 7 --out docs/benchmarks.md
"""


def bench_folder() -> Path:
    """Find the ``bench`` folder of the source checkout. Raises BadInput when there is none."""
    folder = Path(dabiao.__file__).resolve().parents[2] / "bench"
    if not (folder / "observations.py").is_file():
        raise BadInput(
            Defect(
                "基准程序随源码发布，安装包里没有。请取得源码，在其中运行 make setup，再运行本命令",
                str(folder),
            )
        )
    return folder


def missing_peers(names: Iterable[str]) -> list[Defect]:
    """Say which peers are not installed, and how to install them."""
    wanted = dict.fromkeys(peer for name in names for peer in BENCHES[name].peers)
    template = "没有安装，无法对比。请在源码文件夹里运行 make setup，它会装好开发用的工具"
    return [Defect(template, peer) for peer in wanted if find_spec(peer) is None]


def page(results: Mapping[str, Figures], when: datetime) -> str:
    """Write the results page: date, machine and what each bench said."""
    parts = [
        "# Benchmarks",
        f"Measured on {when:%Y-%m-%d} with `dabiao bench --out docs/benchmarks.md` on {machine()}. Ours and its "
        "peer run in turns and the best of each counts; other work on the machine makes figures larger, rarely "
        "smaller.",
    ]
    for name, figures in results.items():
        parts += [f"## {BENCHES[name].heading}", f"```text\n{figures['text']}\n```"]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """Describe the machine by its cores, memory and versions, without its name."""
    memory = ""
    if hasattr(os, "sysconf") and {"SC_PAGE_SIZE", "SC_PHYS_PAGES"} <= set(os.sysconf_names):
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        memory = f", {size / 2**30:.0f} GB of memory"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES if find_spec(name) is not None)
    return f"{os.cpu_count()} cores{memory}, Python {platform.python_version()}, {libraries}"


@click.command(epilog=EXAMPLE)
@click.argument("names", metavar="[名称]...", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option(
    "--rounds", metavar="N", default=5, type=click.IntRange(5), help="轮流计时的次数，至少 5（默认 5）"
)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="另存为结果页")
@click.option("--soak", is_flag=True, help="做耐久测试，不做对比计时")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取")
def command(names: tuple[str, ...], rounds: int, out: Path | None, soak: bool, as_json: bool) -> None:
    """与同类工具交替计时，给出比值；不写名称就全部做。

    有一项没有达到目标，就以 1 退出，并列出耗时最多的函数。
    """
    chosen = names or tuple(name for name, bench in BENCHES.items() if bench.soak == soak)
    folder = bench_folder()
    missing = missing_peers(chosen)
    if missing:
        raise BadInput(missing)
    if str(folder.parent) not in sys.path:
        sys.path.insert(0, str(folder.parent))
    results: dict[str, Figures] = {}
    for name in dict.fromkeys(chosen):
        click.echo(f"{BENCHES[name].title} ……", err=True)
        results[name] = _run_apart(BENCHES[name], rounds)
        if not as_json:
            click.echo(str(results[name]["text"]))
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False, indent=1, default=str))
    if out is not None:
        _replace(out, page(results, datetime.now(UTC)))
    if not all(figures.get("held", True) for figures in results.values()):
        sys.exit(CHECKED_AND_WRONG)


def _run_apart(bench: Bench, rounds: int) -> Figures:
    """Run a bench in a process of its own: thread pools that one leaves behind would slow the next."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        return process.submit(_run, bench, rounds).result()


def _run(bench: Bench, rounds: int) -> Figures:
    run = importlib.import_module(f"bench.{bench.module}").run
    figures: Figures = run() if bench.soak else run(rounds=rounds)
    return figures


def _replace(path: Path, text: str) -> None:
    """Write ``path`` whole or leave it as it was. Raises BadInput when it cannot be written."""
    beside = path.with_name(f".{path.name}.writing")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        template = "写不进去（%(reason)s）。请换一个位置，或检查磁盘空间和权限"
        raise BadInput(Defect(template, str(path), parameters={"reason": reason_of(error)})) from error
