"""The verb ``fmt``: says which files were laid out anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer


def format_files(files: Sequence[Path], check: bool) -> bool:
    """Rewrite files, or say which would be; whether every file had the layout already."""
    from telesim.verbs.layout import fmt

    odd = fmt(*files, check=check)
    for file in odd:
        typer.echo(f"{'would change' if check else 'rewrote'} {file}")
    same = len(set(files)) - len(odd)
    if same:
        typer.echo(f"{same} file{'s' * (same != 1)} laid out already")
    return not odd
