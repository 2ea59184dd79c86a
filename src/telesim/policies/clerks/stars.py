"""Star-rated clerks: paid for each customer, less for each error, and a bonus by star."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from telesim.policies.clerks.base import CLERK_PAYS, ClerkPay, MonthDone
from telesim.policies.pay.effects import written


@CLERK_PAYS.register("stars")
@dataclass(frozen=True, slots=True)
class StarClerkPay(ClerkPay):
    """Base pay, an amount for each customer, one off for each error, a bonus by the month's star.

    Stars rank the clerks of a county by quantity (customers in an hour on duty) and by quality
    (errors for each customer), of which ``quality`` is the weight.

    *Assumed* pace 1 (x 1.22 of that under equal pay), range 1 / 1.22, which is no effect, to
    1.35 / 1.22; *assumed* errors 0.6 of those under equal pay, range 0.4 to 1, which is no effect:
    pay by quantity alone would rather raise them, deductions and stars hold them down.
    """

    summary: ClassVar[str] = "Pay by quantity and quality, with a monthly star."
    #: Factor on the share of errors that the scenario states.
    errors: float = field(default=0.6, metadata=written("factor"))
    #: Paid to each clerk for a month, whatever is done.
    base: str = field(default="", metadata=written("money"))
    #: Paid for each customer served.
    per_customer: str = field(default="", metadata=written("money"))
    #: Taken off for each error, down to no pay at all.
    off_per_error: str = field(default="", metadata=written("money"))
    #: Paid for each star above the first, in a month.
    bonus: str = field(default="", metadata=written("money"))
    #: How many stars there are.
    stars: int = 5
    #: Weight of quality among the stars; the rest is that of quantity.
    quality: float = field(default=0.5, metadata=written("share"))

    def __post_init__(self) -> None:
        # Not super(): a dataclass with slots is made anew, and super() would miss it.
        ClerkPay.__post_init__(self)
        if not 2 <= self.stars <= 10:
            raise ValueError(f"stars: got {self.stars}, need 2 to 10")
        given = [word for word in _AMOUNTS if getattr(self, word)]
        if given and len(given) < len(_AMOUNTS):
            lacking = ", ".join(word for word in _AMOUNTS if word not in given)
            raise ValueError(
                f"{given[0]}: got pay without {lacking}, need all four amounts or none"
            )

    @property
    def money(self) -> Mapping[str, str]:
        """The four amounts, where they are named."""
        return {word: getattr(self, word) for word in _AMOUNTS if getattr(self, word)}

    def rated(self, done: Sequence[MonthDone]) -> list[int]:
        """The star of each clerk of a county for a month, from 1.

        A rank is the share of the colleagues who did worse, those who did as well by half; the
        weighted rank, cut into as many equal parts as there are stars, is the star.
        """
        quantity = _ranks([one.per_hour for one in done])
        wrong = [one.errors / one.customers if one.customers else 0.0 for one in done]
        quality = _ranks([-share for share in wrong])
        ranks = [
            (1 - self.quality) * much + self.quality * well
            for much, well in zip(quantity, quality, strict=True)
        ]
        # The epsilon keeps 0.6 x 5 from being less than three.
        return [min(self.stars, 1 + int(self.stars * rank + 1e-9)) for rank in ranks]

    def month(self, done: Sequence[MonthDone], amounts: Mapping[str, float]) -> list[float]:
        """Pay of each clerk of a county; deductions take no more than there is."""
        return [
            max(
                0.0,
                amounts["base"]
                + amounts["per_customer"] * one.customers
                - amounts["off_per_error"] * one.errors
                + amounts["bonus"] * (star - 1),
            )
            for one, star in zip(done, self.rated(done), strict=True)
        ]


_AMOUNTS = ("base", "per_customer", "off_per_error", "bonus")


def _ranks(values: Sequence[float]) -> list[float]:
    """Share of the others that are smaller, equal ones by half; one half for who is alone."""
    others = len(values) - 1
    if others == 0:
        return [0.5]
    return [
        (sum(other < one for other in values) + (values.count(one) - 1) / 2) / others
        for one in values
    ]
