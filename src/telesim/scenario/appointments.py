"""Appointments with customers: which half-days are given away, and what they are worth."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from telesim.scenario.fields import Duration, Section, Share, Sourced, Words
from telesim.scenario.workforce import Ranges
from telesim.units import DAY_MS

#: Kinds of job for which somebody must be at home.
AT_HOME: tuple[str, ...] = ("install", "move", "repair")


class Appointment(Section):
    """What one kind of job is promised."""

    #: The earliest window begins this long after the order has its facilities, or the report.
    notice: Duration = DAY_MS
    #: Share of visits within the window that find nobody at home all the same.
    no_access: Share


class Appointments(Sourced):
    """A window of a day for each job of the kinds named, given out first come, first served.

    A job is promised the first window after its notice in which the crews that may serve it have
    room left: ``fill`` of their rostered hours in the window, less usual absence, against the
    expected crew time of the jobs promised before it. Nobody comes before the window opens. Then
    crews come to it when ``precedence`` says so, also late in a day in which it is not expected to
    fit; when they are late it keeps its place. Whoever is not at home, or needs another visit, gets
    a new appointment.

    What appointments cost is not put in, it comes out: hours that are not given away, and crews
    that wait for the next window to open. Crews that have other work do that meanwhile.
    """

    #: Hours of a day, such as ``"08:00-12:00"``; the promise is kept by arriving within them.
    windows: Ranges = Field(min_length=1)
    #: Share of the crews' hours that is given away. *Assumed* default: nine tenths. With less,
    #: crews that have no other work stand idle longer; with more, promises are broken. Where crews
    #: have work without appointments, such as repairs, this is what that leaves.
    fill: Share = 0.9
    #: Whether crews come to appointments before all other work, or take whatever
    #: ``policies.dispatch`` puts first: under repair-first they repair before they keep an
    #: appointment, which may then be broken.
    precedence: Literal["appointments-first", "dispatch-rule"] = "appointments-first"
    #: By kind of job (install, move, repair); at least one.
    jobs: Annotated[dict[str, Appointment], Words(AT_HOME)]
