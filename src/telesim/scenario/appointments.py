"""Appointments with customers: which half-days are given away, and what they are worth."""

from __future__ import annotations

from typing import Annotated

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
    crews come to it before all work without an appointment, and also late in a day in which it is
    not expected to fit; when they are late it keeps its place. Whoever is not at home, or needs
    another visit, gets a new appointment.
    """

    #: Hours of a day, such as ``"08:00-12:00"``; the promise is kept by arriving within them.
    windows: Ranges = Field(min_length=1)
    #: Share of the crews' hours that is given away. *Assumed* default: appointments cost crews
    #: 5 to 10 % of their time. Crews that have work without appointments need more room.
    fill: Share = 0.9
    #: By kind of job (install, move, repair); at least one.
    jobs: Annotated[dict[str, Appointment], Words(AT_HOME)]
