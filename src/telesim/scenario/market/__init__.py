"""The market as a planner writes it: which orders are taken, served in a roundabout way, brought.

:mod:`screening` is the counter that says yes or no, :mod:`rerouting` lines over a neighbour's
spare pairs, :mod:`promotions` campaigns.
"""

#: Marks of orders that a campaign may bring begin here; ordinary orders stay below it, as no line
#: orders a thousand more in a month.
PROMOTED = 1024.0
