"""A chain of audit entries outside the database: exported, changed in every way, and found out at its place."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from independent_audit_check import sm3 as plain_sm3
from independent_audit_check import whole

from dabiao.core.defects import BadInput
from dabiao.house import audit
from dabiao.house.audit_chain import CONTENT, FIRST_PREVIOUS, Link, canonical, find_break, sm3, written_out
from dabiao.house.audit_export import write_export
from dabiao.house.audit_file import check_export, has_entry

ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
"""SM3("abc"), GB/T 32905—2016 annex A.1."""

ENTRIES = 6


def chain(length: int) -> list[Link]:
    links, previous = [], FIRST_PREVIOUS
    for number in range(1, length + 1):
        content = canonical({"number": number, "previous": previous, "after": {"rows": number}})
        previous_of_next = sm3(content)
        links.append(Link(number, previous, previous_of_next, content))
        previous = previous_of_next
    return links


@pytest.fixture
def export(db: None, tmp_path: Path) -> Path:
    """A chain of six entries as a file."""
    for number in range(1, ENTRIES + 1):
        audit.append(
            actor="office",
            action="import",
            resource="import",
            resource_id=str(number),
            after={"名": f"第{number}轮"},
        )
    write_export(tmp_path / "审计.jsonl")
    return tmp_path / "审计.jsonl"


def test_sm3_is_the_standards_sm3_here_and_in_the_independent_check() -> None:
    assert sm3(b"abc") == ABC
    assert plain_sm3(b"abc") == ABC


@given(st.binary(max_size=300))
def test_both_take_the_same_digest_of_anything(content: bytes) -> None:
    assert sm3(content) == plain_sm3(content)


# ---- links

WORDS = st.text(max_size=20)
FIGURES = st.none() | st.dictionaries(
    WORDS, st.integers() | WORDS | st.none() | st.lists(WORDS, max_size=3), max_size=4
)


@given(
    st.integers(1, 10**12),
    st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS, WORDS),
    st.none() | WORDS,
    FIGURES,
    FIGURES,
)
def test_an_entry_put_together_from_its_parts_is_the_canonical_one(
    number: int,
    words: tuple[str, ...],
    address: str | None,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    at, actor, action, resource, resource_id, previous = words
    said = (number, at, actor, address, action, resource, resource_id, before, after, previous)
    whole_entry = dict(zip(CONTENT, said, strict=True))
    first, second = (None if one is None else canonical(one).decode() for one in (before, after))
    put_together = written_out(
        number, at, actor, address, action, resource, resource_id, first, second, previous
    )
    assert put_together == canonical(whole_entry)


@pytest.mark.django_db
def test_entries_of_before_the_figures_were_kept_as_text_still_follow() -> None:
    for number in (1, 2, 3):
        audit.append(actor="a", action="b", resource="c", resource_id="d", after={"rows": number, "名": "甲"})
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE house_auditentry SET after = \'{"rows": 2, "\\u540d": "\\u7532"}\' WHERE number = 2'
        )
    assert audit.first_break() is not None
    migration = import_module("dabiao.house.migrations.0002_sealed_figures")
    migration.write_canonically(None, SimpleNamespace(connection=connection))
    assert audit.first_break() is None


def test_a_chain_that_nobody_touched_has_no_break() -> None:
    assert find_break(chain(0)) is None
    assert find_break(chain(5)) is None


def test_a_chain_may_be_looked_at_from_the_middle() -> None:
    links = chain(5)
    assert find_break(links[2:], first=3, previous=links[1].digest) is None
    assert find_break(links[2:], first=3, previous=None) is None
    wrong = find_break(links[2:], first=3, previous=links[0].digest)
    assert wrong is not None
    assert wrong.number == 3


@settings(max_examples=150)
@given(data=st.data())
def test_every_single_change_is_found_at_its_place(data: st.DataObject) -> None:
    links = chain(data.draw(st.integers(2, 8)))
    at = data.draw(st.integers(0, len(links) - 1))
    one = links[at]
    what = data.draw(st.sampled_from(["byte", "delete", "swap", "repeat", "reseal", "digest", "number"]))
    expected = at + 1
    if what == "byte":
        place = data.draw(st.integers(0, len(one.content) - 1))
        changed = bytearray(one.content)
        changed[place] ^= data.draw(st.integers(1, 255))
        links[at] = one._replace(content=bytes(changed))
    elif what == "delete":
        del links[at]
        if at == len(links):
            assert find_break(links) is None, "an end that is cut off cannot be seen from inside"
            return
    elif what == "swap":
        other = data.draw(st.integers(0, len(links) - 1).filter(lambda place: place != at))
        links[at], links[other] = links[other], links[at]
        expected = min(at, other) + 1
    elif what == "repeat":
        links.insert(at, one)
        expected = at + 2
    elif what == "reseal":
        forged = canonical({"number": one.number, "previous": one.previous, "after": {"rows": -1}})
        links[at] = one._replace(content=forged, digest=sm3(forged))
        expected = at + 2
        if at == len(links) - 1:
            assert find_break(links) is None, "nothing follows the last that could disagree with it"
            return
    elif what == "digest":
        links[at] = one._replace(digest=sm3(b"else"))
    else:
        links[at] = one._replace(number=one.number + 100)
    found = find_break(links)
    assert found is not None
    assert found.number == expected
    assert str(found.number) in found.said or str(found.number - 1) in found.said


# ---- the exported file


def test_an_export_is_whole_to_us_and_to_whoever_checks_it_alone(export: Path) -> None:
    header, broken = check_export(export)
    assert (header.count, header.last, broken) == (ENTRIES, ENTRIES, None)
    assert (header.last, header.last_digest) == audit.head()
    assert whole(export)
    assert has_entry(export, 3, next(link.digest for link in audit.stored_links() if link.number == 3))
    assert not has_entry(export, 3, "0" * 64)


def lines_of(change: Callable[[list[bytes]], None]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        lines = content.splitlines()
        change(lines)
        return b"\n".join(lines) + b"\n"

    return changed


def swap(lines: list[bytes]) -> None:
    lines[2], lines[4] = lines[4], lines[2]


CHANGES: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "an edited name": (lambda content: content.replace("第4轮".encode(), "第9轮".encode()), 4),
    "a deleted entry": (lines_of(lambda lines: lines.pop(3)), 3),
    "two swapped": (lines_of(swap), 2),
    "one twice": (lines_of(lambda lines: lines.insert(3, lines[2])), 3),
    "the end cut off": (lines_of(lambda lines: lines.pop()), ENTRIES),
    "cut off in a line": (lambda content: content[:-40], ENTRIES),
    "a line of rubbish": (lines_of(lambda lines: lines.insert(4, b"\x00\xff")), 4),
    "a line that is no entry": (lines_of(lambda lines: lines.insert(4, b"0" * 64 + b' {"number": 4}')), 4),
    "a line without end": (lines_of(lambda lines: lines.insert(4, b"0" * 1_100_000)), 4),
    "brackets without end": (lines_of(lambda lines: lines.insert(4, b"0" * 64 + b" " + b"[" * 100_000)), 4),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_export_is_found_out_at_its_place(export: Path, what: str) -> None:
    change, place = CHANGES[what]
    export.write_bytes(change(export.read_bytes()))
    _, broken = check_export(export)
    assert broken is not None
    assert broken.number == place, broken.said


@pytest.mark.parametrize("what", [name for name in CHANGES if "rubbish" not in name and "line" not in name])
def test_whoever_checks_alone_finds_the_same(export: Path, what: str) -> None:
    if "brackets" not in what:
        export.write_bytes(CHANGES[what][0](export.read_bytes()))
        assert not whole(export)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_byte_anywhere_is_found_or_the_file_is_refused(export: Path, data: st.DataObject) -> None:
    before = export.read_bytes()
    changed = bytearray(before)
    place = data.draw(st.integers(0, len(before) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    software = before.index(b'"software"'), before.index(b'"count"')
    target = export.with_name("changed.jsonl")
    target.write_bytes(bytes(changed))
    try:
        header, broken = check_export(target)
    except BadInput:
        return
    said = json.loads(before.splitlines()[0])
    same = (header.last, header.last_digest) == (said["last"], said["last_digest"])
    inside_software = software[0] <= place < software[1]
    unsealed = inside_software or header.count != said["count"]
    assert broken is not None or (same and (unsealed or place == len(before) - 1))


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}", b"[]\n", b'{"format":"dabiao-audit-1"}\n', b"PK\x03\x04", b"\x00" * 100, b"[" * 9999],
)
def test_a_file_that_is_no_export_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "别的.txt"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"别的.txt 第 1 行：不是 dabiao audit export"):
        check_export(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"没有\.jsonl：读不出来"):
        check_export(tmp_path / "没有.jsonl")


def test_a_long_chain_passes_through_memory_a_block_at_a_time(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "ROWS_AT_A_TIME", 2)
    assert [link.number for link in audit.stored_links()] == list(range(1, ENTRIES + 1))
    assert check_export(export)[1] is None
