"""From a question to a plan: start, search, choose, look with fresh draws, file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment import provenance
from telesim.experiment.plan.choosing import FIRST, Chooser
from telesim.experiment.plan.errors import PlanError, QuestionError
from telesim.experiment.plan.figures import figures
from telesim.experiment.plan.frontier import designs_table, frontier
from telesim.experiment.plan.outcome import Plan
from telesim.experiment.plan.question import Question
from telesim.experiment.plan.response import Budget, Simulated
from telesim.experiment.plan.search import EXHAUSTIVE
from telesim.experiment.plan.shadow import shadows, with_one_more
from telesim.experiment.plan.space import Design
from telesim.experiment.plan.start import estimate, groups_of
from telesim.experiment.plan.telling import assumptions, why_none
from telesim.experiment.store import Store
from telesim.experiment.study import Study
from telesim.experiment.tables import CSV_FLOAT

if TYPE_CHECKING:
    from telesim.experiment.replicate import Progress

#: Replications of the plan with fresh draws: 35 are needed at least to tell nine years in ten.
FRESH = 40
#: Figures of money that the plan is told with.
_MONEY = ("cost_wages", "cost_overtime", "cost_expansions", "cost_total")


@dataclass
class _Counting:
    """One progress over all stages: done so far, and at least what is expected."""

    expected: int
    told: Progress | None
    before: int = 0
    batch: int = 0

    def __call__(self, done: int, total: int) -> None:
        if done == 0:
            self.before += self.batch
        self.batch = done
        if self.told is not None:
            self.told(self.before + done, max(self.expected, self.before + total))

    @property
    def done(self) -> int:
        return self.before + self.batch


def starting_design(question: Question) -> Design:
    """The design nearest to the queueing estimate; of what is no crew the scenario's own value."""
    least = {crew.id: crew.count for crew in question.scenario.crews}
    most = dict(least)
    cents: dict[str, int] = {}
    for choice in question.choices:
        if choice.rows:
            least |= choice.crews(0)
            most |= choice.crews(-1)
            cents |= dict.fromkeys(choice.rows, choice.step // len(choice.rows))
    staff = estimate(groups_of(question.scenario), least, most, cents)
    current = question.current
    found = []
    for number, choice in enumerate(question.choices):
        if choice.rows:
            wanted = sum(staff[row] for row in choice.rows)
            above = [
                k for k in range(len(choice.values)) if sum(choice.crews(k).values()) >= wanted
            ]
            found.append(above[0] if above else len(choice.values) - 1)
        else:
            found.append(current[number] if current is not None else 0)
    return tuple(found)


def expected_replications(question: Question, fresh: int = FRESH) -> int:
    """Replications that a plan will take, roughly."""
    space = question.space
    crews = sum(bool(choice.rows) for choice in question.choices)
    looked = space.size
    if looked > EXHAUSTIVE:  # a dozen steps, each with all neighbours
        looked = 12 * len(space.more(starting_design(question)))
    chances = sum(need.chance is not None for need in question.requirements)
    return looked * FIRST + (12 + 60 * chances) * FIRST + fresh * (2 + crews)


def plan(
    question: Question,
    *,
    replications: int | None = None,
    seed: int | None = None,
    at_most: int | None = None,
    workers: int | None = 1,
    out: Path | str | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The cheapest design that keeps every requirement, with what stands beside it.

    Args:
        question: from :func:`telesim.experiment.plan.question.read`.
        replications: of the plan with fresh draws, and of one more crew of each kind.
        seed: of the search, the scenario's own when None. The selection among equals draws with
            the next seed, the last look, which may strike a design off, with the one after that,
            and the figures of the plan with a fourth, so that no choice rests on them.
        at_most: replications in all; None for as many as it takes.
        workers: local processes, None = as many as pay.
        out: root of the results, ``results`` when None.
        progress: called with replications done and expected.

    Raises:
        PlanError: nothing within the ranges keeps the requirements, or the budget is too small.
        RunError: a replication failed, or the results cannot be written.
        ScenarioError: a design makes no valid scenario.
        QuestionError: fewer than 2 replications, or a budget without room for them.
    """
    fresh_number = FRESH if replications is None else replications
    if fresh_number < 2:
        raise QuestionError(f"replications: got {fresh_number}, need 2 or more")
    seed = question.scenario.seed if seed is None else seed
    if seed < 0:
        raise QuestionError(f"seed: got {seed}, need 0 or more")
    crews = sum(bool(choice.rows) for choice in question.choices)
    kept_back = fresh_number * (1 + crews)
    if at_most is not None and at_most <= kept_back:
        raise QuestionError(
            f"at most {at_most} replications: {kept_back} are needed for the figures of the plan "
            "and of one more crew of each kind alone; allow more, or ask for fewer --replications"
        )
    root = Path("results" if out is None else out)
    counting = _Counting(expected_replications(question, fresh_number), progress)
    study = Study(root, workers, counting)
    budget = Budget(None if at_most is None else at_most - kept_back)
    beyond = with_one_more(question)
    search = Simulated(question, study, seed, budget)
    fresh = Simulated(beyond, study, seed + 3, Budget())
    groups = tuple(groups_of(question.scenario))
    start = starting_design(question)
    chooser = Chooser(
        space=question.space,
        tests=tuple(need.test for need in question.requirements),
        search=search,
        selection=Simulated(question, study, seed + 1, budget),
        last=Simulated(question, study, seed + 2, budget),
        difference=_difference(question),
        last_look=fresh_number,
        exhaustive_up_to=_exhaustive(budget.most),
    )
    chosen = chooser.choose(start)
    if chosen.design is None:
        raise PlanError(why_none(search, chosen))
    found = chosen.design
    told = figures(fresh, found, fresh_number)
    more = shadows(fresh, found, fresh_number)
    designs = designs_table(search, chosen)
    answer = Plan(
        question=question,
        folder=_folder(root, question, seed, fresh_number, at_most),
        design=found,
        start=start,
        groups=groups,
        chosen=chosen,
        figures=told,
        fresh=fresh_number,
        money=_money(fresh, found, fresh_number),
        shadows=more,
        designs=designs,
        frontier=frontier(designs),
        used=budget.used + fresh.budget.used,
        computed=counting.done,
        seed=seed,
        assumed=assumptions(question),
    )
    _file(answer)
    return answer


def _exhaustive(budget: int | None) -> int:
    """Designs up to which all are looked at; half a budget is left to settle those near limits."""
    return EXHAUSTIVE if budget is None else min(EXHAUSTIVE, budget // (2 * FIRST))


def _difference(question: Question) -> float:
    """Of the mean that decides among equals, as a share of its limit."""
    need = question.requirements[question.ties]
    if need.chance is None:
        return need.tolerance
    from telesim.experiment.plan.requirements import MEAN_TOLERANCE

    return MEAN_TOLERANCE


def _money(fresh: Simulated, design: Design, upto: int) -> dict[str, float]:
    table = fresh.table(design, upto)
    table = table[(table["where"] == "{}") & table["kpi"].isin(_MONEY)]
    means = table.groupby("kpi")["value"].mean()
    return {kpi: float(means[kpi]) for kpi in _MONEY if kpi in means and means[kpi] == means[kpi]}


def _folder(root: Path, question: Question, seed: int, fresh: int, at_most: int | None) -> Path:
    said = (
        provenance.result_key(question.scenario, seed),
        [(one.path, one.values, [cost.cents for cost in one.costs]) for one in question.choices],
        [(need.name, need.limit, need.tolerance) for need in question.requirements],
        question.month, question.ties, fresh, at_most,
    )  # fmt: skip
    key = hashlib.sha256(repr(said).encode()).hexdigest()[:12]
    return root / provenance.result_name(question.scenario) / f"plan-{key}"


def _file(answer: Plan) -> None:
    """Write the tables and the answer; each file appears whole."""
    answer.folder.mkdir(parents=True, exist_ok=True)
    store = Store(answer.folder, answer.folder.name)
    tables = {
        "designs.csv": answer.designs,
        "frontier.csv": answer.frontier,
        "shadow.csv": answer.shadow_prices,
    }
    for name, table in tables.items():
        store.write_text(name, table.to_csv(index=False, float_format=CSV_FLOAT))
    store.write_json("plan.json", json.loads(json.dumps(answer.as_json(), allow_nan=False)))
