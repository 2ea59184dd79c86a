"""Who serves whom next: one rule a file, registered under the word a scenario uses."""

from telesim.policies.dispatch import (  # noqa: F401  (they register)
    earliest_due,
    group_then_age,
    nearest,
    oldest_first,
    repair_first,
)
from telesim.policies.dispatch.base import DISPATCH_RULES, DispatchRule, KeyRule, PairRule

__all__ = ["DISPATCH_RULES", "DispatchRule", "KeyRule", "PairRule"]
