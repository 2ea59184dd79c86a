"""The dispatch rule of docs/how/own-rule.md: as a file, and as a package that is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from docs_pages import TOP

HERE = TOP / "docs" / "how"
DAY_MS = 24 * 3_600_000


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that has the rule's package, as pip would leave it."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "overdue_first.py").write_bytes((HERE / "overdue_first.py").read_bytes())
    made = site / "our_rules-1.0.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: our-rules\nVersion: 1.0\n")
    (made / "entry_points.txt").write_text(
        "[telesim.dispatch_rules]\noverdue-first = overdue_first\n"
    )
    return dict(os.environ, PYTHONPATH=os.pathsep.join([str(site), *sys.path[1:]]), COLUMNS="100")


def telesim(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "telesim", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_the_command_line_knows_an_installed_rule(
    tmp_path: Path, installed: dict[str, str]
) -> None:
    assert '"overdue-first"' in telesim(["schema"], tmp_path, installed)
    telesim(["init", "my-town"], tmp_path, installed)
    reform = tmp_path / "overdue.yaml"
    reform.write_text(
        "reform: overdue\nset:\n  policies.dispatch: {rule: overdue-first, limit: 2}\n"
    )
    call = ["run", "my-town/town.yaml", "--with", "overdue.yaml", "--replications", "1"]
    told = telesim(call, tmp_path, installed)
    assert "overdue.yaml:3 policies.dispatch.limit: got 2, need" in told
    reform.write_text(reform.read_text().replace("limit: 2", "limit: 2 days"))
    told = telesim([*call, "--workers", "1"], tmp_path, installed)
    assert "with overdue" in told and "Results: results/my-town" in told
    without = dict(os.environ, COLUMNS="100")
    told = telesim(call, tmp_path, without)
    assert 'overdue.yaml:3 policies.dispatch: got "overdue-first", need the name of a' in told
    assert "Results:" not in told


def test_the_rule_orders_jobs_as_its_page_says() -> None:
    script = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
from overdue_first import OverdueFirst
from telesim.policies.jobs import INSTALL, REPAIR, CrewView, Job
rule, crew, day = OverdueFirst(), CrewView(0, 1, 0), {DAY_MS}
def score(kind, since): return rule.pair_score(Job(kind, 0, since, 0, 1, 0, 0), crew, 10 * day)
old_install, new_install = score(INSTALL, 1 * day), score(INSTALL, 8 * day)
old_repair, new_repair = score(REPAIR, 2 * day), score(REPAIR, 9 * day)
assert old_install < old_repair < new_repair < new_install
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
