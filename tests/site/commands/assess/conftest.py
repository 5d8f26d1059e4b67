"""A folder for the tests of one file, workbooks written into it, and one assessment that they share."""

import openpyxl
import pytest
from assessed import STREETS, csv_text, district, run
from workbooks import HEADINGS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("assess")


@pytest.fixture(scope="module")
def workbook(folder):
    def write(rows, name="测评数据.csv", headings=HEADINGS):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".xlsx":
            book = openpyxl.Workbook()
            sheet = book.active
            sheet.append(list(headings))
            for row in rows:
                sheet.append([row.get(heading) for heading in headings])
            book.save(path)
        else:
            path.write_text(csv_text(rows, headings), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def outcome(folder, workbook):
    """The district assessed once without a pack of its own."""
    out = folder / "年度" / "结果"
    frame, groups = folder / "点位数.csv", folder / "分组.csv"
    frame.write_text("点位类型,点位数\n社区,60\n农贸市场,20\n", encoding="utf-8")
    named = "".join(f"{street},主城区\n" for street in (*STREETS, "云岭街道"))
    groups.write_text(f"单位,分组\n{named}城管局,部门\n公安分局,部门\n", encoding="utf-8")
    done = run(
        workbook(district()), "--pack", "bare", "--out", out, "--frame", frame, "--groups", groups, "--json"
    )
    return done, out
