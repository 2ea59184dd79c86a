"""From two files to an explanation: load every combination, simulate what is missing, share out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.explain import shapley
from telesim.experiment.explain.ends import End
from telesim.experiment.explain.errors import ExplainError
from telesim.experiment.explain.estimate import Estimate
from telesim.experiment.explain.explanation import Explanation
from telesim.experiment.explain.figures import Figure, Figures
from telesim.experiment.explain.filed import ANSWER
from telesim.experiment.explain.players import Stacked, stacked
from telesim.experiment.explain.shifted import GUARDS, shifted_words
from telesim.experiment.explain.subsets import load_subsets
from telesim.experiment.explain.telling import Teller
from telesim.experiment.explain.told_hours import hours_rows
from telesim.experiment.provenance import result_name
from telesim.experiment.replicate import Progress, at_once
from telesim.experiment.run import DEFAULT_OUT
from telesim.experiment.store import Store
from telesim.experiment.study import Design, Study

if TYPE_CHECKING:
    from telesim.scenario import Scenario


def prepare(
    before: Path,
    after: Path | None = None,
    *,
    reforms: Sequence[Path] = (),
    within: str | None = None,
    on_top: bool = False,
    replications: int | None = None,
    seed: int | None = None,
    window: str | None = None,
    orders: int | None = None,
    workers: int | None = 1,
    out: Path | str | None = None,
    loading: Callable[[int, int], None] | None = None,
) -> Prepared:
    """Find the players and load every combination of them; nothing is simulated yet.

    Arguments as for :func:`telesim.explain`; ``loading`` is called with combinations loaded and
    wanted.

    Raises:
        ExplainError: there is nothing to explain, or a combination does not load.
        ScenarioError: a file is not valid.
        ValueError: less than one replication or two orders.
    """
    for what, value, least in (
        ("replications", replications, 1), ("orders", orders, 2), ("seed", seed, 0),
        ("workers", workers, 1),
    ):  # fmt: skip
        if value is not None and value < least:
            raise ExplainError(f"{what}: got {value}, need {least} or more")
    stack = stacked(before, after, reforms, within, on_top)
    number = len(stack.players)
    everybody = (1 << number) - 1
    chosen: list[shapley.Order] = []
    if orders is not None and number <= shapley.MOST_EXACT:
        raise ExplainError(
            f"orders: got {orders} for {number} parts, need more than {shapley.MOST_EXACT} parts; "
            "of fewer all combinations are looked at, which is exact"
        )
    if number > shapley.MOST_EXACT:
        chosen = shapley.sample_orders(number, shapley.ORDERS if orders is None else orders)
        subsets = shapley.subsets_of_orders(number, chosen)
    else:
        subsets = list(range(everybody + 1))
    settings: Mapping[str, Any] = {} if window is None else {"window": window}
    scenarios = load_subsets(stack, subsets, settings, workers, loading)
    first = scenarios[0]
    if not first.targets:
        raise ExplainError(f"{stack.before.name}: has no targets, need one or more to explain")
    if repr(first.targets) != repr(scenarios[everybody].targets):
        raise ExplainError(
            f"{first.name} and {scenarios[everybody].name}: have other targets, need the same; "
            "put them into the scenario that both extend"
        )
    return Prepared(
        stack, scenarios, tuple(chosen),
        first.replications if replications is None else replications,
        first.seed if seed is None else seed,
        workers, Path(DEFAULT_OUT if out is None else out),
    )  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """A study that is ready to be simulated."""

    stack: Stacked
    scenarios: dict[int, Scenario]
    #: Sampled orders of joining; none = all subsets are there.
    orders: tuple[shapley.Order, ...]
    replications: int
    seed: int
    workers: int | None
    out: Path

    @property
    def everybody(self) -> int:
        """The subset of all players."""
        return (1 << len(self.stack.players)) - 1

    @property
    def numbers(self) -> range:
        """The replications of every combination."""
        return range(1, self.replications + 1)

    def estimate(self) -> Estimate:
        """What is filed, and the time for the rest from pilots of both ends; writes nothing."""
        from telesim.experiment.forecast import forecast

        filed = 0
        for subset, scenario in self.scenarios.items():
            store = Store.at(self.out, scenario, self.seed)
            if store.folder.is_dir():
                with_log = subset in (0, self.everybody)
                filed += sum(store.holds(number, with_log=with_log) for number in self.numbers)
        whole = len(self.scenarios) * self.replications
        processors = at_once(self.workers)
        seconds = 0.0
        if filed < whole:
            ends = (self.scenarios[0], self.scenarios[self.everybody])
            pilots = [forecast(one, 1, self.seed, 1).seconds_per_replication for one in ends]
            seconds = sum(pilots) / len(pilots)
        workers = max(1, min(processors, whole - filed))
        return Estimate(len(self.scenarios), self.replications, filed, workers, seconds)

    def answer(self, progress: Progress | None = None) -> Explanation:
        """Simulate what is missing, and share out the differences.

        Raises:
            RunError: a replication failed or a folder cannot be written.
            ExplainError: a target has no value that could be compared.
        """
        computed = 0

        def count(done: int, total: int) -> None:
            nonlocal computed
            computed = done
            if progress is not None:
                progress(done, total)

        ends = (0, self.everybody)
        designs = [
            Design(scenario, self.seed, self.numbers, keep_log=subset in ends)
            for subset, scenario in self.scenarios.items()
        ]
        made = Study(self.out, self.workers, count).simulate(designs)
        stores = dict(zip(self.scenarios, made, strict=True))
        read = {subset: self._ends(stores[subset], subset) for subset in ends}
        targets = Teller(self, stores, read).targets()
        first, last = self.scenarios[0], self.scenarios[self.everybody]
        told = list(first.targets.values())
        explanation = Explanation(
            before=result_name(first),
            after=result_name(last),
            players={p.name: tuple(file.stem for file in p.files) for p in self.stack.players},
            seed=self.seed,
            replications=self.replications,
            orders=len(self.orders),
            combinations=len(self.scenarios),
            targets=targets,
            left_out=tuple(name for name in first.targets if name not in {t.name for t in targets}),
            hours=hours_rows(read[0], read[self.everybody], told),
            shifted=shifted_words(targets, self._figures(stores, list(GUARDS)), self.everybody),
            folder=self._folder(stores),
            computed=computed,
            runs={
                end: f"{stores[subset].folder.parent.name}/{stores[subset].key}"
                for end, subset in zip(("before", "after"), ends, strict=True)
            },
        )
        self._write(explanation)
        return explanation

    # -- pieces -------------------------------------------------------------------------------

    def _ends(self, store: Store, subset: int) -> list[End]:
        from telesim.eventlog import EventLog

        scenario = self.scenarios[subset]
        return [End.of(scenario, EventLog.load(store.log_path(n))) for n in self.numbers]

    def _figures(self, stores: Mapping[int, Store], wanted: Sequence[Figure]) -> Figures:
        """Figures of both ends."""
        ends = {subset: stores[subset] for subset in (0, self.everybody)}
        return Figures(ends, self.numbers, wanted)

    # -- files --------------------------------------------------------------------------------

    def _folder(self, stores: Mapping[int, Store]) -> Path:
        """A folder of its own for these combinations and replications, beside those of the runs."""
        keys = "\n".join(stores[subset].key for subset in sorted(stores))
        digest = hashlib.sha256(f"{keys}\n{self.replications}\n{self.orders}".encode())
        last = self.scenarios[self.everybody]
        return self.out / result_name(last) / f"explain-{digest.hexdigest()[:12]}"

    def _write(self, explanation: Explanation) -> None:
        folder = explanation.folder
        folder.mkdir(parents=True, exist_ok=True)
        store = Store(folder, folder.name)
        for name, frame in (
            ("summary", explanation.summary),
            ("shares", explanation.shares),
            ("hours", explanation.where_the_hours_went),
            ("mix", explanation.mix),
        ):
            store.write_text(f"{name}.csv", frame.to_csv(index=False, float_format="%.10g"))
        store.write_json(ANSWER, explanation.as_json())
