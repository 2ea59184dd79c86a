"""The proofs of ``make prove``: each in its quick version, and that it can fail."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from mutants.__main__ import main as mutants_main
from proofs import ar1, engine, rare_shares, ratio_kpis, roster, verdict_errors, wilson
from proofs.__main__ import main
from proofs.all_proofs import PROOFS
from proofs.claims import Finding, at_least, at_most, coverage
from proofs.filing import Folder, key, sources
from proofs.proof import Proof
from proofs.recursions import duty_clock, many_servers_waits, single_server_waits, sums_in_window
from proofs.running import make, make_missing
from proofs.table import as_json, as_text
from telesim.experiment import estimate, verdicts
from telesim.experiment.estimate import wilson_interval
from verification.__main__ import main as verification_main


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_the_quick_version_of_each_proof_holds(proof: Proof) -> None:
    assert [one.claim.name for one in proof.quickly() if not one.passed] == []


def broken(proof: Proof) -> set[str]:
    """Claims of the quick version that are not borne out."""
    return {one.claim.name for one in proof.quickly() if not one.passed}


def test_intervals_of_half_their_width_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = estimate.student_quantile
    monkeypatch.setattr(estimate, "student_quantile", lambda *of: whole(*of) / 2)
    assert "20 replications" in broken(ar1.PROOF)
    assert {"10 years", "20 years"} <= broken(ratio_kpis.PROOF)
    assert "90 % in time, years differ" in broken(rare_shares.PROOF)


def test_intervals_of_twice_their_width_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = estimate.student_quantile
    monkeypatch.setattr(estimate, "student_quantile", lambda *of: whole(*of) * 2)
    assert "20 replications" in broken(ar1.PROOF)


def test_the_normal_quantile_is_too_small_for_three_replications(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(estimate, "student_quantile", lambda *of: 1.959964)
    assert broken(ar1.PROOF) == {"3 replications"}


def wald(
    share: NDArray[np.float64], quantile: NDArray[np.float64], trials: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    half = quantile * np.sqrt(share * (1 - share) / trials)
    return share - half, share + half


def test_walds_interval_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "_wilson", wald)
    assert "nine years in ten" in broken(wilson.PROOF)
    assert "96 to 99.9 % in time" in broken(rare_shares.PROOF)


def by_the_middle(direction: str, limit: float, low: float, high: float) -> str:
    middle = (low + high) / 2
    return "met" if (middle <= limit) == (direction == "at_most") else "missed"


def test_hasty_verdicts_and_verdicts_that_never_decide_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verdicts, "answer", by_the_middle)
    assert {"even figure: met", "mean wait: missed"} <= broken(verdict_errors.PROOF)
    monkeypatch.setattr(verdicts, "answer", lambda *given: "undecided")
    far = {"5 s.e. within the limit: met", "5 s.e. beyond the limit: missed"}
    assert far <= broken(verdict_errors.PROOF)


def test_the_engine_is_compared_with_this_roster_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "roster", lambda shift=9.0: roster.roster(shift))
    settings = {"replications": 6, "window": "8 weeks", "follow_up": "1 week"}
    found = engine.counted(np.random.default_rng(1), 6, settings)
    # An hour more a day is the truth here, which hardly an interval holds.
    assert found["share within 24 h"] <= 1


# -- recursions against the plain way -------------------------------------------------------------


def plain_waits(
    instants: list[float], services: list[float], servers: int, patience: list[float]
) -> list[float]:
    free, waits = [0.0] * servers, []
    for now, service, patient in zip(instants, services, patience, strict=True):
        free.sort()
        wait = max(free[0] - now, 0.0)
        if wait > patient:
            waits.append(-patient)
        else:
            free[0] = now + wait + service
            waits.append(wait)
    return waits


@pytest.mark.parametrize(("servers", "patient"), [(1, math.inf), (3, math.inf), (3, 0.5)])
def test_recursions_give_the_waits_of_a_queue_worked_customer_by_customer(
    servers: int, patient: float
) -> None:
    rng = np.random.default_rng(7)
    instants = np.cumsum(rng.exponential(1 / servers, (300, 4)), axis=0)
    services = rng.exponential(1.1, instants.shape)
    patience = np.full(instants.shape, math.inf)
    if patient < math.inf:
        patience = rng.exponential(patient, instants.shape)
    found = many_servers_waits(instants, services, servers, patience)
    for run in range(4):
        expected = plain_waits(
            instants[:, run].tolist(), services[:, run].tolist(), servers, patience[:, run].tolist()
        )
        assert found[:, run] == pytest.approx(expected)
    assert (found < 0).any() == (patient < math.inf)
    if servers == 1:
        assert single_server_waits(instants, services) == pytest.approx(found)


def test_the_crews_clock_stands_still_at_night() -> None:
    on_duty, elapsed = duty_clock(8.0, 16.0)
    hours = np.array([0.0, 8.0, 9.5, 16.0, 20.0, 33.0])
    assert on_duty(hours).tolist() == [0, 0, 1.5, 8, 8, 9]
    # What ends with the shift ends at 16:00, not on the next morning.
    assert elapsed(np.array([1.5, 8.0, 8.5, 16.0])).tolist() == [9.5, 16.0, 32.5, 40.0]


def test_only_customers_of_the_window_count() -> None:
    instants = np.array([[1.0, 1.5], [2.0, 4.0], [3.0, 5.0]])
    values = np.array([[10.0, 1.0], [20.0, 2.0], [40.0, 4.0]])
    counts, sums = sums_in_window(instants, 1.5, 4.0, values)
    assert (counts.tolist(), sums.tolist()) == ([2, 1], [60, 1])


def test_the_exact_coverage_of_wilson_and_wald() -> None:
    # STATISTICS 3: of 30 years with nine in ten kept, Wilson .974 and Wald .809.
    held = {"wilson": 0.0, "wald": 0.0}
    for kept in range(31):
        chance = stats.binom.pmf(kept, 30, 0.9)
        low, high = wilson_interval(kept, 30)
        held["wilson"] += chance * (low <= 0.9 <= high)
        half = 1.959964 * math.sqrt(kept / 30 * (1 - kept / 30) / 30)
        held["wald"] += chance * (abs(kept / 30 - 0.9) <= half)
    assert held == {
        "wilson": pytest.approx(0.974, abs=5e-4),
        "wald": pytest.approx(0.809, abs=5e-4),
    }


def test_the_exact_answers_are_those_of_the_reference() -> None:
    assert roster.roster().share_done_within(24.0) == pytest.approx(0.915017, abs=5e-7)
    # Two standard errors, to the last digit, from the sum of all covariances written out.
    lags = np.abs(np.subtract.outer(np.arange(1_000), np.arange(1_000)))
    variance = (ar1.CARRIED**lags).sum() / 1_000**2 / (1 - ar1.CARRIED**2)
    assert ar1.standard_error(1) == pytest.approx(math.sqrt(variance))
    assert variance == pytest.approx(0.0990526315789)


# -- claims, files and the command ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "hits", "passed"),
    [
        # 916 of 1,000: a standard error of .0088 (918 of 1,004), so it reaches .9336.
        (coverage("x"), 916, True),
        (coverage("x"), 910, False),
        (coverage("x"), 978, True),
        (coverage("x"), 985, False),
        (coverage("x", must_fail=True), 916, False),
        (coverage("x", must_fail=True), 910, True),
        (at_most("x", 0.05), 65, True),
        (at_most("x", 0.05), 70, False),
        (at_most("x", 0.05), 0, True),
        (at_most("x", 0.05, must_fail=True), 70, True),
        (at_least("x", 0.95), 940, True),
        (at_least("x", 0.95), 930, False),
        (at_least("x", 0.95), 1000, True),
    ],
)
def test_a_claim_is_borne_out_within_two_standard_errors(
    claim: Any, hits: int, passed: bool
) -> None:
    assert Finding(claim, hits, 1_000).passed == passed


def test_a_few_experiments_that_agree_are_not_beyond_chance() -> None:
    assert Finding(coverage("x"), 20, 20).passed
    assert not Finding(coverage("x"), 1_000, 1_000).passed


def heads(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    return {"heads": int(rng.binomial(size, 0.95))}


COINS = Proof("coins", "coins", (coverage("heads"),), heads, blocks=4, size=50)


def test_a_block_is_the_same_again_and_blocks_differ() -> None:
    assert COINS.block(1, 50) == COINS.block(1, 50)
    assert len({COINS.block(n, 10_000)["heads"] for n in range(4)}) == 4
    wrong = Proof("coins", "coins", (coverage("tails"),), heads)
    with pytest.raises(ValueError, match="counts"):
        wrong.block(0, 50)


def test_a_stopped_run_goes_on_from_the_blocks_that_are_whole(tmp_path: Path) -> None:
    folder = Folder(tmp_path, COINS, quick=False)
    make(folder, 0)
    make(folder, 2)
    assert folder.missing() == [1, 3]
    with pytest.raises(FileNotFoundError):
        folder.counted()
    kept = folder.path(2).read_bytes()
    folder.path(0).write_text(folder.path(0).read_text()[:40])
    told: list[tuple[int, int]] = []
    make_missing([folder], 1, lambda done, wanted, name: told.append((done, wanted)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert folder.path(2).read_bytes() == kept
    assert folder.counted() == {"heads": sum(COINS.block(n, 50)["heads"] for n in range(4))}
    assert not list(tmp_path.rglob("*.partial"))
    folder.forget()
    assert folder.missing() == [0, 1, 2, 3]


@pytest.mark.parametrize("change", [{"block": 1}, {"experiments": 40}, {"hits": {"heads": 51}}])
def test_a_file_that_says_something_else_is_made_again(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    folder = Folder(tmp_path, COINS, quick=False)
    make(folder, 0)
    told = json.loads(folder.path(0).read_text())
    folder.path(0).write_text(json.dumps({**told, **change}))
    assert 0 in folder.missing()


def test_a_proof_is_filed_by_the_sources_that_it_uses() -> None:
    used = {path.stem for path in sources("proofs.verdict_errors")}
    assert {"verdict_errors", "mm1", "ar1", "roster", "recursions", "telling", "proof"} <= used
    assert not used & {"engine", "wilson", "table", "filing"}
    keys = {key(proof, quick) for proof in PROOFS for quick in (True, False)}
    assert len(keys) == 2 * len(PROOFS)


def test_the_command_tells_what_is_proven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["--quick", "--only", "shares", "--workers", "1", "--out", str(tmp_path)]
    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["proof", "macro-reps", "estimate", "s.e.", "wanted", "passed"]
    assert lines[-1] == "quick look: 3/3 claims hold"
    # What is filed is not made again, so a defect is not seen; afresh it is.
    monkeypatch.setattr(estimate, "_wilson", wald)
    assert main(words) == 0
    assert main([*words, "--fresh"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "quick look: 2/3 claims hold"
    named = lines[lines.index("Not as it should be:") + 1]
    assert named.startswith("  shares: 96 to 99.9 % in time, ")
    assert named.endswith("must be .93-.97")


def test_results_go_below_the_root_as_those_of_the_other_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--quick", "--only", "wilson", "--workers", "1", "--out", str(tmp_path)]
    assert main(words) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["prove"]
    assert list((tmp_path / "prove" / "wilson").glob("*/000.json"))
    for program in (main, verification_main, mutants_main):
        capsys.readouterr()
        with pytest.raises(SystemExit):
            program(["--help"])
        told = " ".join(capsys.readouterr().out.split())
        assert "root of results; " in told
        assert " below OUT/" in told


def test_a_quick_look_says_what_it_made_where_that_is_less() -> None:
    rows = [(engine.PROOF, Finding(claim, 19, 20)) for claim in engine.PROOF.claims]
    assert "engine: the roster's town simulated, five replications of 8" in as_text(rows, True)
    assert "engine: the roster's town simulated, ten replications of 16" in as_text(rows)
    told = as_json(rows, True)["rows"]
    assert {one["summary"] for one in told} == {engine.PROOF.quick_summary}
    # The others make the same experiments, only fewer.
    assert [one.name for one in PROOFS if (one.quick is None) == bool(one.quick_summary)] == []


def test_the_command_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    for words, expected in ((["--only", "mm9"], "no proof 'mm9'"), (["--workers", "0"], "need 1")):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == 2
        assert expected in capsys.readouterr().err
