"""Every KPI by name: unit, clock, what it counts, how it is made. Imports nothing of telesim.

The scenario reads it to check targets, the report to explain figures. A KPI is one entry here
and the lines in ``kpi/families`` that measure it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["mean", "share", "quantile", "max", "count", "amount"]

#: Clocks by which a time can be told; ``telesim.kpi.clocks`` has one function for each.
CLOCKS: tuple[str, ...] = (
    "elapsed",
    "working-hours",
    "business-days",
    "started-hours",
    "started-days",
)
#: Stands as the unit of money; tables replace it by the code of the scenario's currency.
CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class KpiInfo:
    """What a KPI is.

    ``unit`` is the unit of its values; shares are in per cent. ``clocks`` are those it can be
    told by, its own first; empty for a KPI that is no time. ``per`` is what one case is.
    ``higher_is_better`` is None for a figure that is neither good nor bad. ``kind`` says how
    replications combine: ``mean`` and ``share`` are ratios of two sums, the others are averaged.
    ``dims`` are the words that may stand in a target's ``where``.
    """

    name: str
    unit: str
    clocks: tuple[str, ...]
    per: str
    description: str
    formula: str
    higher_is_better: bool | None
    kind: Kind
    dims: tuple[str, ...]


def where_key(where: Mapping[str, str]) -> str:
    """The canonical text of a ``where``: JSON with sorted keys, ``{}`` for the total."""
    return json.dumps(dict(where), sort_keys=True, ensure_ascii=False)


#: All KPIs, in the order in which tables print them.
KPIS: dict[str, KpiInfo] = {}

_PLACE = ("county", "area")
_FAULT = (*_PLACE, "cause_group", "cause", "month")
_ORDER = (*_PLACE, "order", "facilities", "band", "month")
_CREW = ("county", "team")
_OPEN = "an open case counts with its age at the end of the run, a lower bound"


def _add(
    name: str,
    unit: str,
    per: str,
    description: str,
    formula: str,
    better: Literal["higher", "lower"] | None,
    kind: Kind,
    dims: tuple[str, ...],
    clocks: tuple[str, ...] = (),
) -> None:
    higher = None if better is None else better == "higher"
    KPIS[name] = KpiInfo(name, unit, clocks, per, description, formula, higher, kind, dims)


def _add_times(
    name: str,
    unit: str,
    per: str,
    what: str,
    dims: tuple[str, ...],
    within: tuple[str, ...],
    quantiles: tuple[int, ...] = (50, 80, 95, 99),
) -> None:
    """Mean, maximum, quantiles and shares within a limit of one time, all by the same clocks."""
    case = per
    _add(f"{name}_mean", unit, per, f"Mean {what}.", f"sum of times / {case}s; {_OPEN}",
         "lower", "mean", dims, CLOCKS)  # fmt: skip
    _add(f"{name}_max", unit, per, f"Longest {what}.", f"largest time; {_OPEN}",
         "lower", "max", dims, CLOCKS)  # fmt: skip
    for percent in quantiles:
        _add(f"{name}_p{percent}", unit, per, f"The {what} that {percent} % do not pass.",
             f"least time that {percent} % of the {case}s do not pass; {_OPEN}",
             "lower", "quantile", dims, CLOCKS)  # fmt: skip
    for limit in within:
        _add(f"{name}_within_{limit}", "%", per, f"Share with a {what} of at most {limit}.",
             f"{case}s ended within {limit} / all {case}s, open ones included",
             "higher", "share", dims, CLOCKS)  # fmt: skip


# -- restoration ---------------------------------------------------------------------------------
_add_times("time_to_restore", "h", "fault",
           "time from the first valid report to the last line restored, faults that need a visit",
           _FAULT, ("24h", "48h", "72h"))  # fmt: skip
_add("time_to_restore_net_mean", "h", "fault",
     "Mean time to restore less the time waiting for a customer who was not at home.",
     "sum of (time to restore - pauses) / faults that need a visit; " + _OPEN,
     "lower", "mean", _FAULT)  # fmt: skip
_add("time_to_restore_with_remote_mean", "h", "fault",
     "Mean time to restore of all reported faults, those cleared from the desk included.",
     "sum of times / reported faults; " + _OPEN, "lower", "mean", _FAULT, CLOCKS)  # fmt: skip
_add("time_to_restore_own_plant_mean", "h", "fault",
     "The same without faults that lie with the customer's equipment.",
     "sum of times / reported faults of causes in the company's plant; " + _OPEN,
     "lower", "mean", _FAULT, CLOCKS)  # fmt: skip
_add_times("time_to_restore_per_line", "h", "line",
           "time from the first valid report of its fault to the line restored",
           _FAULT, ("24h", "48h", "72h"))  # fmt: skip
_add("faults_reported", "faults", "fault", "Faults first reported in the window.",
     "count of faults by the instant of their first report", "lower", "count", _FAULT)  # fmt: skip
_add("faults_open_at_end", "faults", "fault",
     "Faults reported in the window and still open when the run ended.",
     "count; their age enters the means as a lower bound", "lower", "count", _FAULT)  # fmt: skip

# -- supply --------------------------------------------------------------------------------------
_add_times("supply_time", "days", "order",
           "time from the valid order to working service, installs and moves",
           _ORDER, ("5d", "15d", "30d"), (50, 95, 99))  # fmt: skip
_add("supply_time_with_cancelled_mean", "days", "order",
     "Mean supply time when those who gave up count with the time they waited.",
     "sum of (times to service or cancellation) / orders; " + _OPEN,
     "lower", "mean", _ORDER, CLOCKS)  # fmt: skip
_add("orders_received", "orders", "order", "Installs and moves ordered in the window.",
     "count of orders by the instant of the order", None, "count", _ORDER)  # fmt: skip
_add("orders_open_at_end", "orders", "order",
     "Orders of the window neither served nor cancelled when the run ended.",
     "count; their age enters the means as a lower bound", "lower", "count", _ORDER)  # fmt: skip
_add("orders_cancelled", "orders", "order", "Orders of the window whose customer gave up.",
     "count", "lower", "count", _ORDER)  # fmt: skip
_add("orders_cancelled_share", "%", "order",
     "Share of the window's orders whose customer gave up.",
     "cancelled orders / orders received", "lower", "share", _ORDER)  # fmt: skip

_add("orders_reconnected_share", "%", "order",
     "Share of the window's orders served whose line still stood, so that nobody called.",
     "orders served without a visit / orders served", None, "share", _ORDER)  # fmt: skip

# -- pairs that save a repair --------------------------------------------------------------------
_add("pair_swaps", "faults", "fault",
     "Faults of the window cleared by changing lines over to spare pairs.",
     "count of reported faults that took spare pairs", None, "count", _FAULT)  # fmt: skip
_add("no_spare_share", "%", "fault",
     "Share of faults to be cleared by a spare pair that found none and wait for the cable repair.",
     "no spare / (spare taken + no spare)", "lower", "share", _FAULT)  # fmt: skip

# -- power of exchanges -------------------------------------------------------------------------
_add("power_failures", "failures", "failure", "Power failures of exchanges in the window.",
     "count of failures by the instant at which they begin", "lower", "count", _PLACE)  # fmt: skip
_add("power_line_hours_lost", "line-hours", "line",
     "Hours that lines were silent in the window because the power of their exchange had failed.",
     "sum over lines of the time without power within the window; no part of line_hours_lost",
     "lower", "amount", _PLACE)  # fmt: skip

# -- faults that people make ---------------------------------------------------------------------
_add("early_life_faults", "faults", "fault",
     "Faults of the window that are the early failure of a new line.",
     "count of reported faults that name the install", "lower", "count", _FAULT)  # fmt: skip
_add("work_induced_faults", "faults", "fault",
     "Faults of the window that work on other pairs has made.",
     "count of reported faults that name the job", "lower", "count", _FAULT)  # fmt: skip
_add("made_share", "%", "fault",
     "Share of reported faults that people made: early failures and faults by work on pairs.",
     "(early-life + work-induced faults) / faults reported", "lower", "share", _FAULT)  # fmt: skip

# -- main frame ----------------------------------------------------------------------------------
_JUMPER = (*_PLACE, "order", "month")
_add("main_frame_wait_mean", "h", "jumper",
     "Mean time that a job waits for its jumper, from assignment to the jumper run.",
     f"sum of times / jumpers asked for in the window, without customers who gave up; {_OPEN}",
     "lower", "mean", _JUMPER)  # fmt: skip
_add("main_frame_wait_max", "h", "jumper", "Longest time that a job waits for its jumper.",
     f"largest time; {_OPEN}", "lower", "max", _JUMPER)  # fmt: skip
_add("main_frame_waiting_at_end", "jobs", "jumper",
     "Jobs waiting for their jumper at the window's end.", "count", "lower", "count",
     _JUMPER)  # fmt: skip
_add("jumpers_per_day", "jumpers", "jumper", "Jumpers run, per day of the window.",
     "jumpers run in the window / its days, Sundays and holidays included", None, "amount",
     _JUMPER)  # fmt: skip
_add("jumpers_per_call", "jumpers", "call", "Jumpers run by one visit to a main frame.",
     "jumpers run / visits to a main frame ended in the window", None, "mean", _PLACE)  # fmt: skip

# -- held orders ---------------------------------------------------------------------------------
_HELD = (*_PLACE, "level", "order")
_add("held_orders_at_end", "orders", "order", "Orders lacking facilities at the window's end.",
     "count of held orders, by the first level that blocks", "lower", "count", _HELD)  # fmt: skip
_add("held_orders_mean", "orders", "order", "Orders lacking facilities, mean over the window.",
     "integral of held orders over the window / its length", "lower", "amount", _HELD)  # fmt: skip
_add("held_orders_max", "orders", "order", "Most orders lacking facilities at any time.",
     "maximum over the window", "lower", "max", _HELD)  # fmt: skip
_add("held_over_30d_at_end", "orders", "order",
     "Orders lacking facilities at the window's end that were ordered over 30 days before.",
     "count", "lower", "count", _HELD)  # fmt: skip
_add("orders_held_share", "%", "order", "Share of the window's orders that lacked facilities.",
     "orders ever held / orders received", "lower", "share",
     (*_PLACE, "order", "band", "month"))  # fmt: skip

# -- backlog -------------------------------------------------------------------------------------
_WAITING = (*_PLACE, "order")
_OPEN_FAULT = (*_PLACE, "cause_group", "cause")
for _stem, _noun, _dims, _what in (
    ("waiting_list", "orders", _WAITING, "Installs and moves not yet served"),
    ("open_faults", "faults", _OPEN_FAULT, "Faults reported and not yet restored"),
):
    _case = _noun[:-1]
    _add(f"{_stem}_mean", _noun, _case, f"{_what}, mean over the window.",
         "integral over the window / its length", "lower", "amount", _dims)  # fmt: skip
    _add(f"{_stem}_at_end", _noun, _case, f"{_what}, at the window's end.", "count",
         "lower", "count", _dims)  # fmt: skip
    _add(f"{_stem}_max", _noun, _case, f"{_what}, most at any time of the window.",
         "maximum over the window", "lower", "max", _dims)  # fmt: skip
for _name, _text in (
    ("open_faults_under_24h", "for less than 24 h"),
    ("open_faults_24h_48h", "for 24 to 48 h"),
    ("open_faults_48h_72h", "for 48 to 72 h"),
    ("open_faults_over_72h", "for 72 h or more"),
):
    _add(_name, "faults", "fault", f"Faults open {_text} at the window's end.",
         "count by age since the first report", "lower", "count", _OPEN_FAULT)  # fmt: skip
_add("unmet_demand_at_end", "%", "line",
     "Installs waiting at the window's end, as a share of the lines in service.",
     "waiting installs / lines in service", "lower", "share", _PLACE)  # fmt: skip

# -- fault rate, repeats, visits -----------------------------------------------------------------
_add("fault_rate", "reports per 100 lines per month", "report",
     "Customers' reports per 100 lines and month of 30.4 days.",
     "100 x reports / (mean lines in service x months)", "lower", "mean",
     (*_PLACE, "cause_group", "cause"))  # fmt: skip
_add("fault_case_rate", "faults per 100 lines per month", "fault",
     "Reported faults, each once, per 100 lines and month of 30.4 days.",
     "100 x faults reported / (mean lines in service x months)", "lower", "mean",
     (*_PLACE, "cause_group", "cause"))  # fmt: skip
_add("repeat_share", "%", "fault",
     "Share of reported faults of a line that was cleared at most 30 days before.",
     "repeats / faults reported", "lower", "share", _FAULT)  # fmt: skip
_add("visits_per_cleared_fault", "visits", "fault",
     "Visits needed by a fault cleared on site.",
     "visits / faults reported in the window and cleared on site",
     "lower", "mean", _FAULT)  # fmt: skip
_add("first_visit_share", "%", "fault", "Share of faults cleared on site by the first visit.",
     "cleared by one visit / cleared on site", "higher", "share", _FAULT)  # fmt: skip
_add("remote_share", "%", "fault", "Share of reported faults cleared from the desk.",
     "cleared remotely / faults reported", "higher", "share", _FAULT)  # fmt: skip
_add("no_access_share", "%", "visit", "Share of visits that found nobody at home.",
     "visits ended by no access / visits begun in the window", "lower", "share",
     (*_PLACE, "job", "team"))  # fmt: skip

# -- what slips under a pay scheme ---------------------------------------------------------------
_add("forgotten_tickets", "tickets", "fault",
     "Tickets of the window that lay forgotten until the customer called again.",
     "count by the first report", "lower", "count", _FAULT)  # fmt: skip
_add("forgotten_share", "%", "fault", "Share of faults left to a crew whose ticket lay forgotten.",
     "forgotten tickets / faults reported and not cleared from the desk", "lower", "share",
     _FAULT)  # fmt: skip
_add("tests_skipped", "jobs", "job", "Jobs closed in the window without the closing test.",
     "count by closing", "lower", "count", (*_PLACE, "job", "team"))  # fmt: skip
_add("tests_skipped_share", "%", "job", "Share of jobs closed without the closing test.",
     "tests skipped / jobs that a crew closed in the window", "lower", "share",
     (*_PLACE, "job", "team"))  # fmt: skip
_add("closed_unrepaired", "tickets", "fault",
     "Tickets closed in the window though the line was not repaired.",
     "count by closing; the line is down on, as a repeat", "lower", "count",
     (*_PLACE, "job", "team"))  # fmt: skip
_add("closed_unrepaired_found", "tickets", "fault",
     "Of these, tickets that inspection has found; the customers report the others again.",
     "count by closing", None, "count", (*_PLACE, "job", "team"))  # fmt: skip
_add("closed_unrepaired_not_found", "tickets", "fault",
     "Of these, tickets that inspection has not found.",
     "closed_unrepaired - closed_unrepaired_found", "lower", "count",
     (*_PLACE, "job", "team"))  # fmt: skip

# -- preventive work -----------------------------------------------------------------------------
_add("preventive_hours", "h", "hour",
     "Crew time of preventive work on lines, travel included; no job's time.",
     "sum over visits, split at the window's edges", None, "amount", _CREW)  # fmt: skip
_add("preventive_visits", "visits", "visit", "Lines looked after in the window.",
     "count by the end of the visit", None, "count", (*_CREW, "area"))  # fmt: skip
_add("faults_avoided", "faults", "fault",
     "Faults of the window that preventive work has kept away.",
     "count of candidates refused on lines looked after", "higher", "count",
     (*_PLACE, "cause_group", "cause", "month"))  # fmt: skip

# -- pay -----------------------------------------------------------------------------------------
_PAY = (
    "what the scheme pays to the worker, by the county of the crew's base; it is no cost of the "
    "company and enters neither cost_wages nor cost_total"
)
_add("pay_month_mean", CURRENCY, "worker-month",
     "Mean pay of a worker for a month of 30.4 days.",
     "pay of the window / worker-months of service in it; " + _PAY, "higher", "mean",
     (*_CREW, "scheme"))  # fmt: skip
_add("pay_month_lowest_tenth", CURRENCY, "worker-month",
     "Mean pay for a month of the tenth of the workers who are paid least.",
     "each worker by his mean over the window; the lowest 10 % of worker-months; " + _PAY,
     "higher", "mean", (*_CREW, "scheme"))  # fmt: skip
_add("pay_deducted", CURRENCY, "case", "Money taken off for repeats, late repairs and bad closing.",
     "sum of deductions of the window, before pay is cut off at nothing", "lower", "amount",
     (*_CREW, "scheme"))  # fmt: skip

# -- promises ------------------------------------------------------------------------------------
_PROMISE = (*_PLACE, "job")
_add("promises_made", "promises", "promise", "Appointments given to customers in the window.",
     "count of windows promised, every new one of the same job too", None, "count",
     _PROMISE)  # fmt: skip
_add("promises_kept_share", "%", "promise",
     "Share of appointments for which a crew came within the window.",
     "arrived by the window's end / (arrived by then + not arrived by then); not counted: still "
     "to come at the end of the run, or given up with the order before then", "higher", "share",
     _PROMISE)  # fmt: skip
_add("promises_broken", "promises", "promise", "Appointments to which no crew came in time.",
     "count of windows that ended before a crew was on site", "lower", "count",
     _PROMISE)  # fmt: skip
_add("promises_waiting", "promises", "promise",
     "Appointments whose window had not ended when the run did, and no crew had come.", "count",
     None, "count", _PROMISE)  # fmt: skip
_add("orders_by_promised_date", "%", "order",
     "Share of installs and moves in service by the date of policies.promises.",
     "in service by order + promised time / orders in service or past that date; who gave up "
     "before it is not counted", "higher", "share", (*_PLACE, "order", "facilities", "band",
     "month"))  # fmt: skip
_add("pull_off_days", "days", "county", "Days that counties had teams pulled off to repair.",
     "time in pull-off within the window, summed over counties", "lower", "amount",
     ("county",))  # fmt: skip
_add("pull_offs", "times", "county", "How often counties pulled teams off to repair.",
     "count of pull-offs that begin in the window", "lower", "count", ("county",))  # fmt: skip

# -- recovery from storms ------------------------------------------------------------------------
_add("storm_recovery_days_mean", "days", "storm",
     "Mean time from the end of a dated shock until a county is as well as before.",
     "sum over shocks of the window and the counties they hit / their number; well is when at "
     "most 1.1 times as many faults are open as over the 7 days before; a county that is not "
     "there when the run ends counts with the time so far, a lower bound", "lower", "mean",
     ("county",))  # fmt: skip
_add("storm_recovered_share", "%", "storm",
     "Share of these shocks that a county has recovered from when the run ends.",
     "recovered / shocks and counties hit", "higher", "share", ("county",))  # fmt: skip
_add("storm_open_faults_max", "faults", "storm",
     "Most faults open in a county from the beginning of a shock until it has recovered.",
     "maximum over shocks of the window and the counties they hit", "lower", "max",
     ("county",))  # fmt: skip

# -- crews ---------------------------------------------------------------------------------------
_PAID = "time on duty, overtime included"
for _name, _text in (
    ("crew_travel_share", "travelling"),
    ("crew_work_share", "on site, closing with the desk included"),
    ("crew_depot_share", "at the depot"),
    ("crew_preventive_share", "on preventive work, travel included"),
    ("crew_idle_share", "without a job"),
):
    _add(_name, "%", "hour", f"Share of {_PAID}, spent {_text}.",
         "hours / (hours on duty + overtime); the five shares sum to 100", None, "share",
         _CREW)  # fmt: skip
_add("crew_utilisation", "%", "hour", f"Share of {_PAID}, spent on jobs.",
     "(travel + site) / (hours on duty + overtime)", None, "share", _CREW)  # fmt: skip
_add("crew_off_duty_share", "%", "hour", "Share of all hours in which a crew is not on duty.",
     "1 - (hours on duty + overtime) / (crews x hours of service)", None, "share",
     _CREW)  # fmt: skip
_add("overtime_hours", "h", "hour", "Crew time worked beyond the end of the day.",
     "sum over the window", "lower", "amount", (*_CREW, "job"))  # fmt: skip
_add("crew_hours_per_week", "h", "hour", "Crew time on jobs, travel included, by kind of job.",
     "crew hours / weeks of the window", None, "amount", (*_CREW, "job", "area"))  # fmt: skip
_add("visits_per_crew_day", "visits", "crew-day",
     "Visits in a full day of field time spent on such jobs.",
     "visits / (crew time on jobs / the crew's mean time on duty less depot)",
     "higher", "mean", (*_CREW, "job", "area"))  # fmt: skip
_add("jobs_per_crew_day", "jobs", "crew-day",
     "Jobs finished in a full day of field time spent on such jobs.",
     "finished jobs / (crew time on jobs / the crew's mean time on duty less depot)",
     "higher", "mean", (*_CREW, "job", "area"))  # fmt: skip
_add("crew_days", "crew-days", "crew-day", "Days that crews came on duty.", "count", None,
     "count", _CREW)  # fmt: skip
_add("leavers", "crews", "crew", "Crews that left their posts in the window.",
     "count of leavings", "lower", "count", _CREW)  # fmt: skip
_add("crew_days_vacant", "crew-days", "crew-day",
     "Calendar days on which the posts of crews that left stood empty.",
     "sum over posts of the days of the window from leaving to filling", "lower", "amount",
     _CREW)  # fmt: skip
_add("lent_visits_share", "%", "visit",
     "Share of visits that crews made to cabinets in the territory of others.",
     "visits lent / visits begun in the window", None, "share",
     (*_PLACE, "job", "team"))  # fmt: skip

# -- works ---------------------------------------------------------------------------------------
_WORKS = (*_PLACE, "work")
_add("works_opened", "projects", "project",
     "Cables, ducts and recoveries of pairs that gangs finished in the window.",
     "count of projects by the end of their last gang-day", None, "count", _WORKS)  # fmt: skip
_add("works_open_at_end", "projects", "project",
     "Projects that could be built by gangs and are not finished at the window's end.",
     "count of projects released and not built", "lower", "count", _WORKS)  # fmt: skip
_add("works_slip_mean", "days", "project",
     "Mean delay of projects behind the plan, in which one gang builds each without interruption.",
     "sum of (real - planned opening) / projects opened in the window or due by its end; what is "
     "not open counts with its delay up to the end", "lower", "mean", _WORKS)  # fmt: skip
_add("works_slip_max", "days", "project", "Longest delay of a project behind its plan.",
     "largest slip; of projects not open the slip up to the window's end", "lower", "max",
     _WORKS)  # fmt: skip
_add("works_gang_days", "gang-days", "gang-day",
     "Time of gangs on construction, travel included, in their days in the field.",
     "sum of crew time on works / the crew's mean time on duty less depot", None, "amount",
     _WORKS)  # fmt: skip
_add("bores_free_at_end", "bores", "duct", "Free bores of all ducts at the window's end.",
     "bores - bores taken", "higher", "amount", _PLACE)  # fmt: skip
_add("duct_projects_ordered", "projects", "project", "Duct projects ordered in the window.",
     "count", None, "count", _PLACE)  # fmt: skip
_add("pair_months_delayed_by_ducts", "pair-months", "cable",
     "Pairs times the months for which their cable could be built but had no bore.",
     "sum of pairs x months in the window from permits and material to release", "lower", "amount",
     _PLACE)  # fmt: skip
_add("pairs_recovered", "pairs", "project",
     "Defective distribution pairs brought back by gangs in the window.",
     "sum of pairs", "higher", "amount", _PLACE)  # fmt: skip

# -- capacity ------------------------------------------------------------------------------------
for _level, _what in (("port", "Ports"), ("feeder", "Feeder pairs"),
                      ("distribution", "Distribution pairs")):  # fmt: skip
    _fill = f"{_level}_fill"
    _add(f"{_fill}_start", "%", _level, f"{_what} in use at the window's start.",
         "in use / usable", "lower", "share", _PLACE)  # fmt: skip
    _add(f"{_fill}_end", "%", _level, f"{_what} in use at the window's end.",
         "in use / usable", "lower", "share", _PLACE)  # fmt: skip
    _add(f"{_fill}_mean", "%", _level, f"{_what} in use, mean over the window.",
         "integral of use / integral of usable capacity", "lower", "share", _PLACE)  # fmt: skip
    _add(f"{_fill}_max", "%", _level, f"{_what} in use, highest share of the window.",
         "maximum of in use / usable, of all places of the row together", "lower", "max",
         _PLACE)  # fmt: skip
_add("lines_in_service_at_end", "lines", "line", "Lines in service at the window's end.",
     "lines at the start + put in service - given up", "higher", "amount", _PLACE)  # fmt: skip
_add("exchanges_exhausted", "exchanges", "exchange",
     "Exchanges whose ports have run out by the window's end.",
     "count of exchanges with no free port at any instant of the run up to then", "lower",
     "count", _PLACE)  # fmt: skip
_add("ports_exhausted_first", "days from the start", "exchange",
     "When the first exchange runs out of ports.",
     "least instant of exhaustion; none when no exchange fills", "higher", "amount",
     _PLACE)  # fmt: skip
_add("ports_order_by_first", "days from the start", "exchange",
     "Until when the first exchange must order ports to have them in time.",
     "least of (exhaustion - lead time); negative = before the run starts", "higher", "amount",
     _PLACE)  # fmt: skip

# -- money and loss ------------------------------------------------------------------------------
_add("cost_wages", CURRENCY, "hour", "Wages of hours on duty.",
     "member hours on duty x wage per hour", "lower", "amount", _CREW)  # fmt: skip
_add("cost_overtime", CURRENCY, "hour", "Pay of overtime.",
     "member hours of overtime x overtime pay per hour", "lower", "amount", _CREW)  # fmt: skip
_add("cost_expansions", CURRENCY, "project", "Money spent on capacity in the window.",
     "sum of what was spent", "lower", "amount", (*_PLACE, "level"))  # fmt: skip
_add("cost_total", CURRENCY, "window", "Wages, overtime and expansions.",
     "cost_wages + cost_overtime + cost_expansions", "lower", "amount", ("county",))  # fmt: skip
_add("revenue_lost_waiting", CURRENCY, "order", "Revenue that waiting installs would have paid.",
     "months that installs waited in the window x revenue per line and month", "lower", "amount",
     _PLACE)  # fmt: skip
_add("line_hours_lost", "line-hours", "line", "Hours that lines were down in the window.",
     "sum over lines of the time from fault to restoration within the window", "lower", "amount",
     (*_PLACE, "cause_group", "cause"))  # fmt: skip
