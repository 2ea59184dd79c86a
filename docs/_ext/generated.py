"""What is not written by hand: references from the code, and the folder of notebooks.

A sphinx extension. Before pages are read it writes them into docs/reference, where they are left
alone when nothing changed, so that a second build is quick.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import command_page
import kpi_page
import log_page
import scenario_page
import taken_in

#: Page of docs/reference -> what makes it.
PAGES: dict[str, Callable[[], str]] = {
    "scenario.md": scenario_page.page,
    "rules.md": scenario_page.rules_page,
    "kpis.md": kpi_page.page,
    "commands.md": command_page.page,
    "log.md": log_page.page,
}


def write(folder: Path) -> None:
    """Write the pages that are not there yet or say something else now."""
    for name, make in PAGES.items():
        path, text = folder / name, make().rstrip() + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def take_in_notebooks(docs: Path) -> None:
    """Let docs/notebooks be the project's notebooks, so that their paths hold where they run."""
    source, here = docs.parent / "notebooks", docs / "notebooks"
    if here.is_symlink() or here.exists() or not source.is_dir():
        return
    try:
        here.symlink_to(Path("..") / "notebooks", target_is_directory=True)
    except OSError:  # a system without links
        shutil.copytree(source, here)


def _before_reading(app: Any) -> None:
    docs = Path(app.srcdir)
    take_in_notebooks(docs)
    write(docs / "reference")
    taken_in.write(docs)


def _links(app: Any, name: str, text: list[str]) -> None:
    """Links of pages to files outside docs."""
    if name.startswith("notebooks/"):
        text[0] = taken_in.with_notebook_links(text[0])
    elif "/" not in name:
        text[0] = taken_in.with_links(text[0], f"docs/{name}.md", f"docs/{name}.md")


def setup(app: Any) -> dict[str, bool]:
    """Called by sphinx."""
    app.connect("builder-inited", _before_reading)
    app.connect("source-read", _links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
