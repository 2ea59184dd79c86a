"""The whole page and the README's paragraph, from results as they are."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from scipy import stats

from mutants import table as mutant_table
from mutants.mutant import Mutant
from mutants.trial import Outcome as Trial
from proofs import table as claim_table
from proofs.claims import Finding
from proofs.proof import Proof
from telesim import conservation
from verification import table as row_table
from verification.answers import MEAN_WIDTH, MOST_Z, SPREAD_WIDTH
from verification.families import FAMILIES
from verification.judging import LEFT_OUT, Outcome
from verification.page import tables, words
from verification.page.results import Mutants, Results, Rows
from verification.plans import Analysed, Simulated, TwoStep

TEMPLATE = Path(__file__).with_name("template.md")


def last_lines(results: Results) -> tuple[str, str, str]:
    """The last lines of the three programs."""
    return (
        row_table.last_line(results.rows.rows),
        claim_table.last_line(results.proofs.claims),
        mutant_table.last_line(_pairs(results.mutants)),
    )


def holds(results: Results) -> bool:
    """Whether nothing at all fell short; rows left out do not count."""
    return (
        all(one.passed or one.how == LEFT_OUT for one in results.rows.rows)
        and all(one.passed for one in results.rows.controls)
        and all(finding.passed for _, finding in results.proofs.claims)
        and all(mutant_table.is_sound(*pair) for pair in _pairs(results.mutants))
    )


def summary(results: Results) -> str:
    """One paragraph for the README."""
    rows, controls, claims = results.rows.rows, results.rows.controls, results.proofs.claims
    left = sum(one.how == LEFT_OUT for one in rows)
    simulated, two_step, calculated = words.by_way(rows)
    held, ways = _claims_and_controls(claims)
    counted = [pair for pair in _pairs(results.mutants) if not pair[0].control]
    caught = sum(mutant_table.is_sound(*pair) for pair in counted)
    said = (
        f"How right that is, in figures: of {len(rows)} questions with an exact answer telesim",
        f"answers {row_table.passed(rows)} rightly ({left} left out, each with its reason):",
        f"{simulated} by simulation, {two_step} in two steps and {calculated} by calculators, the",
        f"worst {row_table.worst(rows)} standard errors away. A row passes below {MOST_Z:g}, which",
        f"lets a bias of up to about {100 * words.let_pass(MEAN_WIDTH):.0f} % of a mean and",
        f"{100 * words.let_pass(SPREAD_WIDTH):.0f} % of a variance or quantile pass; most rows are",
        "sharper.",
        f"Of {len(controls)} towns and readings that are wrong on purpose",
        f"{row_table.passed(controls)} are refused; of {len(held)} claims about its intervals and",
        f"verdicts {claim_table.passed(held)} hold, and of {len(ways)} known bad ways, which must",
        f"fail, {claim_table.passed(ways)} do; of {len(counted)} small mistakes put into the",
        f"model {caught} are noticed by the tests.",
        "[docs/verification.md](docs/verification.md) has the tables, which `make page` writes",
        "from the runs of `make verify`, `make prove` and `make mutants`.",
    )
    return _filled(" ".join(said))


def _claims_and_controls(
    found: Sequence[tuple[Proof, Finding]],
) -> tuple[list[tuple[Proof, Finding]], list[tuple[Proof, Finding]]]:
    """What is claimed, and the known bad ways that must miss the bar."""
    held = [pair for pair in found if not pair[1].claim.must_fail]
    return held, [pair for pair in found if pair[1].claim.must_fail]


def _filled(text: str, width: int = 108) -> str:
    """Text in lines; what stands in backticks is not broken."""
    whole = re.sub("`[^`]+`", lambda code: code[0].replace(" ", "\0"), text)
    return textwrap.fill(whole, width, break_on_hyphens=False).replace("\0", " ")


def page(results: Results) -> str:
    """The text of docs/verification.md."""
    rows, claims, tried = results.rows, results.proofs.claims, results.mutants.tried
    verified, proved, mutants = last_lines(results)
    far = words.drawn(rows.rows)
    held, ways = _claims_and_controls(claims)
    simulated, two_step, calculated = words.by_way(rows.rows)
    middle, known = words.middle_width(far), words.reference()
    runs = len({_runs(one) for one in far})
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        last_lines="\n".join((verified, proved, mutants)),
        far=len(far),
        runs=runs,
        least=f"{typical_worst(runs):.1f}",
        beyond=words.beyond_two(far),
        chance=f"{words.by_chance(len(far)):.0f}",
        again=words.run_again(len(rows.before)),
        mean_bias=f"{100 * words.let_pass(MEAN_WIDTH):.1f} %",
        spread_bias=f"{100 * words.let_pass(SPREAD_WIDTH):.1f} %",
        middle=f"{100 * middle:.1f} %",
        middle_bias=f"{100 * words.let_pass(middle):.1f} %",
        simulated=simulated,
        two_step=two_step,
        calculated=calculated,
        answered=simulated + two_step + calculated,
        example=words.example(rows.rows),
        twice=known["twice"],
        walked=known["simulated"],
        stated=known["published"],
        recalled=known["recalled"],
        referred=known["all"],
        held=claim_table.passed(held),
        claims=len(held),
        allowed=sum(finding.by_allowance for _, finding in held),
        missed=claim_table.passed(ways),
        ways=len(ways),
        typical=f"{typical_worst(len(far)):.1f}",
        verify_minutes=f"{rows.minutes:.0f}",
        prove_minutes=f"{results.proofs.minutes:.0f}",
        mutants_minutes=f"{results.mutants.minutes:.0f}",
        rows_by_family=tables.by_family(rows.rows),
        verified=verified,
        rows_apart="\n\n".join(_rows_apart(rows)),
        refused=row_table.passed(rows.controls),
        controls=len(rows.controls),
        control_table=tables.controls(rows.controls),
        proof_table=tables.proofs(claims),
        claim_table=tables.claims(claims),
        proved=proved,
        mutant_groups=tables.by_group(tried),
        mutants_apart="\n\n".join(_mutants_apart(results.mutants)),
        mutants=mutants,
        checks="\n".join(f"- {line}." for line in checks()),
        row_table=tables.rows(rows.rows),
        mutant_table=tables.mutants(tried),
        made_by=results.made_by,
    )
    return text


def typical_worst(rows: int) -> float:
    """The median of the largest of so many independent |z| that are normal; 0 of none."""
    return float(stats.norm.isf((1 - 0.5 ** (1 / rows)) / 2)) if rows else 0.0


def _runs(one: Outcome) -> tuple[str, ...]:
    """The scenarios and recursions from whose runs a row is read."""
    plan = FAMILIES[one.family].plans[one.id]
    if isinstance(plan, Simulated):
        names = {part.scenario for part in plan.parts}
    elif isinstance(plan, Analysed):
        names = {one.id}
    else:
        assert isinstance(plan, TwoStep)
        names = {reading.recursion for reading in plan.parts}
    return (one.family, *sorted(names))


def checks() -> list[str]:
    """What is checked after every replication: the first words of each part of the check."""
    folder = Path(conservation.__file__).parent
    return [
        tables.first_sentence(f"{conservation.__name__}.{path.stem}")
        for path in sorted(folder.glob("*.py"))
        if _has_check(path)
    ]


def _has_check(path: Path) -> bool:
    found = ast.parse(path.read_text(encoding="utf-8")).body
    return any(isinstance(one, ast.FunctionDef) and one.name.startswith("check_") for one in found)


def _rows_apart(found: Rows) -> Iterator[str]:
    """Rows of which there is more to say: left out, failed, run again."""
    if any(one.how == LEFT_OUT for one in found.rows):
        yield "### Rows left out"
        yield (
            "Each says whether no planner would ask for what it needs, or whether that is only not "
            "built yet:"
        )
        yield tables.left_out(found.rows)
    else:
        yield "No row is left out."
    failed = [one for one in found.rows if not one.passed and one.how != LEFT_OUT]
    if failed:
        yield "### Rows that failed"
        yield tables.rows(failed)
    if found.before:
        yield "### Rows that were run again"
        yield (
            "A row that fails is run once more, with the next seed and twice the work; the second "
            "run counts.\nAs they were the first time:"
        )
        yield tables.rows(found.before)


def _mutants_apart(found: Mutants) -> Iterator[str]:
    """The mutants that nobody has caught, and the controls."""
    controls = [pair for pair in _pairs(found) if pair[0].control]
    failed = [pair for pair in controls if not mutant_table.is_sound(*pair)]
    for mutant, trial in failed:
        yield f"`{mutant.name}`, which changes nothing, DID NOT SURVIVE: {trial.test}."
    if not failed:
        yield (
            f"{len(controls)} controls, which change nothing and run every test that a mistake "
            "names, survived, as they must."
        )
    for mutant, trial in _pairs(found):
        if not (mutant.control or mutant_table.is_sound(mutant, trial)):
            yield f"Not caught: `{mutant.name}` ({mutant.wrong}): {trial.how}."


def _pairs(found: Mutants) -> list[tuple[Mutant, Trial]]:
    return [(mutant, trial) for _, mutant, trial in found.tried]
