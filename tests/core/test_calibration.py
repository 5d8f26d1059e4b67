"""The calibration table of the documentation: its form, its seed, and where it is put."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dabiao.core.assessment import StabilityClass
from dabiao.core.calibration import Setting, last_round, last_three, replicate

ROOT = Path(__file__).parents[2]


def _tool():
    specification = importlib.util.spec_from_file_location(
        "calibrate_stability", ROOT / "tools" / "calibrate_stability.py"
    )
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module  # its records look their annotations up there
    specification.loader.exec_module(module)
    return module


tool = _tool()


@pytest.fixture(scope="module")
def tiny() -> str:
    """The table of one district for each setting."""
    return tool.calibration(replicates=1, seed=3)


def tables(page: str) -> list[list[list[str]]]:
    """Every table of a page, row by row, cell by cell."""
    found = re.findall(r"(?:^\|.*\|$\n?)+", page, flags=re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in one.splitlines()] for one in found
    ]


def test_the_table_has_the_same_form_whatever_the_run(tiny: str) -> None:
    methods, promises, bins, classes = tables(tiny)
    assert methods[0] == [
        "setting",
        "method",
        "accuracy",
        "false alarm",
        "miss",
        "hard miss",
        "loss",
        "Brier",
    ]
    assert len(methods) == 2 + len(tool.SETTINGS) * len(tool.METHODS)
    assert [row[0] for row in promises[2:]] == list(tool.SETTINGS)
    assert bins[2][0] == "0.00–0.10"
    assert len(bins) == 2 + len(tool.BINS) - 1
    assert classes[0] == ["truly \\ said", "不达标", "不稳定达标", "达标", "证据不足", "all"]
    for found in (methods, promises, bins, classes):
        assert {len(row) for row in found} == {len(found[0])}
    for row in (*(row[2:] for row in methods[2:]), *(row[1:] for row in promises[2:])):
        assert all(re.fullmatch(r"\d\.\d{3}|–", cell) for cell in row)


def test_every_series_is_told_once(tiny: str) -> None:
    _, _, bins, classes = tables(tiny)
    assert sum(int(row[1]) for row in bins[2:]) == 240
    assert sum(int(row[-1]) for row in classes[2:]) == 240
    for row in classes[2:]:
        assert sum(map(int, row[1:-1])) == int(row[-1])
        assert row[0] in set(StabilityClass)


def test_the_same_seed_gives_the_same_table(tiny: str) -> None:
    again = tool.tell(Setting(8, 6), 1, 3)
    assert f"| {int((again.stated < 0.1).sum())} |" in tiny
    other = tool.tell(Setting(8, 6), 1, 4)
    assert not np.array_equal(again.stated, other.stated)
    one, two = (replicate(np.random.default_rng(5), Setting(4, 6)) for _ in range(2))
    assert one == two


def test_the_page_holds_a_table_of_this_form(tiny: str) -> None:
    page = tool.PAGE.read_text("utf-8")
    inside = page.partition(tool.BEGIN)[2].partition(tool.END)[0]
    shown, drawn = tables(inside), tables(tiny)
    assert len(shown) == len(drawn)
    for kept, made in zip(shown, drawn, strict=True):
        assert kept[0] == made[0]
        assert [row[0] for row in kept] == [row[0] for row in made]
    assert f"on {tool.REPLICATES} made-up districts" in inside


def test_the_table_is_put_between_the_markers_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "stability.md"
    page.write_text(f"before\n{tool.BEGIN}\nold\n{tool.END}\nafter\n", encoding="utf-8")
    for _ in range(2):
        assert tool.main(["--write"], page, lambda: "| new |") == 0
        assert page.read_text("utf-8") == f"before\n{tool.BEGIN}\n\n| new |\n\n{tool.END}\nafter\n"


def test_without_write_the_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "stability.md"
    assert tool.main([], page, lambda: "| new |") == 0
    assert capsys.readouterr().out == "| new |\n"
    assert not page.exists()


@pytest.mark.parametrize(
    "text", ["", f"{tool.BEGIN}", f"{tool.END}{tool.BEGIN}", f"{tool.BEGIN * 2}{tool.END}"]
)
def test_a_page_without_its_markers_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    page = tmp_path / "stability.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="once each"):
        tool.main(["--write"], page, lambda: "| new |")
    assert page.read_text("utf-8") == text


def test_the_command_says_what_it_does() -> None:
    done = subprocess.run(
        [ROOT / "tools" / "calibrate", "--help"], capture_output=True, text=True, check=True
    )
    assert "--write" in done.stdout


def test_the_rules_of_today_read_rounds_as_offices_do() -> None:
    reached = np.array([[1, 1, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=np.float64)
    assert last_round(reached).tolist() == [2, 2, 0, 2, 0]
    assert last_three(reached).tolist() == [2, 1, 1, 0, 0]
