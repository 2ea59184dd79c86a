"""Proof that telesim's intervals and verdicts keep what they promise: ``make prove``.

Every proof repeats a whole experiment a thousand times where the true answer is known, hands each
to the code that ``telesim run`` uses, and counts how often the answer was right. Nothing of that
code is copied here. What must fail (runs that are too short, a naive formula) stands beside it.
"""
