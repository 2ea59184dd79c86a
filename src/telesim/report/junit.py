"""A check as JUnit XML, the form that CI services read test results in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from telesim.report.check_words import (
    cause_lines,
    count_line,
    head_line,
    kpi_words,
    shift_words,
    target_words,
)
from telesim.report.words import reason_words

if TYPE_CHECKING:
    from telesim.experiment.regression.check import Checked

#: Characters that XML 1.0 cannot hold.
_BARRED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(checked: Sequence[Checked]) -> str:
    """One suite a scenario: a case for each target and each judged KPI, one for all others.

    What is missed or moved is a failure; what is undecided is skipped, with the reason.
    """
    root = Xml.Element("testsuites", name="telesim check")
    total = [0, 0, 0]
    for one in checked:
        suite = Xml.SubElement(root, "testsuite", name=_clean(one.name), file=str(one.file))
        for verdict in one.verdicts:
            if verdict.level == "month":
                continue
            county = f" in {verdict.where['county']}" if verdict.level == "county" else ""
            case = _case(suite, one, f"target {verdict.name}{county}")
            if verdict.verdict == "missed":
                _say(case, "failure", target_words(verdict))
            elif verdict.verdict == "undecided":
                _say(case, "skipped", reason_words(verdict))
        for shift in one.shifts:
            if shift.judged:
                case = _case(suite, one, f"baseline {kpi_words(shift)}")
                if shift.verdict != "same":
                    kind = "failure" if shift.verdict == "moved" else "skipped"
                    _say(case, kind, shift_words(shift), cause_lines(one))
        if one.baseline is not None:
            case = _case(suite, one, "baseline, all other KPIs")
            moved = one.shifted("moved", judged=False)
            if moved:
                lines = [*cause_lines(one), *(shift_words(shift) for shift in moved)]
                _say(case, "failure", f"{len(moved)} KPIs moved", lines)
        Xml.SubElement(suite, "system-out").text = _clean(_about(one))
        counts = [
            len(suite.findall("testcase")),
            len(suite.findall("testcase/failure")),
            len(suite.findall("testcase/skipped")),
        ]
        _count(suite, counts)
        total = [a + b for a, b in zip(total, counts, strict=True)]
    _count(root, total)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def _about(one: Checked) -> str:
    lines = [head_line(one)]
    if one.baseline is not None:
        lines += [count_line(one), *cause_lines(one)]
    return "\n".join(lines)


def _case(suite: Xml.Element, one: Checked, name: str) -> Xml.Element:
    return Xml.SubElement(suite, "testcase", classname=_clean(one.name), name=_clean(name))


def _say(case: Xml.Element, kind: str, message: str, lines: Sequence[str] = ()) -> None:
    found = Xml.SubElement(case, kind, message=_clean(message))
    if lines:
        found.text = _clean("\n".join(lines))


def _count(element: Xml.Element, counts: Sequence[int]) -> None:
    for word, number in zip(("tests", "failures", "skipped"), counts, strict=True):
        element.set(word, str(number))
    element.set("errors", "0")


def _clean(text: str) -> str:
    return _BARRED.sub("?", text)
