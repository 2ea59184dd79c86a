"""The documentation builds without a warning, where sphinx is installed (`make docs`)."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TAKEN = ("docs", "notebooks", "scenarios", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")
MADE = ("pictures", "project", "notebooks")

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("sphinx", "furo", "myst_nb")),
    reason="sphinx is not installed: pip install -e '.[docs]', or make docs",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, built from a copy, so that nothing of an earlier build is in them."""
    folder = tmp_path_factory.mktemp("documentation")
    for name in TAKEN:
        source, target = TOP / name, folder / name
        if source.is_dir():
            ignored = shutil.ignore_patterns(*(MADE if name == "docs" else ("results",)))
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "docs", "built"],
        cwd=folder,
        env=dict(os.environ, PYTHONPATH=os.pathsep.join([str(TOP / "src"), *sys.path[1:]])),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "built"


class Asked(HTMLParser):
    """What a page loads from elsewhere, and pictures that say nothing to who cannot see them."""

    def __init__(self) -> None:
        super().__init__()
        self.hosts: list[str] = []
        self.mute: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        address = found.get("src") or (found.get("href") if tag == "link" else None) or ""
        if re.match(r"(https?:)?//", address):
            self.hosts.append(address)
        if tag == "img" and not found.get("alt"):
            self.mute.append(address)


def test_the_pages_build_without_a_warning_and_load_nothing_from_elsewhere(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 25
    for page in pages:
        asked = Asked()
        asked.feed(page.read_text(encoding="utf-8"))
        assert asked.hosts == [], page
        assert asked.mute == [], page


def test_references_hold_what_the_code_knows(built: Path) -> None:
    def text(page: str) -> str:
        return (built / "reference" / f"{page}.html").read_text(encoding="utf-8")

    assert "time_to_restore_mean" in text("kpis")
    assert "splicers_at_most" in text("scenario")
    assert "age-weighted" in text("rules")
    assert "--precision" in text("commands")
    assert "telesim.open_result" in text("python")
    assert "FAULT" in text("log")
