"""Files that stand outside docs as pages: README, CONTRIBUTING, CHANGELOG, scenarios/README."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

#: Page below docs -> the file it shows.
SHOWN = {
    "project/readme": "README.md",
    "project/contributing": "CONTRIBUTING.md",
    "project/changelog": "CHANGELOG.md",
    "project/scenarios": "scenarios/README.md",
}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)#\s]*)(#[^)\s]*)?\)")


def write(docs: Path) -> None:
    """Write the pages that are not there yet or say something else now."""
    for page, source in SHOWN.items():
        path = docs / f"{page}.md"
        path.parent.mkdir(exist_ok=True)
        text = (docs.parent / source).read_text(encoding="utf-8")
        text = with_links(text, source, f"docs/{page}.md")
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def with_notebook_links(text: str) -> str:
    """Links of a notebook, whose folder is a link itself: named as pages, else words alone."""

    def of(found: re.Match[str]) -> str:
        image, words, path = found[1], found[2].replace("`", ""), found[3]
        if image or not path:
            return found[0]
        target = posixpath.normpath(posixpath.join("notebooks", path))
        for page, source in SHOWN.items():
            if target == source:
                return f"{{doc}}`{words} </{page}>`"
        base, end = posixpath.splitext(target.removeprefix("docs/"))
        known = (target.startswith("docs/") and end == ".md") or end == ".ipynb"
        return f"{{doc}}`{words} </{base}>`" if known else words

    return _LINK.sub(of, text)


def with_links(text: str, written_in: str, page: str) -> str:
    """Links of a file that is shown as a page: to pages where there is one, else words alone."""
    pages = {source: f"docs/{shown}.md" for shown, source in SHOWN.items()}

    def of(found: re.Match[str]) -> str:
        image, words, path, anchor = found[1], found[2], found[3], found[4] or ""
        if not path:
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(written_in), path))
        target = pages.get(target, target)
        if target == "docs":
            target = "docs/index.md"
        if not target.startswith("docs/") or Path(target).suffix not in (".md", ".png", ".svg"):
            return words
        return f"{image}[{words}]({posixpath.relpath(target, posixpath.dirname(page))}{anchor})"

    return _LINK.sub(of, text)
