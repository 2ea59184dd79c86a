"""Rows that name a case without being a step in its life."""

from __future__ import annotations

from telesim.eventlog import Kind

#: Rows that are no step in the life of their case: overtime, who is passed over, calls about it,
#: how long key accounts lie, who is sent from clerk to clerk, who asks again, what a clerk had in
#: hand when its order ended, whom urgent jobs overtake.
BESIDE = (
    Kind.OVERTIME,
    Kind.PASSED_OVER,
    Kind.REPORT_ANSWERED,
    Kind.FURTHER_ANSWERED,
    Kind.ENQUIRY_ANSWERED,
    Kind.CALL_LOST,
    Kind.CABLE_RECOGNISED,
    Kind.REPORTS_JOINED,
    Kind.FALSE_CABLE,
    Kind.KEY_ACCOUNT,
    Kind.OVERDUE,
    Kind.ESCALATED,
    Kind.HANDED_LATE,
    Kind.HANDED_OFF,
    Kind.CHASED,
    Kind.ANSWERED,
    Kind.WORKED_IN_VAIN,
    Kind.JOB_OVERTAKES,
)
