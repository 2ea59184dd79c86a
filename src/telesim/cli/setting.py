"""Values on the command line: ``PATH=VALUE``, the value as it would stand in a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer


def parse_settings(texts: Sequence[str]) -> dict[str, Any]:
    """Values by dotted path; ``crews.field.count=3`` is a number, ``window=8 weeks`` a text.

    Raises:
        typer.BadParameter: no ``PATH=VALUE``, or a value that is no YAML.
    """
    if not texts:
        return {}
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    found: dict[str, Any] = {}
    for text in texts:
        path, sign, value = text.partition("=")
        if not (path.strip() and sign):
            raise typer.BadParameter(
                f"--set: got {text!r}, need PATH=VALUE, such as window='8 weeks'"
            )
        try:
            found[path.strip()] = YAML(typ="safe", pure=True).load(value)
        except YAMLError as problem:
            reason = str(problem).splitlines()[0]
            raise typer.BadParameter(
                f"--set {path.strip()}: {value!r} is no value ({reason})"
            ) from None
    return found
