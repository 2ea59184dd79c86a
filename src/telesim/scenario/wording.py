"""What a town calls its plant: the model's own words are those of copper."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.fields import Section


def plural(noun: str) -> str:
    """Several of them: ``feeder pairs``, ``boxes``, ``fibres``."""
    return noun + ("es" if noun.endswith(("s", "x", "ch")) else "s")


class Wording(Section):
    """Nouns in the singular, for tables, charts and texts; columns of tables keep their names.

    A fibre town says ``port: OLT port``, ``feeder: feeder fibre``, ``distribution: splitter leg``.
    """

    #: Where a line ends in the switch.
    port: str = Field(default="port", min_length=1)
    #: What carries a line from the exchange to the cabinet.
    feeder: str = Field(default="feeder pair", min_length=1)
    #: What carries a line from the cabinet to the box.
    distribution: str = Field(default="distribution pair", min_length=1)
    #: Where the distribution network ends, near the customers.
    box: str = Field(default="box", min_length=1)
    #: The last piece, from the box to the customer.
    drop: str = Field(default="drop", min_length=1)
    #: What a line takes of the feeder and of the distribution network, in one word.
    pair: str = Field(default="pair", min_length=1)

    def level(self, name: str) -> str:
        """The noun of a level of the event log; other words, such as a total, stay."""
        return str(getattr(self, name)) if name in type(self).model_fields else name
