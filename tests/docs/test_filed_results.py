"""What ``make page`` reads: results that are whole and made by the sources that are here."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from mutants.catalogue import MUTANTS
from mutants.filing import Files as MutantFiles
from mutants.trial import BROKEN, SURVIVED
from mutants.trial import Outcome as Trial
from proofs.filing import Folder, write_json
from proofs.wilson import PROOF
from verification.__main__ import main as verification_main
from verification.families import FAMILIES
from verification.filing import Files
from verification.judging import TESTED, Effort, tasks_of, tasks_of_control
from verification.page.__main__ import main
from verification.page.results import Mutants, Proofs, Rows, read_mutants, read_proofs, read_rows
from verification.plans import Simulated
from verification.rows import row, rows_of
from verification.work import RUN


def test_nothing_is_written_without_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--results", str(tmp_path / "results")], root=tmp_path) == 2
    told = capsys.readouterr()
    assert told.out == ""
    for command in ("verify", "prove", "mutants"):
        assert f"\nmake {command}: " in told.err
    assert "pieces of work are not on file (the first: erlang_b" in told.err
    assert "other sources" not in told.err
    assert not list(tmp_path.iterdir())


def file_row(files: Files, identity: str, effort: Effort, off: float) -> None:
    """File runs for a row and its family's controls whose values lie ``off`` errors from exact."""
    asked = row(identity)
    family = FAMILIES[asked.family]
    tasks = tasks_of(asked, family.plans[identity], effort)
    tasks += [one for n in range(len(family.controls)) for one in tasks_of_control(asked.family, n)]
    for task in tasks:
        assert task.kind == RUN
        sums = {}
        for part in family.parts_on(task.name):
            ids = [one for one, plan in family.plans.items()
                   if isinstance(plan, Simulated) and part in plan.parts]  # fmt: skip
            spread = np.tile([-1.0, 1.0], 50)
            exact = row(ids[0]).exact
            values = exact * (1 + 0.01 * spread + 0.01 * off / np.sqrt(100))
            sums[part.key] = part.statistic.sums(np.arange(100), values, 100).tolist()
        files.write(files.work(task.key), {"task": asdict(task), "seconds": 30.0, "sums": sums})


def test_rows_are_judged_by_what_is_on_file(tmp_path: Path) -> None:
    files, asked, lacks = Files(tmp_path), [row("MK-O05")], list[str]()
    assert read_rows(asked, files, lacks) == Rows((), ())
    assert lacks.pop().startswith("make verify: ")
    for one in rows_of("mmck"):
        file_row(files, one.id, Effort(), 0.0)
    found = read_rows(asked, files, lacks)
    assert lacks == []
    assert [(one.id, one.how, one.passed) for one in found.rows] == [("MK-O05", TESTED, True)]
    assert len(found.controls) == len(FAMILIES["mmck"].controls)
    assert found.before == ()
    assert found.minutes > 1


def test_a_row_that_failed_must_have_been_run_again(tmp_path: Path) -> None:
    files, asked, lacks = Files(tmp_path), [row("MK-O05")], list[str]()
    for one in rows_of("mmck"):
        file_row(files, one.id, Effort(), 9.0)
    read_rows(asked, files, lacks)
    assert lacks == ["make verify: rows that failed were not run again: MK-O05"]
    file_row(files, "MK-O05", Effort(attempt=2), 0.0)
    found = read_rows(asked, files, lacks := [])
    assert lacks == []
    assert [(one.attempt, one.passed) for one in found.rows] == [(2, True)]
    assert [(one.attempt, one.passed) for one in found.before] == [(1, False)]


def test_work_of_other_sources_is_refused(tmp_path: Path) -> None:
    files, lacks = Files(tmp_path), list[str]()
    file_row(files, "MK-O05", Effort(), 0.0)
    for number, path in enumerate(sorted((files.folder / "work").iterdir())):
        path.rename(path.with_name(f"{number:024d}.json"))
    read_rows([row("MK-O05")], files, lacks)
    assert re.search(r"; \d+ of them are there from other sources or versions$", lacks[0])


def test_a_quick_look_is_refused(tmp_path: Path) -> None:
    files, lacks = Files(tmp_path), list[str]()
    quick = ["--row", "MK-O05", "--quick", "--workers", "1", "--out", str(tmp_path)]
    assert verification_main(quick) == 0
    assert read_rows([row("MK-O05")], files, lacks) == Rows((), ())
    assert lacks[0].endswith("; what was filed by --quick is not enough")


def test_proofs_are_taken_when_all_blocks_are_on_file(tmp_path: Path) -> None:
    folder, lacks = Folder(tmp_path, PROOF, quick=False), list[str]()
    sizes = PROOF.sizes(quick=False)
    hits = {claim.name: sizes[0] - 2 for claim in PROOF.claims}
    for number, size in enumerate(sizes[:-1]):
        folder.file(number, size, hits, 6.0)
    assert read_proofs([folder], lacks) == Proofs(())
    assert lacks == [f"make prove: blocks are not on file of {PROOF.name}"]
    # A quick look makes other blocks, and so do other sources.
    quick = Folder(tmp_path, PROOF, quick=True)
    quick.file(0, PROOF.quick_size, hits, 6.0)
    read_proofs([folder], lacks := [])
    assert "other sources" not in lacks[0]
    write_json(tmp_path / PROOF.name / "0123456789ab" / "000.json", {})
    read_proofs([folder], lacks := [])
    assert lacks[0].endswith("1 of them are there from other sources or versions")
    folder.file(len(sizes) - 1, sizes[-1], hits, 6.0)
    found = read_proofs([folder], lacks := [])
    assert lacks == []
    assert [one.hits for _, one in found.claims] == [(sizes[0] - 2) * len(sizes)] * len(hits)
    assert found.minutes == pytest.approx(len(sizes) / 10)


def test_mutants_are_taken_when_all_are_on_file(tmp_path: Path) -> None:
    files, two, lacks = MutantFiles(tmp_path), MUTANTS[:2], list[str]()
    files.write(two[0], Trial(two[0].name, SURVIVED, "", "", 3.0))
    (files.folder / f"{two[1].name}-{'0' * 16}.json").write_text("{}")
    assert read_mutants([("some", two)], files, lacks) == Mutants(())
    assert lacks == [
        f"make mutants: no outcome is on file of {two[1].name}"
        "; 1 of them are there from other sources or versions"
    ]
    # What did not run is not caught, and is told.
    broken = Trial(two[1].name, BROKEN, "", "NameError", 3.0)
    files.write(two[1], broken)
    found = read_mutants([("some", two)], files, lacks := [])
    assert lacks == []
    assert found.tried[1] == ("some", two[1], broken)
    assert found.minutes == pytest.approx(0.1)
