"""Checks of complaints: kinds of job that promise something, hours of a day, a calendar."""

from __future__ import annotations

from telesim.calendar import parse_range
from telesim.scenario.care.complaints import Complaints
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path


def check_complaints(found: Findings) -> None:
    """Complaints, where the scenario has them."""
    section = found.scenario.complaints
    if section is None:
        return
    if found.sound("complaints.hazard.per_day_overdue"):
        _hazard(found, section)
    if found.sound("complaints.desk.hours"):
        try:
            parse_range(section.desk.hours)
        except ValueError:
            found.say(
                ("complaints", "desk", "hours"),
                repr(section.desk.hours),
                'need hours of one day such as "08:00-18:00", at most to 24:00',
            )
    if found.sound("complaints.head.calendar", "calendars"):
        found.known(
            ("complaints", "head", "calendar"),
            section.head.calendar,
            "calendar",
            found.scenario.calendars,
        )
    if found.sound("complaints.head.reads") and section.head.reads <= 0:
        found.say(("complaints", "head", "reads"), "no time", "need more, such as 24 work min")
    if found.sound("complaints.climbs.after") and section.climbs.after <= 0:
        found.say(("complaints", "climbs", "after"), "no time", "need more, such as 3 days")


def _hazard(found: Findings, section: Complaints) -> None:
    path: Path = ("complaints", "hazard", "per_day_overdue")
    found.job_kinds(path, section.hazard.per_day_overdue)
    if not section.hazard.per_day_overdue:
        found.say(path, "no kind of job", "need one or more, such as repair: 3 %")
    if found.sound("policies.promises") and not found.scenario.phases:
        promised = found.scenario.policies.promises
        for word in section.hazard.per_day_overdue:
            if promised and word not in promised:
                found.say(
                    (*path, word), "a kind without a promise", f"need policies.promises.{word}"
                )
        if not promised:
            found.say(path, "kinds without a promise", "need policies.promises: nothing is overdue")
