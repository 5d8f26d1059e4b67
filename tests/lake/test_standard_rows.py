"""The rows of one standard in one round: exactly these, and of very many only whole places."""

import pyarrow.compute as pc
import pytest

from dabiao.core.defects import BadInput
from dabiao.lake.observation_store import OBSERVATIONS_FILE, write_observations
from dabiao.lake.standard_rows import standard_rows


@pytest.fixture
def stored(district, pack, tmp_path):
    observations, judged = district(rows=2_000)
    write_observations(observations, judged, pack, tmp_path / "一")
    return observations, tmp_path / "一"


def first(observations):
    row = observations.table.slice(0, 1).to_pylist()[0]
    return row["round"], row["standard_id"], row["method"]


def picked(table, wanted):
    for name, word in zip(("round", "standard_id", "method"), wanted, strict=True):
        table = table.filter(pc.equal(table.column(name).cast("string"), word))
    return table


def test_exactly_the_rows_of_standard_round_and_method_come(stored):
    observations, folder = stored
    wanted = first(observations)
    expected = picked(observations.table, wanted)
    found = standard_rows([folder], *wanted)
    assert found.observations.rounds == (wanted[0],)
    assert found.observations.table.to_pylist() == expected.to_pylist()
    assert found.places == found.of_places == len(expected.column("site_id").unique())


def test_of_very_many_rows_whole_places_are_taken_evenly(stored):
    observations, folder = stored
    wanted = first(observations)
    everything = standard_rows([folder], *wanted)
    some = standard_rows([folder], *wanted, most=len(everything.observations) // 3)
    assert 0 < some.places < some.of_places == everything.places
    sites = set(some.observations.table.column("site_id").to_pylist())
    assert len(sites) == some.places
    whole = [row for row in everything.observations.table.to_pylist() if row["site_id"] in sites]
    assert some.observations.table.to_pylist() == whole


def test_where_nothing_was_seen_there_are_no_rows(stored):
    _, folder = stored
    for wanted in (("没有的轮次", "A", "实地"), ("1", "没有的标准", "实地")):
        found = standard_rows([folder], *wanted)
        assert (len(found.observations), found.places, found.of_places) == (0, 0, 0)
    assert len(standard_rows([], "1", "A", "实地").observations) == 0


def test_rows_of_several_imports_come_together(stored, tmp_path, district, pack):
    observations, folder = stored
    more, judged = district(seed=2, rows=500)
    write_observations(more, judged, pack, tmp_path / "二")
    wanted = first(observations)
    both = standard_rows([folder, tmp_path / "二"], *wanted)
    assert len(both.observations) == len(picked(observations.table, wanted)) + len(picked(more.table, wanted))


def test_a_broken_file_is_named(stored):
    _, folder = stored
    (folder / OBSERVATIONS_FILE).write_bytes(b"PAR1nonsense")
    with pytest.raises(BadInput, match=OBSERVATIONS_FILE):
        standard_rows([folder], "1", "A", "实地")
