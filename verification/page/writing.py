"""The page and the README's paragraph as files, each written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from telesim.writing import write_whole

BEGIN, END = "<!-- verification: begin -->", "<!-- verification: end -->"
PAGE, README = Path("docs") / "verification.md", Path("README.md")


class MarkersError(Exception):
    """README.md has no place for the paragraph."""


def paragraph(readme: str) -> str:
    """What stands between the markers.

    Raises:
        MarkersError: they do not stand there once each, in their order.
    """
    begin, end = readme.find(BEGIN), readme.find(END)
    if readme.count(BEGIN) != 1 or readme.count(END) != 1 or begin > end:
        raise MarkersError(f"README.md needs one line '{BEGIN}' and after it one '{END}'")
    return readme[begin + len(BEGIN) : end].strip()


def with_paragraph(readme: str, said: str) -> str:
    """The README with another paragraph between the markers.

    Raises:
        MarkersError: they do not stand there once each, in their order.
    """
    paragraph(readme)
    before, _, rest = readme.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{said}\n{END}{after}"


def write(root: Path, page: str, said: str) -> None:
    """Write docs/verification.md and the README's paragraph under the top folder of a checkout.

    Raises:
        MarkersError: the README has no place for it; nothing is written then.
        OSError: a file cannot be read or written.
    """
    readme = with_paragraph((root / README).read_text(encoding="utf-8"), said)
    for path, text in ((root / PAGE, page), (root / README, readme)):
        write_whole(path, text)
