"""A headless Chromium, and pages to look at; without either a clear word on why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import telesim
from report_runs import make_run, reformed_town
from telesim.report.page import write_page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium without a window. It may open files alone: no host can be reached."""
    selenium = pytest.importorskip(
        "selenium", reason="selenium is not installed: pip install -e '.[browser]'"
    )
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if found is None or driver is None:
        pytest.skip("no chromium with its driver: on Debian, apt install chromium chromium-driver")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = found
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--disable-background-networking", "--window-size=1280,900",
                 "--host-resolver-rules=MAP * ~NOTFOUND"):  # fmt: skip
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = Chrome(options=options, service=Service(driver))
    assert selenium is not None
    yield made
    made.quit()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of a run with odd names, of two runs side by side, and of two with waterfalls."""
    folder = tmp_path_factory.mktemp("pages")
    reform = folder / "more-work.yaml"
    reform.write_text("reform: more-work\nset:\n  visits.closing: 1.5 work h\n", encoding="utf-8")
    one, other = make_run(folder), make_run(folder, reform, keep_log=False)
    town = reformed_town(folder / "reformed")
    ends = [telesim.run(town / f"{name}.yaml", out=folder / "r") for name in ("town", "after")]
    telesim.explain(town / "town.yaml", town / "after.yaml", out=folder / "r")
    return {
        "waterfalls": write_page(ends, folder / "waterfalls.html"),
        "one": write_page([one], folder / "one.html"),
        "two": write_page([one, other], folder / "two.html"),
    }
