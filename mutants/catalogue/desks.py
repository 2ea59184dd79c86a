"""Desks with callers, and trunks."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="one-agent-too-many",
        wrong="a desk answers one call more than it has agents",
        file="simulation/desks/desk.py",
        text="if self.busy >= agents:",
        instead="if self.busy > agents:",
        tests=("tests/unit/test_desk.py",),
    ),
    Mutant(
        name="patience-twice-as-long",
        wrong="a call's patience begins when it would have ended",
        file="simulation/desks/desk.py",
        text="end = now_ms + call.patience_ms",
        instead="end = now_ms + 2 * call.patience_ms",
        tests=("tests/unit/test_desk.py",),
    ),
    Mutant(
        name="hours-of-monday",
        wrong="a desk has the hours of Monday on the first day, whatever day that is",
        file="simulation/desks/hours.py",
        text="week[(first_weekday + day) % 7]",
        instead="week[day % 7]",
        tests=("tests/unit/test_desk.py",),
    ),
    Mutant(
        name="one-reception-for-all",
        wrong="the first county's reception answers the calls of all counties",
        file="simulation/desks/fault_reception.py",
        text="self._desks[self._county[job.exchange]].offer(",
        instead="self._desks[0].offer(",
        tests=("tests/unit/test_fault_desk_places.py",),
    ),
    Mutant(
        name="reports-of-all-cabinets",
        wrong="reports of all cabinets, of all counties, are put together",
        file="simulation/desks/together.py",
        text="reports = self._reports.setdefault(ticket.job.cabinet, [])",
        instead="reports = self._reports.setdefault(0, [])",
        tests=("tests/unit/test_fault_desk_places.py",),
    ),
    Mutant(
        name="lost-calls-not-counted",
        wrong="who calls again until he is answered has called once",
        file="kpi/families/fault_desk.py",
        text="Kind.ENQUIRY_ANSWERED, Kind.CALL_LOST",
        instead="Kind.ENQUIRY_ANSWERED",
        tests=("tests/unit/test_fault_desk.py",),
    ),
    Mutant(
        name="retries-as-the-first",
        wrong="whether a caller tries again soon is decided once, at the first try",
        file="workload/calls.py",
        text="marks.per_million(caller_key, marks.TRIES_SOON, attempt) < soon_ppm",
        instead="marks.per_million(caller_key, marks.TRIES_SOON, 0) < soon_ppm",
        tests=("tests/unit/test_who_draws_what.py",),
    ),
    Mutant(
        name="overflow-blocked-twice",
        wrong="a call that overflows is lost once more by the group that it comes from",
        file="theory/trunk_network.py",
        text="left *= losing[group]\n",
        instead="left *= losing[group] * losing[group]\n",
        tests=("tests/theory/test_trunk_network.py", "tests/unit/test_traffic.py"),
    ),
    Mutant(
        name="overflow-is-poisson",
        wrong="what overflows is taken for calls that come evenly",
        file="theory/overflow.py",
        text="return Traffic(lost, lost * (1 - lost + offered_erlangs / room))",
        instead="return Traffic(lost, lost)",
        tests=("tests/theory/test_calculators.py", "tests/theory/test_trunk_network.py"),
    ),
)
