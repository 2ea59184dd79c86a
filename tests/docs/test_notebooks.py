"""The notebooks run from top to bottom, show what they promise, and end with an answer."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

TOP = Path(__file__).parents[2]
NOTEBOOKS = sorted((TOP / "notebooks").glob("*.ipynb"))
FIRST = TOP / "notebooks" / "1-a-first-look.ipynb"
ANSWER = "**Answer.**"
#: Executes the notebook that it is given, in place.
RUNNER = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[1])
"""
#: Texts of objects without a display of their own.
DUMPS = re.compile(r"<telesim|object at 0x|^\w+\(\w+=|nan|NaN")


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def answer_of(notebook: Any) -> str:
    [output] = notebook.cells[-1].outputs
    return str(output.data["text/markdown"]).strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the notebooks beside the scenarios, so that results lie in neither."""
    shutil.copytree(TOP / "notebooks", tmp_path / "notebooks")
    (tmp_path / "scenarios").symlink_to(TOP / "scenarios")
    return tmp_path / "notebooks"


def execute(notebook: Any, folder: Path) -> Any:
    """Run all cells in a process of their own, with the Python that runs the tests.

    Raises:
        AssertionError: with what the notebook said when a cell failed.
    """
    given = folder / "given.ipynb"
    nbformat.write(notebook, given)  # type: ignore[no-untyped-call]
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(given)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, re.sub(r"\x1b\[[0-9;]*m", "", done.stderr)
    return read(given)


def test_there_are_six_and_their_readme_names_each() -> None:
    readme = (TOP / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in NOTEBOOKS if path.name not in readme] == []
    assert [path.name[0] for path in NOTEBOOKS] == list("123456")


def test_the_snippet_of_their_readme_runs(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    notebook = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    notebook.cells.append(nbformat.v4.new_code_cell(snippet))  # type: ignore[no-untyped-call]
    [output] = execute(notebook, folder).cells[0].outputs
    assert "time_to_restore_mean" in output.data["text/plain"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_without_output_and_types_no_figure_into_its_answer(path: Path) -> None:
    notebook = read(path)
    assert notebook.cells[0].source.startswith("# ")
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(notebook))
    assert notebook.metadata.kernelspec.name == "python3"
    last = ast.parse(notebook.cells[-1].source).body[-1]
    assert isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)
    [said] = last.value.args
    assert isinstance(said, ast.JoinedStr)
    words = [part.value for part in said.values if isinstance(part, ast.Constant)]
    typed = [word for word in words if re.search(r"\d", str(word))]
    assert typed == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_ends_with_an_answer(path: Path, folder: Path) -> None:
    notebook = execute(read(path), folder)
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"execute_result"}  # nothing is printed
    kinds = [set(output.data) for output in outputs]
    assert sum("image/png" in kind for kind in kinds) >= 1
    assert sum("text/html" in kind for kind in kinds) >= 1
    for output in outputs:
        best = {"image/png", "text/html", "text/markdown"} & set(output.data)
        assert best, f"a plain dump: {output.data['text/plain'][:200]}"
        shown = output.data.get("text/html", output.data.get("text/markdown", ""))
        assert not DUMPS.search(shown), shown[:500]
    answer = answer_of(notebook)
    assert answer.startswith(ANSWER)
    assert len(re.findall(r"\d", answer)) > 10
    assert re.search(r"\(-?[\d.,]+ to -?[\d.,]+\)", answer), "an answer states an interval"


def test_the_answer_follows_the_run(folder: Path) -> None:
    notebook = read(FIRST)
    cell = notebook.cells[1]
    assert "REPLICATIONS = 5" in cell.source
    cell.source = cell.source.replace("REPLICATIONS = 5", "REPLICATIONS = 2")
    assert "These are 2 years" in answer_of(execute(notebook, folder))


def test_without_its_data_it_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "scenarios").unlink()
    with pytest.raises(AssertionError, match=r"ScenarioError: .*quickstart\.yaml"):
        execute(read(FIRST), folder)
    empty = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    ask = 'import telesim\ntelesim.open_result("../results/nowhere")'
    empty.cells.append(nbformat.v4.new_code_cell(ask))  # type: ignore[no-untyped-call]
    with pytest.raises(AssertionError, match="found no run, need the folder of one run"):
        execute(empty, folder)
    assert not (tmp_path / "results").exists()
