"""Checks of the office: steps that exist, mistakes that are found later, clerks at every desk."""

from __future__ import annotations

from telesim.scenario.findings import Findings
from telesim.scenario.node import Path
from telesim.scenario.office.key_accounts import FIELD, LIMITED, KeyAccounts
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import ACCEPTANCE, OFFICE_ORDERS, STEPS, staff_in

_SYSTEM: Path = ("order_system",)


def check_office(found: Findings) -> None:
    """The order system, where the scenario has one."""
    system = found.scenario.order_system
    if system is not None and found.sound("order_system"):
        _system(found, system)
    accounts = found.scenario.key_accounts
    if accounts is not None and found.sound("key_accounts", "order_system"):
        _accounts(found, accounts)
    contacts = found.scenario.contacts
    if contacts is not None and found.sound("contacts", "order_system"):
        if system is None or STEPS[ACCEPTANCE] not in system.steps:
            found.say(("contacts",), "no acceptance", "need an order_system with that step")
        if contacts.transfers >= 1:
            found.say(("contacts", "transfers"), "100 %", "need less: such a case would never end")


def _accounts(found: Findings, accounts: KeyAccounts) -> None:
    system, at = found.scenario.order_system, ("key_accounts",)
    if system is None:
        found.say(at, "no order_system", "need the office whose steps are limited")
        return
    there = (*system.steps, LIMITED[FIELD])
    if not accounts.limits:
        found.say((*at, "limits"), "no limit", f"need one or more of {', '.join(there)}")
    for word in accounts.limits:
        found.known((*at, "limits", word), word, "step of the scenario", there)


def _system(found: Findings, system: OrderSystem) -> None:
    if found.sound("calendars"):
        found.known((*_SYSTEM, "calendar"), system.calendar, "calendar", found.scenario.calendars)
    if not system.steps:
        found.say((*_SYSTEM, "steps"), "no step", f"need one or more of {', '.join(STEPS)}")
    for word, step in system.steps.items():
        path: Path = (*_SYSTEM, "steps", word)
        if not found.known(path, word, "office step", STEPS):
            continue
        _mistakes(found, system, word, path)
        for kind in step.share:
            if kind != "*":
                found.known((*path, "share", kind), kind, "kind of order", OFFICE_ORDERS)
        unsaid = [kind for kind in OFFICE_ORDERS if not {kind, "*"} & step.share.keys()]
        if unsaid:
            found.say((*path, "share"), f"nothing for {', '.join(unsaid)}", "need its share, or *")
        if not found.sound("exchanges"):
            continue
        for county in step.staff:
            if county != "*":
                found.known((*path, "staff", county), county, "county", found.county_names)
        empty = [county for county in found.county_names if staff_in(step.staff, county) < 1]
        if empty:
            found.say((*path, "staff"), f"nobody in {', '.join(empty)}", "need a clerk or more")


def _mistakes(found: Findings, system: OrderSystem, word: str, path: Path) -> None:
    step = system.steps[word]
    if step.found_at is None:
        if step.wrong > 0:
            found.say(
                (*path, "wrong"),
                "mistakes that nobody finds",
                "need found_at, the later step that finds them",
            )
        return
    if not found.known((*path, "found_at"), step.found_at, "office step", tuple(system.steps)):
        return
    if STEPS.index(step.found_at) <= STEPS.index(word):
        found.say(
            (*path, "found_at"),
            repr(step.found_at),
            f"need a step after {word}: mistakes are found later",
        )
    if step.wrong >= 1:
        found.say((*path, "wrong"), "100 %", "need less: such an order would never be right")
