"""Files that are whole or not there: written beside their place, then renamed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def token() -> str:
    """Marks the unfinished files of one writer, so that two at one place never meet."""
    return uuid.uuid4().hex[:12]


@contextmanager
def writing(path: Path, mark: str | None = None) -> Iterator[Path]:
    """A path to write to; it becomes ``path`` when the block ends well, else nothing stays of it.

    The folder is made if need be. Several may write the same file at once: the last one stands.

    Raises:
        OSError: a step of it fails, for instance on a full disk.
    """
    partial = path.parent / f".{path.name}.{mark or token()}.partial"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        if partial.exists():
            os.replace(partial, path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """A text file, UTF-8 with plain line ends.

    Raises:
        OSError: it cannot be written.
    """
    with writing(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")
