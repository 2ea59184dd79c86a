"""Little runs for tests of reports: two counties with names that must be escaped, logs kept."""

from __future__ import annotations

from pathlib import Path

from little_town import little_town
from telesim.experiment import Result, run
from telesim.scenario import load

#: Names of counties: a script, formulas, ampersands; and Chinese.
SCRIPT, CHINESE = "<script>alert(1)</script>", "驻马店 & $x^2$ <b>"


def named_town(folder: Path, **changes: str) -> Path:
    """The little town with one exchange in each of two counties of odd names."""
    file = little_town(folder, **changes)
    exchanges = folder / "exchanges.csv"
    text = exchanges.read_text(encoding="utf-8")
    text = text.replace("centre,riverside", f"centre,{SCRIPT}")
    exchanges.write_text(text.replace("village,riverside", f"village,{CHINESE}"), encoding="utf-8")
    crews = folder / "crews.csv"
    text = crews.read_text(encoding="utf-8").replace("county:riverside", "all")
    crews.write_text(text, encoding="utf-8")
    return file


def make_run(folder: Path, *reforms: Path, keep_log: bool = True, **changes: str) -> Result:
    """Run the named town, written below ``folder`` unless it is there; results below it too."""
    file = folder / "town" / "town.yaml"
    if not file.is_file():
        named_town(file.parent, **changes)
    return run(load(file, reforms), out=folder / "results", keep_log=keep_log)
