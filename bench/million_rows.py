"""A million rows in bounded memory: imported in processes of their own, whose peak memory is measured.

``python bench/million_rows.py`` prints the figures; ``python bench/million_rows.py PATH`` is a process that reads
and checks, ``… PATH HOME`` one that takes the file through the rooms as a page does: check, accept, store, assess.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.observation_rows import write_csv, write_xlsx

from dabiao.office.observation_reader import read_observations
from dabiao.standards.pack_files import load_pack

ROWS = 1_000_000
MOST_STORING_MEGABYTES = 1_500
"""Peak of the process that also stores, counts and assesses: it holds the table twice, to sort it by cell."""
MOST_MEGABYTES = 1_000
"""Peak resident memory allowed, interpreter and libraries (some 200 MB) and the finished table (some 100 MB)
included. calamine alone, holding the whole sheet, needs more."""


def run(rows: int = ROWS) -> dict[str, object]:
    """Import ``rows`` rows from .xlsx and from .csv.

    Returns per kind rows, seconds, peak megabytes and the number of progress reports; ``held`` says whether
    memory stayed below ``MOST_MEGABYTES`` and every row arrived; ``text`` for people.
    """
    framework = load_pack("district-practice")
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in (("xlsx", write_xlsx), ("csv", write_csv)):
            path = Path(folder) / f"observations.{kind}"
            write(path, framework, rows)
            done = subprocess.run(  # noqa: S603 - this very file, and a path made above
                [sys.executable, __file__, str(path)], capture_output=True, text=True, check=True
            )
            figures[kind] = json.loads(done.stdout) | {"file_megabytes": path.stat().st_size / 1e6}
            if kind == "csv":
                stored = subprocess.run(  # noqa: S603 - as above
                    [sys.executable, __file__, str(path), f"{folder}/home"],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                figures["stored"] = json.loads(stored.stdout) | {"file_megabytes": path.stat().st_size / 1e6}
            path.unlink()
    bounds = {"xlsx": MOST_MEGABYTES, "csv": MOST_MEGABYTES, "stored": MOST_STORING_MEGABYTES}
    held = all(one["rows"] == rows and one["megabytes"] <= bounds[kind] for kind, one in figures.items())
    lines = [
        f"{kind} ({one['file_megabytes']:.0f} MB): {one['rows']:,} rows in {one['seconds']:.1f} s, peak memory "
        f"{one['megabytes']:.0f} MB (bound {bounds[kind]})"
        + (f", progress told {one['reports']} times" if one["reports"] else "")
        for kind, one in figures.items()
    ]
    return {"text": "\n".join(lines), "held": held, "bound_megabytes": bounds, **figures}


def _import(path: Path) -> dict[str, float]:
    """Import ``path`` in this process."""
    framework = load_pack("district-practice")
    reports: list[int] = []
    started = time.perf_counter()
    result = read_observations([path], framework, progress=lambda done, _: reports.append(done))
    return {
        "rows": len(result.observations),
        "seconds": time.perf_counter() - started,
        "megabytes": _peak_megabytes(),
        "reports": len(reports),
    }


def _import_into_rooms(path: Path, home: str) -> dict[str, float]:
    """Take ``path`` through upload, check, acceptance, storing and assessment in a new data folder."""
    os.environ |= {"DABIAO_HOME": home, "DJANGO_SETTINGS_MODULE": "dabiao.site.settings"}
    from dabiao.site.commands.serve import open_home
    from dabiao.site.home_folder import home_folder

    open_home(home_folder())
    from django.core.files.uploadedfile import UploadedFile

    from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role
    from dabiao.rounds.actions import accept_import, upload_workbook
    from dabiao.rounds.models import Import, ImportState
    from dabiao.site.jobs import run_waiting_jobs

    office = Account.objects.create_account("office", "创建办", "million-rows")
    district = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="示范区")
    Post.objects.create(account=office, role=Role.OFFICE, organisation=district)
    started = time.perf_counter()
    with path.open("rb") as file:
        upload = upload_workbook(
            office, UploadedFile(file, path.name, size=path.stat().st_size), "district-practice"
        )
    run_waiting_jobs()
    accept_import(office, Import.objects.get(pk=upload.pk))
    run_waiting_jobs()
    done = Import.objects.get(pk=upload.pk)
    return {
        "rows": done.rows_read if done.state == ImportState.STORED else 0,
        "seconds": time.perf_counter() - started,
        "megabytes": _peak_megabytes(),
        "reports": 0,
    }


def _peak_megabytes() -> float:
    """Peak resident memory of this process. Linux's getrusage would count the parent's before the exec too."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell the peak memory")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(_import_into_rooms(Path(sys.argv[1]), sys.argv[2])))
    elif len(sys.argv) > 1:
        print(json.dumps(_import(Path(sys.argv[1]))))
    else:
        print(run()["text"])
