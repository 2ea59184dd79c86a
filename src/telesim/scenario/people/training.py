"""Training: a level of each role that moves its error rates, and courses that raise it."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

from telesim.scenario.dates import IsoDate
from telesim.scenario.errors import RefusedValueError
from telesim.scenario.fields import Duration, Kind, Section, Share, Sourced, Words
from telesim.scenario.turnover import YearlyShare

RoleName = Literal["acceptance", "assignment", "repair", "notices", "desk"]
#: Whose errors training moves; the numbers stand in the log.
ROLES: tuple[str, ...] = get_args(RoleName)
#: The role of crews; all others are of an office.
REPAIR = ROLES.index("repair")


def _level(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise RefusedValueError(value, "need a level from 0 to 1, where the curve of errors ends")
    return float(value)


#: How well somebody is trained, 0 to 1.
TrainingLevel = Annotated[
    float,
    BeforeValidator(_level),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1, "description": "level"}),
    Kind("level", 0.5),
]


class Role(Section):
    """Those who do one kind of work in each county.

    The role ``repair`` is that of the crews whose skills mend faults: their number and their
    leavers are those of ``crews``. The others are of an office: ``acceptance`` moves mistakes of
    counters, of the first step of an order and of screening, ``assignment`` those of the steps
    behind it and of the records of pairs, ``desk`` line tests that are read wrongly (where nobody
    tests lines, ``diagnosis.right: 0 %``, it moves nothing), ``notices`` notices lost.
    """

    #: Level of these people when the run starts.
    starts_at: TrainingLevel
    #: Heads of an office in each county that are no clerks of the order system: they learn beside
    #: their work, which is counted apart.
    heads: int = Field(default=0, ge=0, le=10_000)
    #: Share of the heads of an office that are new each year.
    turnover: YearlyShare = 0.0


class Programme(Section):
    """Courses for some roles, by cohorts: one begins on ``begins``, the next a week later.

    Crews are away from their work, each on its first days on duty in the week of its cohort; so are
    the clerks of the order system, on its first days with opening hours. All others, the ``heads``
    of a role, learn beside their work: agents of 112 and who sends notices are too few at a time
    for one to leave, and counters are simulated on sample days, which know of no single days of a
    course. An office has learnt when its last cohort has.
    """

    #: Roles that are taught, by their names in ``training.roles``.
    roles: tuple[str, ...]
    #: Day on which the first cohort begins, ISO.
    begins: IsoDate
    #: Courses come again after so long; left out, they are held once.
    every: Duration | None = Field(default=None, gt=0)
    #: Counties that take part; empty = all.
    counties: tuple[str, ...] = ()
    #: Level that everybody has at least after the course.
    to: TrainingLevel
    #: Share of a county's heads in one cohort.
    at_once: Share = Field(default=0.25, gt=0)


class Training(Sourced):
    """Error rates move with the level of those who make the errors.

    An error rate of the scenario is multiplied by 1 - effect x level, over the same at the level
    at which the rates hold. Levels change at the ends of months of 30.4 days, after a course, and
    when somebody is replaced. A role that is not named has no training, and rates as written.
    """

    #: Those whose errors move with a level, by name.
    roles: Annotated[dict[str, Role], Words(ROLES)]
    #: How much of an error rate is gone at level 1, in proportion at levels between.
    effect: Share = 0.6
    #: Share of a level that is forgotten in a year, but never below that of who is new.
    forgotten: YearlyShare = 0.3
    #: Level of who is new.
    newcomers: TrainingLevel = 0.3
    #: Level for which the error rates of the scenario were stated.
    rates_hold_at: TrainingLevel = 0.0
    #: Days on duty that a course takes from each head.
    days: int = Field(default=2, ge=1, le=60)
    #: Courses, by name.
    programmes: dict[str, Programme] = Field(default_factory=dict)
