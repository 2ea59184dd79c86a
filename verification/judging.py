"""The rule of acceptance: how a row was answered, how near, how surely, and if that will do."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from verification.answers import MOST_Z, Answer
from verification.drawn import inputs_of
from verification.families import FAMILIES
from verification.filing import Files
from verification.plans import (
    TWO_STEP_JOBS,
    Analysed,
    Calculated,
    Control,
    LeftOut,
    Plan,
    Simulated,
    TwoStep,
)
from verification.rows import Row
from verification.work import COMPARE, PIECE, RUN, SERIES, Task, seed_and_replications, sums_of
from verification.writing import seed_of

TESTED, TWO_STEP, CALCULATOR, LEFT_OUT = "tested", "two-step", "calculator", "left out"
_HOW = {
    Simulated: TESTED, TwoStep: TWO_STEP, Analysed: TESTED, Calculated: CALCULATOR,
    LeftOut: LEFT_OUT,
}  # fmt: skip
#: Largest distance of a calculator from the exact value, beside the row's own tolerance.
CALCULATOR_REL = 1e-9


@dataclass(frozen=True)
class Effort:
    """How much is run: the first time, the second, or a quick look."""

    attempt: int = 1
    quick: bool = False

    def replications(self, wanted: int) -> int:
        """Runs, or pieces of a recursion."""
        return 1 if self.quick else wanted * self.attempt

    def seed(self, first: int) -> int:
        """The seed of the attempt."""
        return first + self.attempt - 1


@dataclass(frozen=True)
class Outcome:
    """What came of a row, or of a control."""

    id: str
    family: str
    how: str
    exact: float
    value: float | None
    half_width: float | None
    width: float | None
    z: float | None
    passed: bool
    #: In words: what failed, or what there is to know.
    note: str = ""
    attempt: int = 1
    #: Whether no further work can change it: the engine and the recursion differ in a job.
    certain: bool = False
    #: Whether it comes of a quick look, of which no width was asked.
    quick: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values; what is infinite or no number is null."""
        return {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in asdict(self).items()
        }


def how(plan: Plan) -> str:
    """The column of the table in which a plan counts."""
    return _HOW[type(plan)]


def is_run_again(outcome: Outcome) -> bool:
    """Whether a row has failed and more work can change that."""
    return not outcome.passed and not outcome.certain and outcome.how in (TESTED, TWO_STEP)


def tasks_of(row: Row, plan: Plan, effort: Effort) -> list[Task]:
    """The work behind a row."""
    if isinstance(plan, Simulated):
        names = dict.fromkeys(part.scenario for part in plan.parts)
        return [task for name in names for task in _runs(row.family, name, None, effort)]
    if isinstance(plan, TwoStep):
        return [
            task
            for name in dict.fromkeys(part.recursion for part in plan.parts)
            for task in (
                *_comparisons(row.family, name, effort),
                *_pieces(row.family, name, effort),
            )
        ]
    if isinstance(plan, Analysed):
        return _series(row.family, row.id, plan, None, effort)
    return []


def tasks_of_control(family: str, number: int) -> list[Task]:
    """The work behind a control."""
    control = FAMILIES[family].controls[number]
    plan = plan_of(family, control)
    if isinstance(plan, TwoStep):
        return _control_comparisons(family, plan, number)
    if isinstance(plan, Analysed):
        return _series(family, control.row, plan, number, Effort())
    if not isinstance(plan, Simulated):
        return []
    names = dict.fromkeys(part.scenario for part in plan.parts)
    return [task for name in names for task in _control_runs(family, name, number)]


def plan_of(family: str, control: Control) -> Plan:
    """How the figure of a control is read: as that of its row, unless it says otherwise."""
    return control.plan if control.plan is not None else FAMILIES[family].plans[control.row]


def _runs(family: str, name: str, control: int | None, effort: Effort) -> list[Task]:
    seed, wanted = seed_and_replications(family, name)
    count = effort.replications(wanted)
    return [Task(RUN, family, name, effort.seed(seed), k, control) for k in range(1, count + 1)]


def _control_runs(family: str, name: str, number: int) -> list[Task]:
    control, (seed, _) = FAMILIES[family].controls[number], seed_and_replications(family, name)
    settings = number if control.settings else None
    return [Task(RUN, family, name, seed, k, settings) for k in range(1, control.replications + 1)]


def _comparisons(family: str, name: str, effort: Effort) -> list[Task]:
    seed, wanted = seed_and_replications(family, FAMILIES[family].recursions[name].scenario)
    count = effort.replications(wanted)
    return [Task(COMPARE, family, name, effort.seed(seed), k) for k in range(1, count + 1)]


def _control_comparisons(family: str, plan: TwoStep, number: int) -> list[Task]:
    """The first run of each scenario, wrong on purpose, beside the recursion as it is."""
    recursions = FAMILIES[family].recursions
    return [
        Task(COMPARE, family, name, seed_and_replications(family, recursions[name].scenario)[0], 1,
             number)
        for name in dict.fromkeys(part.recursion for part in plan.parts)
    ]  # fmt: skip


def _pieces(family: str, name: str, effort: Effort) -> list[Task]:
    count = effort.replications(FAMILIES[family].recursions[name].pieces)
    seed = effort.seed(seed_of(family, name, "recursion"))
    return [Task(PIECE, family, name, seed, k) for k in range(count)]


def _series(
    family: str, identity: str, plan: Analysed, control: int | None, effort: Effort
) -> list[Task]:
    count, seed = effort.replications(plan.pieces), effort.seed(seed_of(family, identity, SERIES))
    return [Task(SERIES, family, identity, seed, k, control) for k in range(count)]


# -- judging -----------------------------------------------------------------------------------


def judge(row: Row, plan: Plan, effort: Effort, files: Files) -> Outcome:
    """The outcome of a row whose work is filed."""
    return replace(_judged(row, plan, effort, files), quick=effort.quick)


def _judged(row: Row, plan: Plan, effort: Effort, files: Files) -> Outcome:
    if isinstance(plan, LeftOut):
        return Outcome(
            row.id, row.family, LEFT_OUT, row.exact, None, None, None, None, False, plan.why
        )
    if isinstance(plan, Calculated):
        return _calculated(row, plan.value(row), plan.why)
    if isinstance(plan, Simulated):
        found = answer(plan, [_runs(row.family, p.scenario, None, effort) for p in plan.parts],
                       files)  # fmt: skip
        return _accept(row, TESTED, found, plan.width, effort)
    if isinstance(plan, Analysed):
        pieces = _series(row.family, row.id, plan, None, effort)
        found = plan.statistic.answer(sums_of(pieces, SERIES, files))
        outcome = _accept(row, TESTED, found, plan.statistic.width, effort)
        return _noted(outcome, outcome.passed, outcome.note or plan.why)
    return _two_step(row, plan, effort, files)


def _two_step(row: Row, plan: TwoStep, effort: Effort, files: Files) -> Outcome:
    answers = []
    for part in plan.parts:
        pieces = _pieces(row.family, part.recursion, effort)
        answers.append(part.statistic.answer(sums_of(pieces, part.name, files)))
    outcome = _accept(row, TWO_STEP, plan.combine(tuple(answers)), plan.width, effort)
    recursions = FAMILIES[row.family].recursions
    counts, differs, other, value_from, far = [], "", "", "", 0.0
    for name in dict.fromkeys(part.recursion for part in plan.parts):
        tasks = _comparisons(row.family, name, effort)
        filed = [files.read(files.work(task.key)) for task in tasks]
        counts.append(sum(one["jobs"] for one in filed))
        differs = differs or next((one["differs"] for one in filed if one["differs"]), "")
        z, wrong = inputs_of(recursions[name].inputs, filed)
        far, other = max(far, abs(z)), other or wrong
        value_from = recursions[name].value_from
    note = ""
    if differs:
        note = f"the engine differs from the recursion: {differs}"
    elif other:
        note = f"the jobs are not the row's: {other}"
    if not note and min(counts) < TWO_STEP_JOBS and not effort.quick:
        note = f"only {min(counts):,} jobs of the engine were compared, need {TWO_STEP_JOBS:,}"
    if note:
        return replace(_noted(outcome, False, note), certain=bool(differs))
    equal = (
        f"{min(counts):,} jobs of the engine equal the recursion's; their rate and work are the "
        f"row's, |z| at most {far:.1f}{value_from and f'; {value_from}'}"
    )
    return _noted(outcome, outcome.passed, outcome.note or equal)


def refuse(family: str, number: int, row: Row, files: Files) -> Outcome:
    """The outcome of a control; it passes when its figure is refused."""
    control = FAMILIES[family].controls[number]
    plan = plan_of(family, control)
    if control.value is not None:
        found = _calculated(row, control.value(row), control.title)
        return _noted(found, not found.passed, control.title)
    if isinstance(plan, TwoStep):
        tasks, recursions = _control_comparisons(family, plan, number), FAMILIES[family].recursions
        filed = [(recursions[task.name], files.read(files.work(task.key))) for task in tasks]
        differs = [one["differs"] or inputs_of(of.inputs, [one])[1] for of, one in filed]
        note = ": ".join(filter(None, (control.title, *differs)))
        return Outcome(row.id, family, "control", row.exact, None, None, None, None,
                       all(differs), note)  # fmt: skip
    if isinstance(plan, Analysed):
        pieces = _series(family, row.id, plan, number, Effort())
        figure, width = plan.statistic.answer(sums_of(pieces, SERIES, files)), plan.statistic.width
    else:
        assert isinstance(plan, Simulated), "a control needs runs or a value of its own"
        runs = [_control_runs(family, part.scenario, number) for part in plan.parts]
        figure, width = answer(plan, runs, files), plan.width
    z = figure.z(row.exact)
    return Outcome(
        row.id, family, "control", row.exact, figure.value, figure.half_width, width, z,
        abs(z) >= MOST_Z, control.title,
    )  # fmt: skip


def answer(plan: Simulated, tasks: list[list[Task]], files: Files) -> Answer:
    """The figure of a row from the runs of each of its parts."""
    return plan.combine(
        tuple(
            part.statistic.answer(sums_of(runs, part.key, files))
            for part, runs in zip(plan.parts, tasks, strict=True)
        )
    )


def _accept(row: Row, how: str, found: Answer, width: float, effort: Effort) -> Outcome:
    z = found.z(row.exact)
    note = ""
    if abs(z) >= MOST_Z:
        note = f"lies {abs(z):.1f} standard errors from the exact value"
    elif math.isinf(found.half_width) and not effort.quick:
        note = "has no interval: runs that do not differ, or one alone, tell nothing of its error"
    elif found.half_width > width and not effort.quick:
        note = f"is known to {found.half_width:.1%} only, need {width:.1%}"
    return Outcome(
        row.id, row.family, how, row.exact, found.value, found.half_width, width, z,
        not note, note, effort.attempt,
    )  # fmt: skip


def _calculated(row: Row, value: float, why: str) -> Outcome:
    near = max(CALCULATOR_REL * abs(row.exact), row.tolerance)
    passed = abs(value - row.exact) <= near
    return Outcome(
        row.id, row.family, CALCULATOR, row.exact, value, None, None, None, passed,
        why if passed else f"the calculator says {value:.12g}, the row {row.exact:.12g}",
    )  # fmt: skip


def _noted(outcome: Outcome, passed: bool, note: str) -> Outcome:
    return Outcome(**{**asdict(outcome), "passed": passed, "note": note})
