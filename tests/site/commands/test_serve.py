"""``dabiao serve`` as a real process: on this machine only, and gone with Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from served import free_port, serving

DABIAO = Path(sys.executable).parent / "dabiao"


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    environment = {**os.environ, "DABIAO_HOME": str(home)}
    return subprocess.run(
        [DABIAO, *words], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_it_serves_this_machine_alone_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    with serving([str(DABIAO), "serve"], port, {"DABIAO_HOME": str(tmp_path / "home")}) as site:
        assert "哪些标准达标" in site.get("/")
        assert site.get_status("/") == 200
        assert site.get_status("/insight/") == 302
        assert site.get_status("/nowhere/") == 404
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", port), timeout=5)
        group = site.process.pid
        os.killpg(group, signal.SIGINT)
        assert site.process.wait(timeout=60) in (0, -signal.SIGINT)
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", port))
        assert site.process.stdout is not None
        site.process.stdout.close()
    assert (tmp_path / "home" / "dabiao.sqlite3").exists()


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path / "home", "serve", "--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port}：端口已被占用。请换一个端口" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "home").exists()


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = run(tmp_path / "file" / "home", "serve", "--port", str(free_port()))
    assert done.returncode == 2
    assert "数据文件夹不能写入" in done.stderr
    assert "DABIAO_HOME" in done.stderr
    assert "Traceback" not in done.stderr
