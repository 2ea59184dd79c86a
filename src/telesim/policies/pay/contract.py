"""Contract: a fee for each line kept, less deductions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from telesim.policies.pay.base import PAY_SCHEMES, PayScheme
from telesim.policies.pay.effects import (
    Deductions,
    Inspection,
    Preventive,
    Unrepaired,
    written,
)


@PAY_SCHEMES.register("contract")
@dataclass(frozen=True, slots=True)
class Contract(PayScheme):
    """A fee for each line kept and month, less deductions.

    Where crews have territories for the skill ``keeps``, of repairs at the customer, a line is
    kept by the crews that own its cabinet, who share the fee by their members for a line of their
    own; else by all that have the skill and cover its exchange, who share it by their members. A
    crew that keeps no line at all, such as a cable gang,
    has the wage ``monthly``, or nothing when none is named.

    Who earns by lines that work does preventive work in spare time; who fears deductions may
    close a repair that is none, unless somebody looks and it costs him. Each is a parameter
    and absent unless named. The pace is the norm.
    """

    summary: ClassVar[str] = "A fee for each line kept, less deductions; works at the norm."
    pace: float = 1.0
    fee: str | None = field(default=None, metadata=written("money"))
    #: What is taken off the fee; left out, nothing.
    deductions: Deductions | None = field(default=None, metadata=written(Deductions))
    #: What idle crews do on their own lines; left out, they wait.
    preventive: Preventive | None = field(default=None, metadata=written(Preventive))
    #: Repairs closed though the line is not repaired; left out, none are.
    unrepaired: Unrepaired | None = field(default=None, metadata=written(Unrepaired))
    #: Who looks whether closed repairs are done; left out, nobody.
    inspection: Inspection | None = field(default=None, metadata=written(Inspection))
    #: Skill by which crews keep lines, and so earn the fee.
    keeps: str = "repair"
    #: Monthly wage of each member of a crew that keeps no lines.
    monthly: str | None = field(default=None, metadata=written("money"))

    def __post_init__(self) -> None:
        # Not super(): a dataclass with slots is made anew, and super() would miss it.
        PayScheme.__post_init__(self)
        if self.inspection is not None and self.inspection.share > 0:
            if self.deductions is None or self.deductions.unrepaired is None:
                raise ValueError(
                    "inspection: got a share of jobs to look at and no penalty, need also "
                    "deductions.unrepaired, what a job costs that is found not to be done"
                )
        if self.monthly is not None and self.fee is None:
            raise ValueError(
                "monthly: got a wage for crews that keep no lines and no fee for the others, "
                "need also fee"
            )
        if self.deductions is not None and self.fee is None:
            raise ValueError("deductions: got them without a fee to take them off, need also fee")
