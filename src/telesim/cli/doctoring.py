"""The verb ``doctor``: is telesim installed soundly, and where do its results stand?"""

from __future__ import annotations

import json
from pathlib import Path

import typer


def examine(out: Path, as_json: bool) -> bool:
    """Look at everything, tell it, and say whether all of it is sound."""
    from telesim.verbs.doctor import doctor

    found = doctor(out)
    typer.echo(json.dumps(found.as_json()) if as_json else "\n".join(found.lines()))
    return found.sound
