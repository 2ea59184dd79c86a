"""What ``run --details`` shows of each system beyond its one line: a section for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from telesim.report.headlines import Headline
from telesim.report.systems import no_circuits_open, telephones
from telesim.scenario.wording import plural

if TYPE_CHECKING:
    from telesim.scenario import Scenario


def details(scenario: Scenario) -> Iterator[Headline]:
    """The rows of the systems that a scenario has, in the order of ``systems.SYSTEMS``."""
    yield from _rerouting(scenario)
    yield from _screening(scenario)
    yield from _promotions(scenario)
    yield from _trunks(scenario)
    yield from _order_system(scenario)
    yield from _fault_reception(scenario)
    yield from _directory(scenario)
    yield from _complaints(scenario)
    yield from _key_accounts(scenario)
    yield from _contacts(scenario)
    yield from _counters(scenario)
    yield from _payphones(scenario)
    yield from _arrears(scenario)
    yield from _people(scenario)


def _rerouting(scenario: Scenario) -> Iterator[Headline]:
    section = "Temporary re-routing"
    if scenario.rerouting is None:
        return
    yield Headline(section, "held orders re-routed in the window", "rerouted", {})
    yield Headline(section, "days gained for each", "rerouted_days_gained_mean", {})
    yield Headline(section, "lines moved back in the window", "moved_back", {})
    words = "borrowed at the window's end, since whenever"
    yield Headline(section, words, "borrowed_lines_at_end", {})
    words = "orders that lacked a pair at a cabinet that was lending"
    yield Headline(section, words, "lender_orders_blocked", {})


def _screening(scenario: Scenario) -> Iterator[Headline]:
    section, screening = "Order screening", scenario.screening
    if screening is None:
        return
    yield Headline(section, "orders taken that could not be built", "falsely_accepted_share", {})
    yield Headline(section, "visits for a pair that was not there", "wasted_visits", {})
    yield Headline(section, "customers sent away and registered", "registered", {}, True)
    words = "customers sent away though there was room"
    yield Headline(section, words, "falsely_refused", {}, True)
    yield Headline(section, "registered customers, mean", "registered_mean", {}, True)
    yield Headline(section, "paid over 90 days ago at the end", "prepaid_over_90d_at_end", {})
    if screening.prepayment is not None:
        words = f"prepaid money held, mean, {scenario.currency.code}"
        yield Headline(section, words, "money_held_mean", {})


def _promotions(scenario: Scenario) -> Iterator[Headline]:
    section = "Promotions"
    if not scenario.promotions:
        return
    begun = "campaign_places"
    yield Headline(section, "orders that campaigns have brought", "promoted_orders", {})
    yield Headline(section, "of them without facilities", "promoted_held_share", {}, counts=begun)
    yield Headline(section, "exchanges at which one began in the window", begun, {})
    yield Headline(section, "of them able to take it", "campaign_safe_share", {}, counts=begun)
    words = "largest they could take when it opens, times usual"
    yield Headline(section, words, "campaign_safe_uplift", {}, counts=begun)
    words = "largest at the best of times"
    yield Headline(section, words, "campaign_safe_uplift_best", {}, counts=begun)


def _trunks(scenario: Scenario) -> Iterator[Headline]:
    if scenario.traffic is None:
        return
    none = "; no circuits are added in the window" if no_circuits_open(scenario) else ""
    section = f"Trunk circuits, in the busy hour{none}"
    yield Headline(section, "local calls finding a path", "network_effectiveness_local", {})
    words = "long-distance calls finding a path"
    yield Headline(section, words, "network_effectiveness_long_distance", {})
    yield Headline(section, "long-distance calls answered", "completion_long_distance", {})
    yield Headline(section, "calls lost by a trunk group, mean", "trunk_blocking", {})
    yield Headline(section, "circuits lacking for 1 % loss", "trunk_circuits_lacking", {})
    yield Headline(section, "circuits at the end", "trunk_circuits_at_end", {})


def _order_system(scenario: Scenario) -> Iterator[Headline]:
    """The parts of an order's way in their order; a bill does not keep a customer waiting."""
    section, system = "Order system", scenario.order_system
    if system is None:
        return
    port, pair = scenario.wording.port, scenario.wording.pair
    words = {
        "acceptance": "days at acceptance",
        "facilities": f"days held for lack of {plural(port)} or {plural(pair)}",
        "assignment": f"days at the assignment of {plural(pair)}",
        "exchange": "days at the exchange desk",
        "jumper": "days until the jumper is run",
        "dispatch": "days at dispatch",
        "field": "days until the crew has done it",
        "test": "days at the test desk",
    }
    always = {"facilities", "field", *(["jumper"] if scenario.main_frame is not None else ())}
    for step, label in words.items():
        if step in system.steps or step in always:
            yield Headline(section, label, "office_days_mean", {"step": step})
    yield Headline(section, "orders sent back for a mistake", "office_rework_share", {})
    for step in system.steps:
        yield Headline(section, f"clerks busy, {step}", "office_busy_share", {"step": step})


def _fault_reception(scenario: Scenario) -> Iterator[Headline]:
    section = "Fault reception"
    if scenario.fault_desk is None:
        return
    yield Headline(section, "calls answered within 15 s", "fault_calls_answered_in_15s", {})
    yield Headline(section, "calls while the desk is closed", "fault_calls_unattended", {})
    yield Headline(section, "calls given up", "fault_calls_abandoned", {})
    if scenario.fault_desk.lines is not None:
        yield Headline(section, "calls that hear the busy signal", "fault_calls_engaged", {})
    words = "from the first try to the valid report"
    yield Headline(section, words, "first_try_to_report_mean", {})
    words = "until a cable fault is known as one"
    yield Headline(section, words, "cable_recognised_mean", {})
    words = "reports taken together for a cable in vain"
    yield Headline(section, words, "false_cable_faults", {})
    words = "reports of known cable faults, nobody sent"
    yield Headline(section, words, "reports_joined", {})
    yield Headline(section, "visits to further reports, for nothing", "duplicate_visits", {})


def _directory(scenario: Scenario) -> Iterator[Headline]:
    section, days = "Directory enquiry", "directory_sample_days"
    if scenario.directory_desk is None:
        return
    yield Headline(section, "calls a day", "directory_calls_per_day", {}, sample_days=days)
    yield Headline(
        section, "calls answered within 15 s", "directory_answered_in_15s", {}, sample_days=days
    )
    yield Headline(
        section, "mean wait until the answer", "directory_answer_mean", {}, sample_days=days
    )
    yield Headline(section, "calls lost", "directory_abandoned", {}, sample_days=days)
    if scenario.directory_desk.lines is not None:
        words = "calls that hear the busy signal"
        yield Headline(section, words, "directory_engaged", {}, sample_days=days)


def _complaints(scenario: Scenario) -> Iterator[Headline]:
    section = "Complaints"
    if scenario.complaints is None:
        return
    yield Headline(section, "per 1,000 lines a month", "complaints_per_1000_lines", {})
    words = "from complaint to working line, mean"
    yield Headline(section, words, "complaint_age_mean", {}, in_days=True)
    yield Headline(
        section, "whose customer gave up or was sent away", "complaint_given_up_share", {}
    )
    yield Headline(section, "calls that the 180 desk lost", "complaint_calls_lost_share", {})
    yield Headline(section, "that nobody took down", "complaint_unrecorded_share", {})
    yield Headline(section, "that climbed above the desk", "complaint_escalated_share", {})
    yield Headline(section, "that left the county", "complaint_left_county_share", {})
    yield Headline(section, "times that a waiting job was put back", "jobs_overtaken", {})


def _key_accounts(scenario: Scenario) -> Iterator[Headline]:
    section, accounts = "Key accounts", scenario.key_accounts
    if accounts is None:
        return
    yield Headline(section, "mean supply time", "key_account_supply_mean", {})
    yield Headline(section, "mean supply time of all others", "ordinary_supply_mean", {})
    yield Headline(section, "orders overdue at some step", "key_account_breach_share", {})
    for step in accounts.limits:
        words = f"limits that passed, {step}"
        yield Headline(section, words, "dwell_breaches", {"step": step})


def _contacts(scenario: Scenario) -> Iterator[Headline]:
    section = "First contact"
    if scenario.contacts is None:
        return
    yield Headline(section, "hand-offs per case at the counter", "hand_offs_per_case", {})
    yield Headline(section, "questions after orders, a day", "questions_per_day", {})
    yield Headline(section, "from a question to its answer, mean", "question_wait_mean", {})


def _counters(scenario: Scenario) -> Iterator[Headline]:
    section, days = "Counters", "counter_sample_days"
    if scenario.counters is None:
        return
    yield Headline(section, "mean wait", "counter_wait_mean", {}, sample_days=days)
    yield Headline(
        section, "customers served within 10 min", "counter_served_in_10min", {}, sample_days=days
    )
    yield Headline(section, "customers who left unserved", "counter_left", {}, sample_days=days)
    yield Headline(
        section, "errors per 1,000 transactions", "counter_errors_per_1000", {}, sample_days=days
    )
    words = "customers served per clerk and hour"
    yield Headline(section, words, "counter_transactions_per_clerk_hour", {}, sample_days=days)
    if scenario.counters.pay is not None and scenario.counters.pay.money:
        code = scenario.currency.code
        words = f"pay of a clerk for a month, {code}"
        yield Headline(section, words, "counter_pay_mean", {}, sample_days=days)
        words = f"pay of a clerk for a month, lowest tenth, {code}"
        yield Headline(section, words, "counter_pay_p10", {}, sample_days=days)


def _payphones(scenario: Scenario) -> Iterator[Headline]:
    section = "Public telephones"
    if scenario.payphones is None:
        return
    words = f"out of order at any time, of {telephones(scenario):,}"
    yield Headline(section, words, "payphones_out_mean", {})
    yield Headline(section, "share of them out of order", "payphones_out_share", {})
    yield Headline(section, "hours out of order, unfound", "payphone_hours_unfound", {})
    words = "hours out of order, waiting or in repair"
    yield Headline(section, words, "payphone_hours_waiting", {})
    words = f"takings lost, {scenario.currency.code}"
    yield Headline(section, words, "payphone_revenue_lost", {})


def _arrears(scenario: Scenario) -> Iterator[Headline]:
    section = "Arrears"
    if scenario.arrears is None:
        return
    yield Headline(section, "lines suspended, mean", "lines_suspended_mean", {})
    yield Headline(section, "from payment to service, mean", "reconnect_time_mean", {})
    yield Headline(section, "from payment to service, longest", "reconnect_time_max", {})
    yield Headline(section, "notices of payment lost", "lost_notices", {})


def _people(scenario: Scenario) -> Iterator[Headline]:
    section = "Training, supervision"
    if scenario.training is None and scenario.supervision is None:
        return
    yield Headline(section, "repair visits that leave something", "repair_errors_share", {})
    if scenario.training is not None:
        yield Headline(section, "level of training, 0 to 1, mean", "training_level", {})
        yield Headline(section, "days of heads on courses", "training_days", {})
        beside = "days of heads who learn beside their work"
        yield Headline(section, beside, "training_days_beside_work", {})
    yield Headline(section, "jobs closed without the closing test", "tests_skipped_share", {})
    if scenario.supervision is not None:
        yield Headline(section, "closed repairs inspected", "inspected", {})
        yield Headline(section, "of them found bad", "inspected_found_share", {})
