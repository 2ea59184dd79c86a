"""Hard jobs that crews leave lying for nearer and easier ones."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

_DIMS = (*PLACE, "job", "team")
_WHAT = (
    "jobs for which a crew could have set out when it took a later one of the same class, as that "
    "was nearer or easier, and for which no other crew set out at that instant; counted once, by "
    "the first time"
)
add("passed_over", "jobs", "job",
     "Jobs that waited on while a crew took a later one that was nearer or easier.",
     f"count by the instant; {_WHAT}", "lower", "count", _DIMS)  # fmt: skip
add("passed_over_share", "%", "job",
     "Share of the jobs that crews set out for that had been passed over before.",
     f"passed over before / visits 1 begun in the window; {_WHAT}", "lower", "share",
     _DIMS)  # fmt: skip
add("passed_over_wait_mean", "h", "job",
     "Mean wait of a job from the instant at which it was passed over until a crew set out for it.",
     f"sum of waits / {_WHAT}; one that still waits counts up to the end of the run, one whose "
     "customer gave up until then", "lower", "mean", _DIMS)  # fmt: skip
