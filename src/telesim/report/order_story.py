"""Sentences about orders, from the row of a log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Level
from telesim.report.market_story import market_sentences
from telesim.report.office_story import office_sentences
from telesim.scenario.wording import plural
from telesim.units import DAY_MS

if TYPE_CHECKING:
    from telesim.report.story import Row, Story

#: What is ordered, by type of order.
ORDERS = ("a new line", "the move of a line", "the end of a line")


def order_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""
    says = story.wording

    def port_and_pairs(port: bool) -> str:
        """What an order takes; a move takes pairs of its new place, but no port."""
        pairs = plural(says.pair)
        return f"{says.port} and {pairs}" if port else pairs

    def order(row: Row) -> str:
        story.asked_ms = row.time_ms
        if row.time_ms <= 0:
            return (
                f"The customer orders {ORDERS[row.reason]}; "
                "the order is waiting already when the run begins."
            )
        away = f", {row.amount / 1000:.1f} km from the exchange" if row.amount > 0 else ""
        return f"The customer orders {ORDERS[row.reason]}{away}."

    def assigned(row: Row) -> str:
        waited = row.time_ms - story.asked_ms
        after = f" after {waited / DAY_MS:.1f} days of waiting" if waited >= DAY_MS else ""
        what = port_and_pairs(bool(row.amount))
        return (
            f"{what[:1].upper()}{what[1:]} assigned{after}; "
            f"the {says.drop} {'must be built' if row.reason else 'stands'}."
        )

    def in_service(row: Row) -> str:
        return story.ends(
            f"{story.crew(row)} is done after {story.on_site(row)}. "
            f"In service, {story.since(row)} after the order."
        )

    def cancelled(row: Row) -> str:
        what = port_and_pairs(bool(row.amount))
        freed = f"; {what} are free again" if row.reason else ""
        return story.ends(f"The customer gives up after {story.since(row)}{freed}.")

    def promised(row: Row) -> str:
        story.promised_ms = row.amount + row.reason
        until = story.start + dt.timedelta(milliseconds=story.promised_ms)
        return f"The customer is promised a crew on {story.when(row.amount)} to {until:%H:%M}."

    def held(row: Row) -> str:
        text = f"Held: {story.lacks[row.reason]}."
        if row.reason == Level.BOX:
            text += (
                f" It finds one when fewer of the cabinet's {plural(says.pair)} are in use: when "
                "more are built there, or lines given up."
            )
        return text

    return {
        Kind.ORDER: order,
        Kind.HELD: held,
        Kind.ASSIGNED: assigned,
        Kind.IN_SERVICE: in_service,
        Kind.RECONNECTED: lambda row: story.ends(
            f"The line stood: connected from the desk, {story.since(row)} after the order."
        ),
        Kind.CANCELLED: cancelled,
        Kind.CEASED: lambda row: story.ends(
            f"The line is given up; {port_and_pairs(True)} are free."
        ),
        Kind.RELEASED: lambda row: (
            f"The {plural(says.pair)} of the old place, {story.place(row.place)}, are free."
        ),
        Kind.PROMISED: promised,
        **office_sentences(story),
        **market_sentences(story),
    }
