"""What pay does to work, besides its pace: the parts of which schemes are made.

Shares are floats from 0 to 1, times integers of ms, money stays as written. How a scenario
writes a parameter stands in its metadata, see :func:`written`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from telesim.distributions import Distribution
from telesim.units import DAY_MS, HOUR_MS


def written(as_: str | type) -> dict[str, Any]:
    """The metadata of a parameter that say how it is written.

    ``as_`` is ``share``, ``work``, ``duration``, ``factor``, ``money``, ``names``,
    ``duration law``, ``factor by job``, ``money by job``, or the class of a part that has
    parameters of its own.
    """
    return {"written": as_}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Tickets that lie forgotten until the customer calls again."""

    #: Share of the tickets that need a crew. *Assumed* 2-6 % under equal pay (DOMAIN 5).
    share: float = field(metadata=written("share"))
    #: From the report to the customer's next call at the latest. Where reports are calls (a fault
    #: desk), that call must be answered, and an enquiry that is answered before reminds as well.
    wait: Distribution = field(metadata=written("duration law"))


@dataclass(frozen=True, slots=True)
class SkippedTests:
    """Jobs closed without their closing test: its time is saved, and more of them fail again."""

    #: Share of the jobs closed by a crew. *Assumed* 10-20 % under equal pay (DOMAIN 5).
    share: float = field(metadata=written("share"))
    #: Factor on the scenario's share of repeats for a fault closed so; 1 = the test finds nothing.
    #: A cause with ``repeats`` of its own comes back by these alone, whoever repaired it.
    untested_repeats: float = field(default=1.0, metadata=written("factor"))


@dataclass(frozen=True, slots=True)
class NearAndEasyFirst:
    """Crews take near and easy jobs first, within what the dispatch rule puts first.

    Of repairs under a rule that puts repairs first, say; under one that goes by age, of all jobs.
    Easy is what the kind of job takes at the norm, not what this one will turn out to take.
    """

    #: Travel and work that a job may cost more for every hour that it has waited, so that hard
    #: jobs are not left for ever; 24 h at most. *Assumed* 2 minutes.
    hour_of_waiting_is_worth_ms: int = field(default=120_000, metadata=written("duration"))

    def __post_init__(self) -> None:
        # More would lift a job that has waited for years over the classes of the dispatch rule.
        if self.hour_of_waiting_is_worth_ms > DAY_MS:
            hours = self.hour_of_waiting_is_worth_ms / HOUR_MS
            raise ValueError(
                f"hour_of_waiting_is_worth: got {hours:g} h, need 24 h or less for each hour"
            )


@dataclass(frozen=True, slots=True)
class Preventive:
    """What a crew does on its own lines while nothing waits for it."""

    #: Crew time for each line, at the norm. *Assumed* 0.5 h (DOMAIN 5).
    hours_per_line_ms: int = field(metadata=written("work"))
    #: Share of the faults that a visit keeps away. *Assumed* 30 %, range 0-40 % (DOMAIN 5).
    effect: float = field(metadata=written("share"))
    #: How long a visit helps. *Assumed* 12 months (DOMAIN 5).
    lasts_ms: int = field(metadata=written("duration"))
    #: Causes that it helps against.
    causes: tuple[str, ...] = field(metadata=written("names"))
    #: Factor on the crew time of each visit; none = all visits take the same.
    varies: Distribution | None = field(default=None, metadata=written("factor law"))

    def __post_init__(self) -> None:
        if self.hours_per_line_ms <= 0:
            raise ValueError("hours_per_line: got no time, need more than 0 for each line")
        if self.lasts_ms <= 0:
            raise ValueError("lasts: got no time, need more than 0")
        if not self.causes:
            raise ValueError("causes: got none, need the causes that a visit helps against")


@dataclass(frozen=True, slots=True)
class Unrepaired:
    """Repairs of single lines that are closed though the line is not repaired."""

    #: Share of the repairs that crews close. *Assumed* 0-5 % (DOMAIN 5).
    share: float = field(metadata=written("share"))
    #: From closing until the customer reports the line again.
    comes_back: Distribution = field(metadata=written("duration law"))


@dataclass(frozen=True, slots=True)
class Inspection:
    """Somebody looks whether closed repairs are done; what he finds is done again."""

    #: Share of the closed jobs that are looked at.
    share: float = field(metadata=written("share"))
    #: Share of those not repaired that he sees. *Assumed* 80 % (DOMAIN 6).
    detection: float = field(default=0.8, metadata=written("share"))
    #: From closing to the look. *Assumed* 1 day.
    after_ms: int = field(default=86_400_000, metadata=written("duration"))


@dataclass(frozen=True, slots=True)
class Deductions:
    """Money taken off a crew's fee, for each case."""

    #: A repair that fails again within 30 days of its closing.
    repeat: str | None = field(default=None, metadata=written("money"))
    #: A repair closed later after its report than ``overdue_after`` says.
    overdue: str | None = field(default=None, metadata=written("money"))
    #: From the report until a repair counts as overdue.
    overdue_after_ms: int | None = field(default=None, metadata=written("duration"))
    #: A repair that inspection finds not to be done.
    unrepaired: str | None = field(default=None, metadata=written("money"))

    def __post_init__(self) -> None:
        if (self.overdue is None) != (self.overdue_after_ms is None):
            missing = "overdue" if self.overdue is None else "overdue_after"
            raise ValueError(f"{missing}: is missing, need both overdue and overdue_after")
