"""What the fields of a section or of a rule mean, as the comments above them say.

A comment that begins with ``#:`` describes the field below it, as documentation tools read it. So
editors show what the code says, and nothing is written twice. A rule's field without one has the
words of the property that its base asks it for.
"""

from __future__ import annotations

import inspect
import re
from functools import cache

_FIELD = re.compile(r"    (\w+)\s*:")
_COMMENT = re.compile(r"    #:\s?(.*)")


@cache
def descriptions_of(kind: type) -> dict[str, str]:
    """Field -> description, those of its bases included; fields without a comment are left out."""
    found: dict[str, str] = {}
    bases = [base for base in reversed(kind.__mro__) if base.__module__.startswith("telesim.")]
    for base in bases:
        for name, thing in vars(base).items():
            if isinstance(thing, property) and thing.__doc__:
                found[name] = first_sentence(thing.__doc__)
        found.update(_own(base))
    return found


def first_sentence(doc: str) -> str:
    """What a docstring begins with, up to its first full stop at the end of a sentence."""
    text = " ".join(doc.split()).replace("``", "")
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


def _own(kind: type) -> dict[str, str]:
    try:
        lines = inspect.getsource(kind).splitlines()
    except (OSError, TypeError):
        return {}  # Without its source there is nothing to read.
    found: dict[str, str] = {}
    said: list[str] = []
    for line in lines:
        comment, field = _COMMENT.fullmatch(line), _FIELD.match(line)
        if comment is not None:
            said.append(comment[1].strip())
        else:
            if field is not None and said:
                found[field[1]] = " ".join(said).replace("``", "")
            said = []
    return found
