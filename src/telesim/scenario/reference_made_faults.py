"""Checks of faults that people make, of own repeats, of the main frame and of line tests."""

from __future__ import annotations

from telesim.scenario.diagnosis import suspects
from telesim.scenario.fault_mixes import fault_causes
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path


def check_made_faults(found: Findings) -> None:
    """Causes that are named exist, lists name something once, and nothing goes on without end."""
    scenario = found.scenario
    install, induced, frame = scenario.demand.install, scenario.work_induced, scenario.main_frame
    if install is not None and install.early_life is not None:
        _cause(found, ("demand", "install", "early_life", "cause"), install.early_life.cause)
    if induced is not None:
        _cause(found, ("work_induced", "cause"), induced.cause)
        _some_once(found, ("work_induced", "by"), induced.by)
        _ends(found)
    if frame is not None:
        _some_once(found, ("main_frame", "jobs"), frame.jobs)
    if scenario.diagnosis is not None and found.sound("diagnosis", "faults", "teams"):
        causes = scenario.faults
        if not any(one.in_vain for name in causes for one in suspects(scenario, name)):
            found.say(
                ("diagnosis",),
                "no fault that could be taken for one of another trade",
                "need causes of the plant with skills that no team has together",
            )
    _struck_one_by_one(found)
    for name, cause in scenario.faults.items():
        path: Path = ("faults", name, "repeats", "whole_event")
        own = cause.repeats
        if own is not None and own.whole_event and cause.lines is None:
            if found.sound(f"faults.{name}"):
                found.say(path, "true for a cause of one line", "need its lines, or false")


def _struck_one_by_one(found: Findings) -> None:
    """An event breaks lines one by one, or is repaired for all of them at once."""
    for name, cause in found.scenario.faults.items():
        if cause.strikes is None or not found.sound(f"faults.{name}"):
            continue
        together = [
            word
            for word, there in (
                ("lines", cause.lines), ("cable", cause.cable), ("splicing", cause.splicing),
                ("pair_swap", cause.pair_swap),
            )
            if there is not None
        ]  # fmt: skip
        if together:
            found.say(
                ("faults", name, "strikes"),
                f"strikes beside {', '.join(together)}",
                "need one or the other: each line that is struck is repaired by itself",
            )


def _cause(found: Findings, path: Path, name: str) -> None:
    if found.sound("faults", ".".join(str(step) for step in path)):
        found.known(path, name, "fault cause", found.scenario.faults)


def _some_once(found: Findings, path: Path, words: tuple[str, ...]) -> None:
    if not found.sound(".".join(str(step) for step in path)):
        return
    if not words:
        found.say(path, "none", "need at least one kind of job")
    for n, word in enumerate(words):
        if word in words[:n]:
            found.say((*path, n), f"{word!r} again", "need each kind of job once")


def _ends(found: Findings) -> None:
    """Repairs of disturbed lines disturb further lines: fewer each time, or it never ends."""
    scenario = found.scenario
    induced = scenario.work_induced
    if induced is None or not found.sound("work_induced", "repeats", "faults"):
        return
    for cause in fault_causes(scenario):
        if cause.name == induced.cause:
            jobs = cause.line_jobs
            if induced.share * jobs >= 1:
                found.say(
                    ("work_induced", "share"),
                    f"{100 * induced.share:g} %, so that a disturbed line and its repeats disturb "
                    f"{induced.share * jobs:.3g} more",
                    "need less than one more, else there is no end of them",
                )
