"""A mutant: one short text of telesim's source and what stands there instead."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "telesim"
#: Where tests may lie that count: no golden logs, no baselines, no notebooks.
COUNTING = ("tests/unit/", "tests/theory/", "tests/property/")


class MisplacedError(Exception):
    """The text of a mutant is not in its file, or is there more than once."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A small wrong version of the model.

    Attributes:
        name: short, unique among all, for ``--only``.
        wrong: what is wrong with it, in words.
        file: a file below src/telesim.
        text, instead: what is replaced, found there exactly once, and by what.
        tests: what should catch it: files, or tests of files as pytest writes them.
        control: whether it changes nothing, so that it must survive.
    """

    name: str
    wrong: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]
    control: bool = False

    def apply(self, source: str) -> str:
        """The file's text with the change.

        Raises:
            MisplacedError: the text is not found exactly once, or the replacement is equal.
            SyntaxError: the result is not Python.
        """
        times = source.count(self.text)
        if times != 1:
            raise MisplacedError(
                f"mutant {self.name}: its text stands {times} times in src/telesim/{self.file}, "
                f"need once; give it the text as it is now:\n{self.text}"
            )
        if self.text == self.instead:
            raise MisplacedError(f"mutant {self.name}: text and replacement are the same")
        changed = source.replace(self.text, self.instead)
        compile(changed, self.file, "exec")
        return changed
