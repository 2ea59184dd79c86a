"""The report in a real browser: `make test-browser`."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from report_runs import CHINESE, SCRIPT

PHONE, DESK = 390, 1280
#: Elements wider than the window that are not inside a part with a scroll bar of its own.
TOO_WIDE = """
return Array.from(document.querySelectorAll("main *, header *")).filter(e =>
  e.getBoundingClientRect().right > innerWidth + 1
  && !e.closest(".wide, .picture, nav, svg") && e.checkVisibility()
).map(e => e.tagName + " " + e.textContent.slice(0, 40));
"""


def show(browser: Any, page: Path, width: int = DESK, **media: str) -> None:
    """Open a page at a width, and as some medium or scheme would see it; forget older logs."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    features = [{"name": name.replace("_", "-"), "value": v} for name, v in media.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(page.as_uri())


def requests(browser: Any) -> list[str]:
    """Addresses that were asked for since the last look."""
    found = []
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.append(message["params"]["request"]["url"])
    return found


@pytest.mark.parametrize("name", ["one", "two", "waterfalls"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_it_renders_without_a_word_of_complaint_or_a_request(
    browser: Any, pages: dict[str, Path], name: str, width: int
) -> None:
    show(browser, pages[name], width)
    assert browser.get_log("browser") == []
    assert requests(browser) == [pages[name].as_uri()]
    drawn = browser.execute_script(
        "return Array.from(document.querySelectorAll('svg')).filter(e => e.checkVisibility())"
        ".map(e => [e.getBoundingClientRect().width, e.getBoundingClientRect().height])"
    )
    assert len(drawn) >= 8
    assert all(wide > 200 and high > 60 for wide, high in drawn)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.execute_script(TOO_WIDE) == []


def test_names_are_shown_and_not_run(browser: Any, pages: dict[str, Path]) -> None:
    show(browser, pages["one"])
    assert browser.execute_script("return document.scripts.length") == 1
    rows = browser.execute_script(
        "return Array.from(document.querySelectorAll('#counties tbody tr'))"
        ".map(e => e.cells[1].innerText)"
    )
    assert set(rows) == {SCRIPT, CHINESE}
    measured = browser.execute_script(
        "const t = Array.from(document.querySelectorAll('text'))"
        ".find(e => e.textContent === 'non-cable'); return t.getBBox().width"
    )
    assert measured > 20


def test_a_table_is_sorted_by_mouse_and_by_keyboard(browser: Any, pages: dict[str, Path]) -> None:
    from selenium.webdriver.common.keys import Keys

    show(browser, pages["one"])

    def column(number: int) -> list[float]:
        keys: list[str] = browser.execute_script(
            "return Array.from(document.querySelectorAll('#plant-table-1 tbody tr'))"
            ".map(e => e.cells[arguments[0]].dataset.key)", number
        )  # fmt: skip
        return [float(key) for key in keys]

    before = column(3)
    button = browser.find_elements("css selector", "#plant-table-1 thead button")[3]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    assert column(3) == sorted(before)
    head = browser.find_elements("css selector", "#plant-table-1 thead th")[3]
    assert head.get_attribute("aria-sort") == "ascending"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert column(3) == sorted(before, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"
    other = browser.find_elements("css selector", "#plant-table-1 thead button")[0]
    other.send_keys(Keys.SPACE)
    names = browser.execute_script(
        "return Array.from(document.querySelectorAll('#plant-table-1 tbody tr'))"
        ".map(e => e.cells[0].innerText)"
    )
    assert names == sorted(names)
    assert head.get_attribute("aria-sort") is None


def test_rows_are_narrowed_and_charts_switched(browser: Any, pages: dict[str, Path]) -> None:
    show(browser, pages["one"])
    box = browser.find_element("css selector", "#register-table-1-search")
    assert not box.is_displayed(), "the table is folded at first"
    summary = browser.find_element("css selector", "#register summary")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", summary)
    summary.click()
    box.send_keys("closing")
    shown = browser.execute_script(
        "return Array.from(document.querySelectorAll('#register-table-1 tbody tr'))"
        ".filter(e => e.checkVisibility()).map(e => e.cells[0].innerText)"
    )
    assert shown == ["visits.closing"]
    assert browser.find_element("css selector", "#register .found").text.startswith("1 of ")
    from selenium.webdriver.support.select import Select

    def titles() -> list[str]:
        found: list[str] = browser.execute_script(
            "return Array.from(document.querySelectorAll('#restore figcaption'))"
            ".filter(e => e.checkVisibility()).map(e => e.innerText)"
        )
        return found

    assert len(titles()) == 2 and not any(" in " in one for one in titles()[:1])
    Select(browser.find_element("css selector", "#restore-county-select")).select_by_index(2)
    assert len(titles()) == 2 and all(CHINESE in one for one in titles())
    assert browser.get_log("browser") == []


def test_each_target_has_a_waterfall_whose_parts_can_be_read(
    browser: Any, pages: dict[str, Path]
) -> None:
    show(browser, pages["waterfalls"], PHONE)
    said: list[str] = browser.execute_script(
        "return Array.from(document.querySelectorAll('#contributions svg'))"
        ".filter(e => e.checkVisibility()).map(e => e.textContent)"
    )
    assert said
    for name in ("closing & <b>", "fix", "closing-late"):
        assert any(name in one for one in said), name
    small = browser.execute_script(
        "return Array.from(document.querySelectorAll('#contributions svg text'))"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 7)"
        ".map(e => e.textContent)"
    )
    assert small == [], "letters of a waterfall on a telephone"


def test_night_and_paper(browser: Any, pages: dict[str, Path]) -> None:
    colours = (
        "const s = e => getComputedStyle(document.querySelector(e));"
        "return [s('body').backgroundColor, s('body').color, s('svg text').fill]"
    )
    show(browser, pages["one"], prefers_color_scheme="light")
    day = browser.execute_script(colours)
    show(browser, pages["one"], prefers_color_scheme="dark")
    night = browser.execute_script(colours)
    assert day[0] == "rgb(255, 255, 255)" and night[0] == "rgb(20, 24, 29)"
    assert day[1] == day[2] and night[1] == night[2] and day[1] != night[1]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    visible = browser.execute_script(
        "return ['nav', '.chooser', '.search'].filter(e => document.querySelector(e)"
        ".checkVisibility())"
    )
    assert visible == []
    options = browser.execute_script(
        "return Array.from(document.querySelectorAll('.option')).map(e => e.checkVisibility())"
    )
    assert len(options) == 3 and all(options), "paper shows every county"
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    pdf = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    content = base64.b64decode(pdf)
    assert content.startswith(b"%PDF") and len(content) > 50_000
