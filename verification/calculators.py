"""What the public calculators of telesim.theory answer to each row of the reference."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from telesim import theory
from telesim.theory import ErlangA, ErlangC, Moments, PhaseType, PriorityClass
from verification.rows import Row

Params = dict[str, Any]

# Computed with the chain cut at 200 jobs; the answer without a cut is tested with the calculators.
CUT_AT = {"SH-O04": 200, "SH-O05": 200}


def service(text: str, kind: Any = Moments) -> Any:
    """A law of service as the reference tables write it."""
    numbers = [float(found) for found in re.findall(r"\d+(?:\.\d+)?", text)]
    if re.match(r"(deterministic|D\()", text):
        return kind.deterministic(numbers[0])
    if text.startswith("exp("):
        return kind.exponential(numbers[0])
    if text.startswith("Erlang-"):
        return kind.erlang(int(numbers[0]), numbers[1])
    if text.startswith("lognormal"):
        return kind.lognormal(*numbers)
    if text.startswith("uniform"):
        return kind.uniform(*numbers)
    assert text.startswith("H2"), text
    return kind.hyperexponential(numbers[2::2], numbers[1::2])


def _erlang_b(row: Row, p: Params) -> float:
    match row.quantity:
        case "call blocking probability":
            return theory.erlang_b(p["offered_erl"], p["servers"])
        case "load carried by the last trunk (erl)":
            return theory.carried_by_trunk(p["offered_erl"], p["trunk"])
        case "offered traffic for 1 % blocking (erl)":
            return theory.erlang_b_load(p["servers"], p["blocking"])
        case _:
            return theory.smallest_trunks(float(Fraction(p["offered_erl"])), p["blocking"])


def _erlang_c(row: Row, p: Params) -> float:
    queue = ErlangC(p["lam"], p["mu"], p["c"])
    answers: dict[str, Callable[[], float]] = {
        "mean wait in queue": lambda: queue.mean_wait,
        "0.95 quantile of the wait": lambda: queue.wait_quantile(0.95),
        "variance of the wait in queue": lambda: queue.wait_variance,
        "P(wait>0)": lambda: queue.delay_probability,
        "service level P(wait<=t)": lambda: queue.service_level(p["t"]),
    }
    return answers[row.quantity]()


def _erlang_a(row: Row, p: Params) -> float:
    if "patience" in p:
        fixed = theory.FixedPatience(p["lam"], p["mu"], p["patience"], p["n"])
        if row.quantity == "abandonment probability":
            return fixed.abandonment_probability
        return fixed.average_speed_of_answer
    queue = ErlangA(p["lam"], p["mu"], p["theta"], p["n"], p.get("K_system"))
    answers: dict[str, Callable[[], float]] = {
        "abandonment probability": lambda: queue.abandonment_probability,
        "P(abandon | admitted)": lambda: queue.abandonment_probability,
        "P(wait>0)": lambda: queue.delay_probability,
        "mean wait over ALL callers (served and abandoned)": lambda: queue.mean_wait,
        "mean wait of SERVED callers (ASA)": lambda: queue.average_speed_of_answer,
        "P(served and wait<=T)": lambda: queue.service_level(p["T"]),
        "P(busy signal)": lambda: queue.busy_signal_probability,
    }
    return answers[row.quantity]()


def _limited_room(row: Row, p: Params) -> float:
    queue = theory.LimitedRoom(p["lam"], p["mu"], p["c"], p["K_system"])
    return {
        "blocking probability": queue.blocking,
        "mean number in system": queue.mean_number,
        "mean wait of ADMITTED customers": queue.mean_wait,
    }[row.quantity]


def _halfin_whitt(row: Row, p: Params) -> float:
    if "theta" in p:
        return theory.garnett_delay(p["beta"], p["theta"])
    if "N" in p:
        return theory.erlang_c(p["lam"], p["N"])
    if "offered_erl" in p:
        return theory.smallest_for_delay(p["offered_erl"], p["target_P_wait"])
    return theory.halfin_whitt_delay(p["beta"])


def _single_server(row: Row, p: Params) -> float:
    if row.quantity == "P(wait<=t)":
        return theory.FixedService(p["lam"], p["d"], 1).wait_at_most(p["t"])
    queue = theory.SingleServer(p["lam"], service(p["service"]))
    return {
        "mean wait in queue": lambda: queue.mean_wait,
        "variance of the wait in queue": lambda: queue.wait_variance,
    }[row.quantity]()


def _several_servers(row: Row, p: Params) -> float:
    queue: theory.FixedService | theory.PhaseTypeServers
    if "d" in p:
        queue = theory.FixedService(p["lam"], p["d"], p["c"])
    else:
        law = service(p["service"], PhaseType)
        queue = theory.PhaseTypeServers(p["lam"], law, p["c"])
    return queue.mean_wait if row.quantity == "mean wait in queue" else queue.delay_probability


def _classes(p: Params) -> list[PriorityClass]:
    laws = (
        [service(text) for text in p["service"]]
        if "service" in p
        else [Moments.exponential(1 / mu) for mu in p["mu"]]
    )
    return [PriorityClass(lam, law) for lam, law in zip(p["lam"], laws, strict=True)]


def _priority(row: Row, p: Params) -> float:
    place = int(row.quantity[-1]) - 1
    if "c" not in p:
        if "non-preemptive" in row.model:
            return theory.waits_without_preemption(_classes(p))[place]
        return theory.sojourns_with_preemption(_classes(p))[place]
    if "non-preemptive" in row.model:
        return theory.waits_without_preemption_same_rate(p["lam"], p["mu"], p["c"])[place]
    if len(set(p["mu"])) == 1:
        rates = theory.sojourns_with_preemption_same_rate(p["lam"], p["mu"][0], p["c"])
        return rates[place]
    both = theory.sojourns_with_preemption_two_rates(tuple(p["lam"]), tuple(p["mu"]), p["c"])
    return both[place]


def _finite_source(row: Row, p: Params) -> float:
    if "trunks" in p:
        engset = theory.Engset(p["sources"], p["trunks"], p["idle_source_erl"])
        return {
            "time congestion": engset.time_congestion,
            "call congestion": engset.call_congestion,
        }[row.quantity]
    shop = theory.MachineRepair(p["machines"], p["repairmen"], p["fail_rate"], p["repair_rate"])
    return {
        "mean number down": shop.mean_down,
        "mean down time (wait+repair)": shop.mean_down_time,
        "P(all up)": shop.all_up_probability,
    }[row.quantity]


def _network(row: Row, p: Params) -> float:
    if "K" in p:
        return theory.ClosedNetwork(p["K"], p["visits"], p["mean_service"]).throughput
    network = theory.OpenNetwork(p["ext"], p["P"], p["mu"], p["c"])
    if row.quantity.startswith("mean total time"):
        return network.mean_total_time
    return network.times_per_visit[int(row.quantity[-1]) - 1]


def _changing_rate(row: Row, p: Params) -> float:
    if "rates" in p:
        return theory.stepped_load_from_empty(p["rates"], p["hours"], p["mu"], p["t"])
    if "shape" in p:
        wave = p["lb"], p["A"], p["w"]
        return theory.wave_load_gamma(*wave, p["shape"], p["mean_service"], p["t"])
    if "lb" in p:
        return theory.wave_load_from_empty(p["lb"], p["A"], p["w"], p["mu"], p["t"])
    return theory.number_busy_at_least(p["lam"] * p["mean_service"], 12)


def _roster(row: Row, p: Params) -> float:
    periods = [theory.Period(hours, p["lam_per_h"], crews) for hours, crews in p["day"]]
    roster = theory.PeriodicRoster(periods, p["mu_per_h"], CUT_AT.get(row.id))
    if row.quantity == "mean time to repair incl. off-shift (h)":
        return roster.mean_time_to_repair
    if row.quantity == "mean backlog at the start of the first period":
        return roster.mean_backlog_at_start()
    assert row.quantity == "P(fault cleared within 24 h), FCFS"
    return roster.share_done_within(24)


def _transient(row: Row, p: Params) -> float:
    if "n_customers" in p:
        return theory.mean_wait_of_first(p["rho"] * p["mu"], p["mu"], 1, p["n_customers"])
    return theory.mean_number_after(p["lam"], p["mu"], p["c"], p["t"])


def _vacation(row: Row, p: Params) -> float:
    if "fail" in p:
        return theory.sojourn_with_breakdowns(p["lam"], p["mu"], p["fail"], p["repair"])
    law = service(p["service"]) if "service" in p else Moments.exponential(1 / p["mu"])
    if "N" in p:
        return theory.wait_until_enough(p["lam"], law, p["N"])
    if "setup_rate" in p:
        return theory.wait_with_set_up(p["lam"], law, Moments.exponential(1 / p["setup_rate"]))
    away = service(p["vacation"]) if "vacation" in p else Moments.exponential(1 / p["vac_rate"])
    return theory.wait_with_vacations(p["lam"], law, away)


def _batch(row: Row, p: Params) -> float:
    sizes = {int(size): chance for size, chance in p["batch"].items()}
    queue = theory.BatchArrivals(p["batch_rate"], sizes, p["mu"], p["c"])
    return queue.mean_number if "number" in row.quantity else queue.mean_sojourn


def _pooling(row: Row, p: Params) -> float:
    if "rho_each" in p:
        return theory.pooling_gain([theory.Team(p["rho_each"], 1.0, 1)] * p["c"])
    if "install" in p:
        kinds = [p["install"], p["repair"]]
        teams = [theory.Team(kind["lam"], kind["mean"], kind["crews"]) for kind in kinds]
        if "separate" in row.quantity:
            return theory.separate_mean_wait(teams)
        return theory.pooled_mean_wait(teams)
    teams = [theory.Team(lam, mean, 1) for lam, mean in zip(p["lam"], p["mean"], strict=True)]
    return theory.pooled_mean_wait(teams) - teams[0].mean_wait


def _overflow(row: Row, p: Params) -> float:
    if "primary" in p:
        trunks, loads = zip(*p["primary"], strict=True)
        losses = theory.shared_final_group_losses(trunks, loads, p["shared_secondary"])
        return losses[int(row.quantity[-1]) - 1]
    stream = theory.overflow_traffic(p["offered_erl"], p["primary_trunks"])
    return stream.mean if row.quantity.startswith("mean") else stream.variance


def _run_length(row: Row, p: Params) -> float:
    if "phi" in p:
        return theory.series_mean_variance(p["phi"], p["n"])
    if "servers" in p:
        return theory.all_busy_variance_constant(p["offered_erl"], p["servers"], 1.0)
    if "offered_erl" in p:
        return theory.busy_variance_constant(p["offered_erl"], 1.0)
    if "mean wait" in row.quantity:
        return theory.wait_variance_constant(p["rho"], 1.0)
    return theory.number_variance_constant(p["rho"], 1.0)


#: Families whose rows a calculator answers.
CALCULATORS: dict[str, Callable[[Row, Params], float]] = {
    "erlang_b": _erlang_b,
    "erlang_c": _erlang_c,
    "erlang_a": _erlang_a,
    "mmck": _limited_room,
    "halfin_whitt": _halfin_whitt,
    "mg1": _single_server,
    "mdc": _several_servers,
    "mgc": _several_servers,
    "priority_np": _priority,
    "priority_pr": _priority,
    "finite_source": _finite_source,
    "jackson": _network,
    "m_t_inf": _changing_rate,
    "shift_schedule": _roster,
    "transient": _transient,
    "vacation": _vacation,
    "batch_arrivals": _batch,
    "pooling": _pooling,
    "overflow": _overflow,
    "output_analysis": _run_length,
}


def answer(row: Row) -> float:
    """What the calculators say to a row.

    Raises:
        KeyError: no calculator answers its family.
    """
    return CALCULATORS[row.family](row, row.parameters)
