"""Checks of pay: money in the scenario's currency, causes that exist, shares that stay shares."""

from __future__ import annotations

from collections.abc import Iterator

from telesim.policies.pay import PayScheme
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path, dotted
from telesim.units import UnitError, parse_money

#: What a fee is paid for.
PER_LINE_MONTH = "line per month"


def check_pay(found: Findings) -> None:
    """Every scheme of the policies, whether or not a crew has it."""
    policies = found.scenario.policies
    _scheme(found, ("policies", "pay"), policies.pay)
    for name, scheme in policies.schemes.items():
        path: Path = ("policies", "schemes", name)
        _scheme(found, path, scheme)
        if found.sound(dotted(path)):
            if scheme.near_and_easy is not None:
                found.say(
                    (*path, "near_and_easy"),
                    "near and easy jobs first under the scheme of some crews",
                    "need it in policies.pay: jobs wait for all crews of their place alike",
                )
            if scheme.forgotten is not None and scheme.forgotten.share > 0:
                found.say(
                    (*path, "forgotten"),
                    "tickets forgotten under the scheme of some crews",
                    "need it in policies.pay: tickets are forgotten before a crew has them",
                )


def _scheme(found: Findings, path: Path, scheme: PayScheme) -> None:
    for below, written, per in _money(scheme):
        if found.sound("currency"):
            try:
                parse_money(written, found.scenario.currency.code, per)
            except UnitError as problem:
                found.say((*path, *below), repr(written), f"need {problem.expected}")
    at = dotted(path)
    if found.sound(f"{at}.rates"):
        _rates(found, path, scheme)
    if scheme.fee is not None and found.sound("teams"):
        skills = dict.fromkeys(s for team in found.scenario.teams.values() for s in team.skills)
        found.known((*path, "keeps"), scheme.keeps, "skill of a team", skills)
    if scheme.preventive is not None and found.sound("faults"):
        for n, cause in enumerate(scheme.preventive.causes):
            found.known(
                (*path, "preventive", "causes", n), cause, "fault cause", found.scenario.faults
            )
    if found.sound(f"{at}.redo", f"{at}.skipped_tests"):
        _repeats(found, path, scheme)


def _money(scheme: PayScheme) -> Iterator[tuple[Path, str, str | None]]:
    """Every amount of a scheme: path below it, as written, what it is paid for."""
    if scheme.monthly is not None:
        yield ("monthly",), scheme.monthly, None
    if scheme.fee is not None:
        yield ("fee",), scheme.fee, PER_LINE_MONTH
    for job, rate in scheme.rates.items():
        yield ("rates", job), rate, None
    if scheme.deductions is not None:
        for word in ("repeat", "overdue", "unrepaired"):
            amount = getattr(scheme.deductions, word)
            if amount is not None:
                yield ("deductions", word), amount, None


def _rates(found: Findings, path: Path, scheme: PayScheme) -> None:
    """Who is paid by the piece earns by every kind of job that there is."""
    if not scheme.rates or not found.sound("demand", "faults"):
        return
    demand = found.scenario.demand
    there = ["install"] if demand.install is not None else []
    there += ["move"] if demand.move is not None else []
    causes = found.scenario.faults.values()
    kinds = {cause.job for cause in causes}
    if any(cause.pair_swap is not None for cause in causes):
        kinds.add("repair")
    there += [kind for kind in ("repair", "cable") if kind in kinds]
    missing = [kind for kind in there if kind not in scheme.rates]
    if missing:
        found.say(
            (*path, "rates"),
            f"no rate for {', '.join(missing)}",
            "need one for every kind of job of the scenario; 0 pays nothing",
        )


def _repeats(found: Findings, path: Path, scheme: PayScheme) -> None:
    """The general share of repeats under a scheme is a share; causes' own laws know no pay."""
    if not found.sound("repeats", "faults.*.repeats"):
        return
    scenario = found.scenario
    general = any(cause.repeats is None for cause in scenario.faults.values())
    most = scenario.repeats.share if scenario.repeats is not None and general else 0.0
    skipped = scheme.skipped_tests
    untested = skipped.untested_repeats if skipped is not None and skipped.share > 0 else 1.0
    for word, factor in {"": 1.0, **scheme.redo}.items():
        share = most * factor * max(1.0, untested)
        if share > 1:
            at = ("redo", word) if factor > 1 else ("skipped_tests", "untested_repeats")
            found.say(
                (*path, *at),
                f"a factor that makes {100 * share:g} % of the repairs fail again",
                "need a share of repeats of 100 % or less",
            )
