"""Rules as rows of a pack: what cannot be applied as written is refused before anybody is scored by it."""

from pathlib import Path

import pytest
import small_pack
from small_pack import refusal, said, spoilt

from dabiao.standards.pack_files import load_pack

RULES = small_pack.FILES["rules.csv"]
BANDS = (
    'B1,问卷,2,bands,"{measure: ratio, unit: ""%%"", domain: ""[0,100]"", bands: ['
    '{grade: A, interval: ""%s"", share: ""1""}, {grade: B, interval: ""%s"", share: ""0.5""}]}",ours\n'
)


def with_bands(folder: Path, upper: str, lower: str) -> Path:
    rules = RULES.replace('B1,问卷,2,satisfaction,"{at_least: ""85""}",ours\n', BANDS % (upper, lower))
    return small_pack.write(folder, rules=rules)


def test_a_gap_at_exactly_80_is_named(tmp_path: Path) -> None:
    (defect,) = refusal(with_bands(tmp_path, "(80,100]", "[0,80)"))
    assert said((defect,)) == [("rules.csv", 4, "parameters")]
    assert "恰为 80 时" in defect.message


def test_the_same_bands_load_once_80_belongs_to_one_of_them(tmp_path: Path) -> None:
    assert load_pack(with_bands(tmp_path, "[80,100]", "[0,80)")).standards["B1"].rules[0].points == 2


def test_an_overlap_at_80_is_named(tmp_path: Path) -> None:
    (defect,) = refusal(with_bands(tmp_path, "[80,100]", "[0,80]"))
    assert "重叠" in defect.message
    assert "80" in defect.message


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("5,quantified", "5,quantifed", ("rules.csv", 2, "parameters"), "quantified"),
        (
            "A1,实地,5,quantified,{}",
            "A1,实地,5,quantified,{x: 1}",
            ("rules.csv", 2, "parameters"),
            "不认识参数",
        ),
        ("A1,实地,5,quantified,{}", "A1,实地,5,quantified,[1]", ("rules.csv", 2, "parameters"), "花括号"),
        (
            "A1,实地,5,quantified,{}",
            'A1,实地,5,quantified,"{a: &x 1, b: *x}"',
            ("rules.csv", 2, "parameters"),
            "锚点",
        ),
        (
            "A1,实地,5,quantified,{}",
            'A1,实地,5,threshold,"{measures: [{item: A9-1, at_least: 3, unit: 个}]}"',
            ("rules.csv", 2, "parameters"),
            "不是标准“A1”的检查项",
        ),
        ("A2,实地,3", "A1,实地,3", ("rules.csv", 3, "method"), "每种方法只能有一条"),
        ("A2,实地,3", "A7,实地,3", ("rules.csv", 3, "standard_id"), "在 standards.csv 里没有"),
        ("B1,加分,0", "B1,加分,1", ("rules.csv", 5, "points"), "不占分值"),
        ("B1,加分,0", "B1,材料,0", ("rules.csv", 5, "method"), "方法应写“负面”或“加分”"),
        ("A1,实地,5", "A1,负面,5", ("rules.csv", 2, "form"), "规则形式应为 negative_list"),
        ("B1,加分,0", "B1,负面,0", ("rules.csv", 5, "form"), "规则形式应为 negative_list"),
    ],
)
def test_one_wrong_rule_is_named_by_row_and_field(
    tmp_path: Path, old: str, new: str, place: tuple[str, int, str], words: str
) -> None:
    found = refusal(spoilt(tmp_path, "rules.csv", old, new))
    assert any(said((one,)) == [place] and words in one.message for one in found), list(map(str, found))


def test_exceptions_of_an_item_are_not_judged_by_a_rule_that_could_not_be_read(tmp_path: Path) -> None:
    found = refusal(spoilt(tmp_path, "rules.csv", "exceptions: [停在线内]", "exceptions: []"))
    assert said(found) == [("rules.csv", 3, "parameters")]
