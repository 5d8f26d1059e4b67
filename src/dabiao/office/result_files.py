"""All files of an assessment, put into one folder together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from dabiao.core.assessment import Assessment
from dabiao.core.framework import Framework
from dabiao.office.charts import draw_charts
from dabiao.office.circular import CircularHeading, write_circular
from dabiao.office.problem_list import write_problems
from dabiao.office.ranking_workbook import write_ranking
from dabiao.office.result_json import write_result
from dabiao.office.thumbnails import PhotoSource
from dabiao.office.whole_folder import whole_folder

RESULT, CIRCULAR, RANKING, PROBLEMS, CHARTS = "result.json", "通报.docx", "排名.xlsx", "问题清单.xlsx", "图表"
FILES = (RESULT, CIRCULAR, RANKING, PROBLEMS)

STALE = (f"{CHARTS}/图[0-9]*.png",)
"""Charts of an earlier run: this one may draw fewer."""


def write_results(
    assessment: Assessment,
    framework: Framework,
    folder: Path,
    *,
    photos: PhotoSource | None = None,
    also: Callable[[Path], Sequence[Path]] = lambda _making: (),
) -> list[Path]:
    """Write ``FILES`` and the charts into ``folder`` and list them; files of an earlier run are replaced.

    ``framework`` is the one assessed by, an open-ended one already extended. ``also`` writes further files into the
    folder it is given and lists them. Raises OSError, with ``folder`` as it was, where something cannot be written.
    """
    with whole_folder(folder, stale=STALE) as making:
        write_result(assessment, making / RESULT)
        charts = draw_charts(assessment, making / CHARTS)
        write_circular(assessment, framework, making / CIRCULAR, heading=CircularHeading(), charts=charts)
        write_ranking(assessment, making / RANKING)
        write_problems(assessment, making / PROBLEMS, photos)
        written = [*(making / name for name in FILES), *charts, *also(making)]
    return [folder / path.relative_to(making) for path in written]
