"""Complaints: how many, how high they climb, how long they last, whom they put back."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import OPEN, PLACE, add

_JOB = (*PLACE, "job")

add("complaints_per_1000_lines", "complaints", "line",
     "Complaints a month for each 1,000 lines.",
     "1,000 x complaints of the window / (mean lines in service x months of 30.4 days)",
     "lower", "mean", PLACE)  # fmt: skip
add("complaints", "complaints", "complaint", "Complaints of the window.",
     "count by the instant of the complaint", "lower", "count", _JOB)  # fmt: skip
add("complaint_escalated_share", "%", "complaint",
     "Share of the complaints that climbed above the 180 desk.",
     "complaints that reached a hotline, the city or the regulator / complaints of the window",
     "lower", "share", _JOB)  # fmt: skip
add("complaint_left_county_share", "%", "complaint",
     "Share of the complaints that reached the city or the regulator.",
     "complaints that left the county / complaints of the window", "lower", "share",
     _JOB)  # fmt: skip
add("complaint_unrecorded_share", "%", "complaint",
     "Share of the complaints that nobody took down, at the 180 desk or higher.",
     "complaints that the desk did not write down, as it did not answer or answered and did not, "
     "and that went no higher / complaints of the window, those resolved before the call included",
     "lower", "share", _JOB)  # fmt: skip
add("complaint_age_mean", "h", "complaint",
     "Mean time from a complaint until the customer's line works: until the job is done, or until "
     "the own line is back where several are down.",
     f"sum of times / complaints of the window, those given up or sent away left out; {OPEN}",
     "lower", "mean", _JOB, ("elapsed",))  # fmt: skip
add("complaint_given_up_share", "%", "complaint",
     "Share of the complaints whose customer gave up the order, or was sent away and registered.",
     "complaints that ended without a working line / complaints of the window", "lower", "share",
     _JOB)  # fmt: skip
add("complaint_calls_lost_share", "%", "complaint",
     "Share of the calls to the 180 desk that nobody answered.",
     "calls given up or turned out / calls of the window that have ended", "lower", "share",
     PLACE)  # fmt: skip
add("complaint_head_wait_mean", "h", "complaint",
     "Mean time until the head of the county has read a case.",
     "sum of times / cases that came to the head in the window and were read, or lie there at the "
     f"end of the run; what was resolved unread is left out; {OPEN}",
     "lower", "mean", PLACE, ("elapsed",))  # fmt: skip
add("complaint_urgent_jobs", "jobs", "complaint", "Jobs that a complaint has made urgent.",
     "count by the instant at which they became so, in the window", None, "count",
     _JOB)  # fmt: skip
add("jobs_overtaken", "jobs", "complaint",
     "Times that a job was put back by an urgent one: waiting for the same crews, held for ports "
     "or pairs, or at a desk of the office. Each is counted where it happens, when the job becomes "
     "urgent or comes to wait there later.",
     "sum of those that stood before it but for that, urgent ones left out, by the instant at "
     "which it became urgent or, urgent, came to wait, in the window; where crews weigh jobs by "
     "the way, those that are older", "lower", "amount", _JOB)  # fmt: skip
