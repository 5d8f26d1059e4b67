"""docs/policy.md says what the policy says: it is generated, and may not lag behind."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def checked(page: Path | None = None) -> subprocess.CompletedProcess[str]:
    code = "import sys; sys.path.insert(0, 'tools'); import write_policy as w"
    if page is not None:
        code += f"; from pathlib import Path; w.PAGE = Path({str(page)!r})"
    code += "; sys.exit(w.main(['--check']))"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_page_is_what_the_policy_and_the_addresses_say() -> None:
    done = checked()
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_that_says_otherwise_is_found(tmp_path: Path) -> None:
    page = tmp_path / "policy.md"
    text = (ROOT / "docs" / "policy.md").read_text("utf-8")
    page.write_text(text.replace("●", "○", 1), "utf-8")
    done = checked(page)
    assert done.returncode == 1
    assert "out of date" in done.stdout
