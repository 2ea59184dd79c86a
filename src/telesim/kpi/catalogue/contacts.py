"""Customers at the counter of the office: cases passed on, and questions after orders."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import OPEN, PLACE, add

add("hand_offs_per_case", "hand-offs", "case",
     "How often a case is passed on from clerk to clerk.",
     "cases passed on / orders accepted for the first time and questions answered, in the window",
     "lower", "mean", PLACE)  # fmt: skip
add("questions_per_day", "questions", "question",
     "Questions of customers after their orders, per day of the window.",
     "questions asked in the window / its days", "lower", "amount", PLACE)  # fmt: skip
add("question_wait_mean", "h", "question", "Mean time from a question to its answer.",
     "sum of times / questions asked in the window, without those of which the order has ended "
     f"before an answer; {OPEN}", "lower", "mean", PLACE)  # fmt: skip
