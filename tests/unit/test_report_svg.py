from __future__ import annotations

import re
import warnings

from matplotlib.figure import Figure

from html_page import parsed
from telesim.report.look import COLOURS, LIMIT, picture_text, plain_text
from telesim.report.svg import as_svg

NAMES = ("驻马店", "<b>#0072b2</b>", "$a_1$ costs $5", "x.123456")


def drawn(name: str = "one") -> str:
    with plain_text():
        figure = Figure(figsize=(4, 2), layout="constrained")
        axes = figure.subplots()
        for number, label in enumerate(NAMES):
            axes.plot([0, 1.2345678], [number, 1], color=COLOURS[number], label=label)
        axes.axvline(0.5, color=LIMIT)
        axes.legend()
    return as_svg(figure, name, 'What <is> "seen"')


def test_names_are_text_as_written() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = drawn()
    [svg] = parsed(text).all("svg")
    said = [one.text for one in svg.all("text")]
    for name in NAMES:
        assert name in said
    assert svg.children[0].text == 'What <is> "seen"'


def test_colours_are_those_of_the_page() -> None:
    text = drawn()
    styles = " ".join(one.attributes.get("style", "") for one in parsed(text).walk())
    assert re.findall(r"#[0-9a-f]{6}", styles) == []
    assert {"var(--tone-1)", "var(--tone-2)", "var(--limit)", "currentColor"} <= set(
        re.findall(r"var\([\w-]+\)|currentColor", styles)
    )
    assert "font-family" not in text and "<style" not in text and "<metadata" not in text


def test_equal_charts_are_equal_bytes_but_for_their_name() -> None:
    assert drawn() == drawn()
    other = drawn("two")
    ids = [set(re.findall(r'\sid="([^"]*)"', one)) for one in (drawn(), other)]
    assert ids[0] and not ids[0] & ids[1]
    assert all(name.startswith("two-") for name in ids[1])
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]*)', other))
    assert used <= ids[1]


def test_pictures_of_names_with_other_signs_are_drawn_without_a_warning() -> None:
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with picture_text():
        figure = Figure(figsize=(3, 1))
        figure.text(0, 0, " ".join(NAMES))
        FigureCanvasAgg(figure)
        file = io.BytesIO()
        figure.savefig(file, format="png")
    assert file.getvalue().startswith(b"\x89PNG")
