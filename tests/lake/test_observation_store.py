"""What was stored comes back as it was; what was changed is refused, and where it was changed is told."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.defects import BadInput
from dabiao.core.observation import SCHEMA
from dabiao.core.tally import tally
from dabiao.lake import observation_store, sorted_file
from dabiao.lake.manifest import PackStamp
from dabiao.lake.observation_store import (
    CELLS_FILE,
    FILES,
    OBSERVATIONS_FILE,
    open_stored,
    read_cells,
    read_observations,
    remove,
    sorted_table,
    store,
    verify,
    write_observations,
)
from dabiao.lake.row_cells import row_cells


@pytest.fixture
def stored(district, pack, tmp_path):
    observations, judged = district()
    return write_observations(observations, judged, pack, tmp_path / "第一轮")


def content(cells):
    """All there is to a cell table, comparable."""
    parts = [
        (part.words, *([*column.tolist()] for column in (*part.codes.values(), *part.sums.values())))
        for part in (cells.cells, cells.items)
    ]
    return cells.rounds, cells.overlap, parts


def rewrite(path, change):
    """Let an outsider change the bytes of a file."""
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(bytes(data))


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), rows=st.integers(0, 60))
def test_what_is_read_back_is_what_was_written(district, pack, tmp_path_factory, seed, rows):
    observations, judged = district(seed, rows)
    folder = tmp_path_factory.mktemp("lake") / "轮次"
    write_observations(observations, judged, pack, folder)
    back = read_observations(folder)
    assert back.table.schema == SCHEMA
    assert back.table.to_pylist() == observations.table.to_pylist()
    assert (back.rounds, back.warnings) == (observations.rounds, observations.warnings)
    assert content(read_cells(folder)) == content(tally(observations, pack, judged))
    assert verify(folder) == ()


def test_what_is_read_back_gives_the_same_cells(stored, district, pack):
    _, judged = district()
    assert content(tally(read_observations(stored.folder), pack, judged)) == content(
        read_cells(stored.folder)
    )


def test_the_manifest_says_what_was_stored_and_by_which_pack(stored, pack):
    manifest = json.loads((stored.folder / "manifest.json").read_text("utf-8"))
    assert manifest["pack"] == {"id": pack.id, "edition": pack.edition, "digest": pack.digest}
    assert manifest["rounds"] == ["1", "2", "3"]
    assert manifest["files"][OBSERVATIONS_FILE]["rows"] == stored.rows == 400
    assert stored.cells == manifest["files"][CELLS_FILE]["rows"]
    assert {len(stamp["sm3"]) for stamp in manifest["files"].values()} == {64}


def test_the_same_observations_give_the_same_bytes(stored, district, pack, tmp_path):
    observations, judged = district()
    again = write_observations(observations, judged, pack, tmp_path / "另一处")
    assert again.digest == stored.digest


def test_rows_lie_in_cell_order(stored):
    cell = pq.read_table(stored.observations, columns=["cell"], partitioning=None)["cell"].to_numpy()
    assert np.all(np.diff(cell) >= 0)
    assert set(cell.tolist()) == set(range(stored.cells))


def test_stored_data_is_not_overwritten(stored, district, pack):
    before = {path.name: path.read_bytes() for path in stored.folder.iterdir()}
    observations, judged = district(seed=2)
    with pytest.raises(BadInput, match="已经存在"):
        write_observations(observations, judged, pack, stored.folder)
    assert {path.name: path.read_bytes() for path in stored.folder.iterdir()} == before


def test_a_write_that_fails_leaves_nothing(district, pack, tmp_path):
    observations, judged = district(rows=20)
    cells = tally(observations, pack, judged)
    rows = sorted_table(observations, judged, row_cells(observations, judged, cells))
    stamp = PackStamp(pack.id, pack.edition, pack.digest)

    def fill(file):
        file.write(rows)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="space"):
        store(tmp_path / "轮次", fill, stamp)
    assert list(tmp_path.iterdir()) == []


def test_removed_data_is_gone_without_a_trace(stored):
    remove(stored.folder)
    assert list(stored.folder.parent.iterdir()) == []


def test_only_stored_data_is_removed(tmp_path):
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "1.jpg").write_bytes(b"jpg")
    with pytest.raises(BadInput, match=r"manifest\.json"):
        remove(tmp_path / "照片")
    assert (tmp_path / "照片" / "1.jpg").exists()


def test_a_changed_row_is_located_by_its_block(district, pack, tmp_path, monkeypatch):
    monkeypatch.setattr(sorted_file, "BLOCK_ROWS", 100)
    observations, judged = district()
    stored = write_observations(observations, judged, pack, tmp_path / "轮次")
    blocks = stored.manifest.files[OBSERVATIONS_FILE].blocks
    assert [block.rows for block in blocks] == [100, 100, 100, 100]
    middle = blocks[2].offset + blocks[2].bytes // 2
    rewrite(stored.observations, lambda data: data.__setitem__(middle, data[middle] ^ 1))
    (defect,) = verify(stored.folder)
    assert defect.file == str(stored.observations)
    assert "第 201 至 300 行" in defect.message


@pytest.mark.parametrize("name", FILES)
def test_a_change_outside_the_rows_is_told_by_its_file(stored, name):
    rewrite(stored.folder / name, lambda data: data.__setitem__(-6, data[-6] ^ 1))
    (defect,) = verify(stored.folder)
    assert defect.file == str(stored.folder / name)
    assert "改动" in defect.message


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", [lambda data: data.__delitem__(slice(-20, None)), bytearray.clear])
def test_a_truncated_file_is_refused_by_name(stored, name, change):
    rewrite(stored.folder / name, change)
    (defect,) = verify(stored.folder)
    assert defect.file == str(stored.folder / name)
    assert "字节" in defect.message
    read = read_observations if name == OBSERVATIONS_FILE else read_cells
    with pytest.raises(BadInput, match=name):
        read(stored.folder)


def test_a_missing_file_is_told_by_name(stored):
    (stored.folder / CELLS_FILE).unlink()
    (defect,) = verify(stored.folder)
    assert defect.file == str(stored.folder / CELLS_FILE)


def restamped(stored, name, table):
    """Let an outsider replace a file and the manifest's word on it."""
    path = stored.folder / name
    pq.write_table(table, path)
    stamped = observation_store._stamped(path)
    manifest = json.loads((stored.folder / "manifest.json").read_text("utf-8"))
    manifest["files"][name] |= {"bytes": stamped.bytes, "sha256": stamped.sha256, "sm3": stamped.sm3}
    (stored.folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_cells_that_do_not_follow_from_the_observations_are_found(stored):
    table = pq.read_table(stored.folder / CELLS_FILE, partitioning=None)
    place = table.schema.get_field_index("rows_ok")
    raised = pa.array(table["rows_ok"].to_numpy() + 1)
    restamped(stored, CELLS_FILE, table.set_column(place, table.schema.field(place), raised))
    (defect,) = verify(stored.folder)
    assert defect.file == str(stored.folder / CELLS_FILE)
    assert "不一致" in defect.message


def test_a_forged_manifest_no_longer_has_the_digest_that_was_noted_down(stored):
    restamped(stored, CELLS_FILE, pq.read_table(stored.folder / CELLS_FILE, partitioning=None))
    assert open_stored(stored.folder).digest != stored.digest


@pytest.mark.parametrize("name", [OBSERVATIONS_FILE, CELLS_FILE])
def test_a_file_of_other_columns_is_refused_by_name(stored, name):
    restamped(stored, name, pa.table({"standard": ["A"]}))
    assert [defect.file for defect in verify(stored.folder)] == [str(stored.folder / name)]
    read = read_observations if name == OBSERVATIONS_FILE else read_cells
    with pytest.raises(BadInput, match=name):
        read(stored.folder)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", None),
        ("{", None),
        ("[]", None),
        ('{"layout": "1"}', "layout"),
        ('{"layout": 1}', "software"),
    ],
)
def test_a_manifest_that_is_none_is_refused(stored, text, field):
    (stored.folder / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"manifest\.json") as refused:
        read_observations(stored.folder)
    assert refused.value.defects[0].field == field


@pytest.mark.parametrize("change", [{"layout": 2}, {"files": {}}])
def test_a_manifest_of_another_layout_is_refused(stored, change):
    path = stored.folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(BadInput, match=r"manifest\.json"):
        open_stored(stored.folder)


def test_an_oversized_manifest_is_not_read(stored, monkeypatch):
    monkeypatch.setattr("dabiao.lake.manifest.LARGEST_MANIFEST", 100)
    with pytest.raises(BadInput, match="没有读取"):
        open_stored(stored.folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"manifest\.json"):
        read_cells(tmp_path / "没有")
