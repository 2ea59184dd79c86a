"""Little runs for tests of reports: two counties with names that must be escaped, logs kept."""

from __future__ import annotations

from pathlib import Path

from little_town import little_town
from telesim.experiment import Result, run
from telesim.scenario import load

#: Names of counties: a script, formulas, ampersands; and Chinese.
SCRIPT, CHINESE = "<script>alert(1)</script>", "驻马店 & $x^2$ <b>"
#: Reforms of the named town: one makes repairs quicker, one better, one changes nothing.
AFTER = """\
extends: town.yaml
name: my-town-after
reforms:
  "closing & <b>": [reforms/closing.yaml]
  fix: [reforms/fix.yaml]
  closing-late: [reforms/inert.yaml]
"""
REFORMS = {
    "closing": "set: {visits.closing: 0.1 work h}\nsource: a trial\n",
    "fix": "set: {teams.field.skills.repair.first_time_fix: 97 %}\nsource: a trial\n",
    "inert": 'add:\n  calendars.unused: {hours: {mon: ["08:00-12:00"]}, source: assumed}\n',
}


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


def reformed_town(folder: Path) -> Path:
    """The named town and ``after.yaml``, which lays three reforms over it; gives the folder."""
    named_town(folder)
    (folder / "reforms").mkdir(exist_ok=True)
    for name, text in REFORMS.items():
        (folder / "reforms" / f"{name}.yaml").write_text(f"reform: {name}\n{text}")
    (folder / "after.yaml").write_text(AFTER, encoding="utf-8")
    return folder
