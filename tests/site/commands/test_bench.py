"""``dabiao bench`` runs what lies in the source, says what is missing, and writes a page without a host's name."""

import importlib
import json
import platform
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

import dabiao
from dabiao.core.defects import BadInput
from dabiao.lake.observation_store import verify
from dabiao.site.commands import bench
from dabiao.site.commands.bench import BENCHES, Bench, bench_folder, command, machine, missing_peers, page

ROOT = Path(__file__).resolve().parents[3]

QUICK = """
def run(rounds=5):
    return {"text": f"quick in {rounds} turns", "held": rounds < 9, "rounds": rounds}
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A source checkout whose only bench is quick: it holds its target below nine turns."""
    package = tmp_path / "src" / "dabiao"
    folder = tmp_path / "bench"
    package.mkdir(parents=True)
    folder.mkdir()
    (folder / "observations.py").write_text(QUICK)
    (folder / "quick_bench.py").write_text(QUICK)
    monkeypatch.setattr(dabiao, "__file__", str(package / "__init__.py"))
    monkeypatch.setitem(BENCHES, "stability", Bench("quick_bench", "快", "A quick one"))
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_a_bench_prints_what_it_found(checkout):
    done = CliRunner().invoke(command, ["stability", "--rounds", "6"])
    assert done.exit_code == 0
    assert done.stdout == "quick in 6 turns\n"


def test_a_missed_target_exits_one_after_printing(checkout):
    done = CliRunner().invoke(command, ["stability", "--rounds", "9"])
    assert done.exit_code == 1
    assert "quick in 9 turns" in done.stdout


def test_a_program_can_read_the_figures(checkout):
    done = CliRunner().invoke(command, ["stability", "--json"])
    assert json.loads(done.stdout)["stability"]["rounds"] == 5


def test_the_page_is_dated_and_names_no_host(checkout):
    done = CliRunner().invoke(command, ["stability", "--out", str(checkout / "benchmarks.md")])
    assert done.exit_code == 0
    text = (checkout / "benchmarks.md").read_text("utf-8")
    assert "## A quick one" in text
    assert "quick in 5 turns" in text
    assert platform.node() not in text
    assert {path.name for path in checkout.iterdir()} == {"src", "bench", "benchmarks.md"}


def test_the_page_says_the_day_and_the_machine():
    text = page({"observations": {"text": "1.05"}}, datetime(2026, 3, 1, tzinfo=UTC))
    assert "2026-03-01" in text
    assert machine() in text
    assert platform.python_version() in machine()


def test_a_page_that_cannot_be_written_is_told_and_the_old_one_stays(checkout):
    with pytest.raises(BadInput, match="写不进去"):
        CliRunner().invoke(
            command, ["stability", "--out", str(checkout / "没有" / "b.md")], catch_exceptions=False
        )


def test_an_installed_package_without_source_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(dabiao, "__file__", str(tmp_path / "site-packages" / "dabiao" / "__init__.py"))
    with pytest.raises(BadInput, match="make setup"):
        bench_folder()


def test_a_peer_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(BENCHES, "stability", Bench("stability", "", "", ("no_such_peer",)))
    (defect,) = missing_peers(["stability", "observations"])
    assert defect.file == "no_such_peer"
    assert "make setup" in defect.message


def test_an_unknown_name_and_too_few_turns_are_refused():
    assert CliRunner().invoke(command, ["nothing"]).exit_code == 2
    assert CliRunner().invoke(command, ["stability", "--rounds", "4"]).exit_code == 2


@pytest.mark.parametrize("name", list(bench.BENCHES))
def test_every_bench_named_is_in_the_source(name):
    assert (ROOT / "bench" / f"{BENCHES[name].module}.py").is_file()


def test_the_observations_bench_counts_the_same_cells_on_every_engine(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    observations = importlib.import_module("bench.observations")
    figures = observations.run(rounds=5, rows=1, home=tmp_path)
    (folder,) = tmp_path.iterdir()
    assert verify(folder) == ()
    assert figures["cells"] > 1000
    assert set(figures["seconds"]) == {"ours", "polars_sorted", "polars_plain", "rescore"}
    assert f"{figures['rows']:,} observations" in figures["text"]


def test_the_stability_bench_gets_the_same_figures_from_numpy(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    stability = importlib.import_module("bench.stability")
    figures = stability.run(rounds=5, series=120)
    assert figures["difference"] <= stability.TOLERANCE
    assert figures["held"] is (figures["ratio"] >= stability.TARGET)
    assert {"ours", "ours_one_thread", "peer"} <= set(figures["seconds"])
    assert f"{figures['distinct']} of the series are distinct" in figures["text"]
