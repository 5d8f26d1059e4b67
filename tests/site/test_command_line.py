"""The command line: says what there is, and tells refused input line by line without a traceback."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dabiao.core.defects import BadInput, Defect
from dabiao.site import command_line
from dabiao.site.command_line import COMMANDS, group, main

DABIAO = Path(sys.executable).parent / "dabiao"


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, and every subcommand of those that have any."""
    context = click.Context(group)
    for name in COMMANDS:
        one = group.get_command(context, name)
        if isinstance(one, click.Group):
            yield from ((name, below) for below in one.list_commands(context))
        else:
            yield (name,)


def ended(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run ``main`` with these words. Returns the exit code."""
    monkeypatch.setattr(sys, "argv", ["dabiao", *words])
    monkeypatch.setenv("LANGUAGE", "en")  # main sets its own; this puts the old one back afterwards
    with pytest.raises(SystemExit) as end:
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


def test_the_program_as_installed_lists_every_command() -> None:
    done = subprocess.run([DABIAO, "--help"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for name, use in COMMANDS.items():
        assert name in done.stdout
        assert use[:8] in done.stdout


def test_help_loads_neither_the_web_nor_the_mathematics() -> None:
    looked = (
        "import sys; from dabiao.site.command_line import main; sys.argv = ['dabiao', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('django', 'numpy', 'pyarrow', 'numba') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_helps_with_an_example(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(group, [*words, "--help"])
    assert done.exit_code == 0, done.output
    assert "例：" in done.output
    assert f"dabiao {' '.join(words)}" in done.output


@pytest.mark.parametrize(
    "words", [["no-such-command"], ["rank", "--no-such-option"], ["serve", "--port", "0"], []]
)
def test_a_call_that_cannot_be_understood_exits_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert ended(monkeypatch, *words) == 2
    said = capsys.readouterr()
    assert "dabiao" in said.out + said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such-command"], "没有命令 no-such-command。"),
        (["pack", "no-such-command"], "没有命令 no-such-command。"),
        (["rank", "--no-such-option"], "没有选项 --no-such-option。"),
        (["assess", "a.xlsx", "--jsno"], "没有选项 --jsno。 是不是 '--json'？"),
        (["rank", "a.csv"], "缺少选项 '--weights'"),
        (["rank", "a.csv", "--weights"], "选项 --weights 后面要写 1 个值。"),
        (["rank", "a.csv", "b.csv", "--weights", "a=1"], "多了参数：b.csv"),
        (["rank", "a.csv", "--weights", "a=1", "--ties", "some"], "不在可选的值（'shared', 'ordinal'）里"),
        (["rank", "a.csv", "--json=1"], "选项 --json 后面不写值。"),
        (["simulate", "--seed", "many"], "'--seed' 的值不对：'many' 不是这里要的数。"),
        (["serve", "--port", "0"], "0 不在范围 1<=x<=65535 里。"),
        (["assess"], "缺少参数 '工作簿…'"),
    ],
)
def test_a_call_that_cannot_be_understood_is_told_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    ended(monkeypatch, *words)
    said = capsys.readouterr().err
    assert told in said
    assert not re.search(r"\b(Error|Usage|Missing|Invalid|Try)\b", said)


@pytest.mark.parametrize("words", [(), *commands()], ids=" ".join)
def test_help_is_chinese_down_to_its_headings(words: tuple[str, ...]) -> None:
    done = subprocess.run([DABIAO, *words, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("用法： dabiao")
    assert "显示这段说明。" in done.stdout
    assert not re.search(r"Usage|Options:|Commands:|default|required|Show", done.stdout)


def test_refused_input_is_told_on_the_error_stream_and_exits_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "pack", "show", "district-practice", "99.9") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("99.9：")
    assert "Traceback" not in said.err


def test_each_defect_is_one_line_and_steers_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def refusing() -> None:
        raise BadInput([Defect("甲\x1b[2J", "a.csv", row) for row in (2, 3)])

    monkeypatch.setattr(command_line, "group", refusing)
    assert ended(monkeypatch) == 2
    assert capsys.readouterr().err.splitlines() == ["a.csv 第 2 行：甲 [2J", "a.csv 第 3 行：甲 [2J"]


def test_a_check_that_found_something_keeps_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text("id: broken\n", encoding="utf-8")
    assert ended(monkeypatch, "pack", "check", str(tmp_path)) in (1, 2)
    assert ended(monkeypatch, "pack", "check", "district-practice") == 0


def test_interrupting_exits_as_programs_do_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "group", interrupted)
    assert ended(monkeypatch) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_the_version_is_told() -> None:
    done = CliRunner().invoke(group, ["--version"])
    assert done.exit_code == 0
    assert done.output.startswith("dabiao")
