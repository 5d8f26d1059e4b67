"""The wheel: installed where there is neither Node nor a checkout, it makes the demo and serves it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from served import free_port, serving

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run to the end; what it said is in the failure."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout, whose web assets were built by ``make setup``."""
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, cwd=ROOT)
    return next(target.glob("*.whl"))


def test_the_wheel_carries_packs_templates_translations_and_web_assets(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "dabiao/packs/district-practice/pack.yaml",
        "dabiao/site/static/built/manifest.json",
        "dabiao/house/templates/house/base.html",
        "dabiao/site/locale/en/LC_MESSAGES/django.mo",
        "dabiao/site/locale/zh_CN/LC_MESSAGES/click.mo",
        "dabiao/py.typed",
    ):
        assert wanted in names
    assert any(name.endswith(".css.br") for name in names)


def test_the_wheel_serves_the_demo_without_node(wheel: Path, tmp_path: Path) -> None:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    assert uv, "make setup installs uv"
    python = tmp_path / "env" / "bin" / "python"
    run(uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "env", cwd=tmp_path)
    run(
        uv, "pip", "install", "--quiet", "--python", python, "--require-hashes",
        "-r", ROOT / "requirements" / "base.txt", cwd=tmp_path,
    )  # fmt: skip
    run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel, cwd=tmp_path)
    dabiao = tmp_path / "env" / "bin" / "dabiao"
    environment = {"PATH": str(dabiao.parent), "DABIAO_HOME": str(tmp_path / "home")}
    assert shutil.which("node", path=environment["PATH"]) is None
    run(dabiao, "demo", cwd=tmp_path, **environment)
    with serving([str(dabiao), "serve"], free_port(), environment) as site:
        assert "哪些标准达标" in site.get("/")
        assert site.get_status("/insight/") == 302
