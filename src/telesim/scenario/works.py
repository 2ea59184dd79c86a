"""What gangs build: cables, ducts, and defective pairs brought back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from telesim.scenario.demand import Months
from telesim.scenario.fields import MOST, Duration, Section, Share, Sourced, Work
from telesim.units import HOUR_MS


class Works(Sourced):
    """Construction of cables takes the days of gangs; left out, it takes lead time alone.

    A cable of one of ``kinds``, by rule or as a project, no longer opens when its lead time has
    passed: permits and material are there then, and a gang must build it. It opens when the last
    of its work is done. Ports and drops take no gang.
    """

    #: What gangs build.
    kinds: tuple[Literal["feeder", "distribution"], ...] = ("feeder", "distribution")
    #: Skill of the crews that build.
    skill: str = "cable"
    #: Pairs that a gang pulls and joints in a day.
    pairs_per_gang_day: float = Field(default=150, gt=0, le=MOST)
    #: Work in a gang-day at the norm; the way to the site comes beside it.
    gang_day: Work = 7 * HOUR_MS
    #: Members of the gang that does this much; others do more or less in proportion.
    gang_size: int = Field(default=3, ge=1, le=10_000)
    #: A gang no longer sets out to build when less work than this fits into its day.
    least_visit: Work = HOUR_MS


class DuctProjects(Sourced):
    """A new duct where a cable finds no free bore: it comes before the cable.

    ``lead_time`` runs from the order of the cable (a project of ``projects.csv`` is planned that
    long before its date) until digging can begin, or until the bores are there when others dig.
    """

    #: From the order of the cable until digging can begin; where others dig, until the bores are
    #: there.
    lead_time: Duration
    #: Months in which nobody digs and nothing goes on: the lead time stands still in them.
    frozen: Months = ()
    #: Bores that a project adds.
    bores: int = Field(ge=1, le=10_000)
    #: Cost of a bore, such as ``20000 CNY per bore``; level ``duct`` of ``cost_expansions``.
    unit_cost: str | None = None
    #: Days of a gang to dig one project; none = others dig, within the lead time.
    digging_gang_days: float | None = Field(default=None, gt=0, le=10_000)


class PairRecovery(Sourced):
    """Gangs test defective distribution pairs and bring them back, a cabinet at a time.

    A gang-day is that of ``works``. A project begins when the cabinet is full enough and has
    enough defective pairs, and its pairs can be used when the last of its work is done. Feeder
    pairs are not brought back: those given up for spare ones (``pair_swap``) are lost for good.
    """

    #: Skill of the crews that test pairs and bring them back.
    skill: str = "cable"
    #: Pairs that a gang brings back in a day.
    pairs_per_gang_day: float = Field(default=12, gt=0, le=MOST)
    #: Begins when pairs in use reach this share of the usable ones.
    at_fill: Share
    #: And when the cabinet has at least so many defective pairs.
    least_defective: int = Field(default=10, ge=1, le=MOST)
    #: Pairs that one project brings back, at most.
    most_per_project: int = Field(default=60, ge=1, le=MOST)


class Duct(Section):
    """A row of ``ducts.csv``: a section of duct through which feeder cables run.

    Each new cable takes a bore. Cabinets with one ``feeder_id`` hang on one cable: what one rule
    (or one date of ``projects.csv``) adds to them before that cable can be pulled takes one bore.
    """

    #: Name of the section, by which cabinets name it.
    id: str = Field(min_length=1)
    #: Exchange at which it begins.
    exchange: str = Field(min_length=1)
    #: Bores that it has, used ones included.
    bores: int = Field(ge=0, le=MOST)
    #: Bores that hold a cable at the start.
    used: int = Field(default=0, ge=0, le=MOST)


__all__ = ["Duct", "DuctProjects", "PairRecovery", "Works"]
