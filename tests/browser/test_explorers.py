"""The explorers of chapters 5 and 9: every number that they show is the package's, whatever the reader moves."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np
import pytest

from lstm.activations import sigmoid
from lstm.cell import lstm_step
from lstm.memory import half_life
from lstm.tasks import toy, toy_weights

pytestmark = pytest.mark.browser

CELL, MEMORY = "book/05_cell.html", "book/09_forget.html"
GATES = "ifgo"
WEIGHTS = [letter + gate for gate in GATES for letter in "WUb"]
SLIDERS = ["x", "h_prev", "c_prev", *WEIGHTS]
NOON = datetime(2026, 1, 1, 12)  # noqa: DTZ001  no clock of a place, only one that stands still
SETTLE = 250  # milliseconds until the sentence is written
NUMBERS = """() => [...document.querySelectorAll(".live [data-name]")].map((place) => ({
    name: place.dataset.name, value: Number(place.dataset.value), text: place.textContent, tag: place.localName }))"""

MOVING = """() => [...document.querySelectorAll(".live *")].filter(
    (place) => getComputedStyle(place).transitionDuration.split(", ").some((time) => time !== "0s")).length"""


@pytest.fixture(scope="module")
def visit(book, browser):
    """Open a page in a tab of its own, with a clock that the test moves, and keep what goes wrong in it."""
    contexts = []

    def opened(path, language="en", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(120_000)  # a page takes long on a busy machine
        contexts.append(context)
        tab = context.new_page()
        tab.faults = []
        tab.on("console", lambda m: tab.faults.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda e: tab.faults.append(str(e)))
        tab.on(
            "request", lambda r: None if r.url.startswith(("file:", "data:")) else tab.faults.append(r.url)
        )
        if language != "en":
            text = (
                (book / path)
                .read_text(encoding="utf-8")
                .replace('<html lang="en"', f'<html lang="{language}"')
            )
            tab.route(f"**/{path}", lambda route: route.fulfill(body=text, content_type="text/html"))
        tab.add_init_script("localStorage.mode = localStorage.theme = 'light'")  # the theme complains without
        tab.clock.install(time=NOON)
        tab.goto((book / path).as_uri())
        tab.clock.pause_at(NOON + timedelta(hours=1))
        return tab

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def one_cell_tab(visit):
    return visit(CELL)


@pytest.fixture(scope="module")
def one_memory_tab(visit):
    return visit(MEMORY)


@pytest.fixture
def cell(one_cell_tab):
    """The explorer of chapter 5 as it starts."""
    press(one_cell_tab, "reset")
    yield one_cell_tab
    assert one_cell_tab.faults == []


@pytest.fixture
def memory(one_memory_tab):
    """The explorer of chapter 9."""
    yield one_memory_tab
    assert one_memory_tab.faults == []


def press(tab, name):
    """Press a button, also one that says it has nothing to do."""
    tab.locator(f"[data-press={name}]").click(force=True)


def move(tab, name, value):
    tab.locator(f"[data-slider={name}]").fill(str(value))


def shown(tab):
    """All numbers on show, once they have settled."""
    tab.clock.run_for(SETTLE)
    return tab.evaluate(NUMBERS)


def chapter_settings():
    """The sliders as the chapter's weights and its sequence set them: the toy cell's first unit, alone."""
    weights = toy_weights("lstm")
    columns = (
        weights["weight_ih"][::2, 0],
        weights["weight_hh"][::2, 0],
        (weights["bias_ih"] + weights["bias_hh"])[::2],
    )
    values = dict(zip(WEIGHTS, np.ravel(np.column_stack(columns)), strict=True))
    return {"x": toy()[0, 0, 0], "h_prev": 0.0, "c_prev": 0.0, **values}


def stepped(settings):
    """One step of the package's cell with the sliders set so: every number that the explorer may show."""
    rows = np.array([[settings[letter + gate] for letter in "WUb"] for gate in GATES], dtype=float)
    weights = {
        "weight_ih": rows[:, :1],
        "weight_hh": rows[:, 1:2],
        "bias_ih": rows[:, 2],
        "bias_hh": np.zeros(4),
    }
    states = (np.full((1, 1), float(settings[name])) for name in ("x", "h_prev", "c_prev"))
    h, c, cache = lstm_step(*states, weights)
    gates = {gate: getattr(cache, gate).item() for gate in GATES}
    products = {"kept": gates["f"] * settings["c_prev"], "written": gates["i"] * gates["g"]}
    return settings | gates | products | {"c": c.item(), "tanh": np.tanh(c).item(), "h": h.item()}


def check_cell(tab, settings, step=1):
    """Compare all numbers on show with the package's, and their rounded text with them."""
    expected = stepped(settings) | {"step": step, "steps": len(toy())}
    numbers = shown(tab)
    assert {n["name"] for n in numbers} == set(expected)
    for n in numbers:
        assert n["value"] == pytest.approx(expected[n["name"]], rel=0, abs=1e-9), n
        digits = 0 if n["name"].startswith("step") else 1 if n["name"] in WEIGHTS else 2
        assert float(n["text"].replace("\u2212", "-")) == pytest.approx(
            n["value"], abs=0.5001 * 0.1**digits
        ), n
        assert len(n["text"].partition(".")[2]) == digits, n


def test_starts_with_the_weights_and_the_sequence_of_the_chapter(cell):
    check_cell(cell, chapter_settings())


@pytest.mark.parametrize("name", SLIDERS)
def test_moving_a_slider_of_the_cell_shows_what_the_package_computes(cell, name):
    press(cell, "step")  # at the second step no state is zero
    after = stepped(chapter_settings())
    settings = chapter_settings() | {"x": toy()[1, 0, 0], "h_prev": after["h"], "c_prev": after["c"]}
    check_cell(cell, settings, 2)
    slider = cell.locator(f"[data-slider={name}]")
    for value in (slider.get_attribute("min"), "0.3", slider.get_attribute("max")):
        move(cell, name, value)
        check_cell(cell, settings | {name: float(value)}, 2)


def test_all_sliders_of_the_cell_at_once(cell):
    rng = np.random.default_rng(5)
    settings = {name: round(float(rng.uniform(-0.9, 0.9)), 1) for name in SLIDERS}
    for name, value in settings.items():
        move(cell, name, value)
    check_cell(cell, settings)


def test_stepping_hands_the_states_on_and_back_takes_them_back(cell):
    settings, way = chapter_settings(), []
    move(cell, "bf", -2)
    settings["bf"] = -2.0
    for step, x in enumerate(toy()[:, 0, 0], 1):
        settings = settings | {"x": x}
        check_cell(cell, settings, step)
        way.append(settings)
        after = stepped(settings)
        settings = settings | {"h_prev": after["h"], "c_prev": after["c"]}
        press(cell, "step")
    check_cell(cell, way[-1], 3)  # the sequence ends here
    for step in (2, 1, 1):  # and begins there
        press(cell, "back")
        check_cell(cell, way[step - 1], step)


def test_reset_brings_everything_back(cell):
    for name in SLIDERS:
        move(cell, name, 0.7)
    press(cell, "step")
    press(cell, "reset")
    check_cell(cell, chapter_settings())


def test_the_table_below_marks_the_step_and_keeps_the_numbers_of_the_chapter(cell):
    rows = cell.locator(".cell-explorer tbody tr")
    before = rows.all_inner_texts()
    move(cell, "bf", -2)
    for step in range(3):
        assert [row.get_attribute("aria-current") == "step" for row in rows.all()] == [
            k == step for k in range(3)
        ]
        press(cell, "step")
    assert rows.all_inner_texts() == before


def test_boxes_fill_as_far_as_the_values_go(cell):
    move(cell, "bg", -3)
    values = stepped(chapter_settings() | {"bg": -3.0})
    for gate in GATES:
        level = cell.locator(f"[data-level={gate}]")
        top, height = (float(level.get_attribute(name)) for name in ("y", "height"))
        full, floor = (
            (22, 218 + height) if gate == "g" else (44, 240)
        )  # a negative candidate hangs from the middle
        assert (height, top + height) == pytest.approx((full * abs(values[gate]), floor))


def test_every_number_is_drawn_once_and_those_of_the_layers_stand_above_their_boxes(cell):
    drawn = cell.locator(".live svg [data-name]").evaluate_all("all => all.map(e => e.dataset.name)")
    assert sorted(drawn) == sorted(set(stepped(chapter_settings())) - set(WEIGHTS))
    for gate in GATES:
        number = cell.locator(f".live svg [data-name={gate}]").bounding_box()
        box = cell.locator(f".live svg .layer.of-{gate} .edge").bounding_box()
        assert box["x"] + box["width"] / 2 < number["x"] < box["x"] + box["width"]
        assert number["y"] + number["height"] < box["y"]


def test_the_keyboard_does_it_all(cell):
    cell.locator("[data-press=step]").focus()
    cell.keyboard.press("Enter")
    cell.keyboard.press("Space")
    settings = chapter_settings()
    for x in toy()[:2, 0, 0]:
        after = stepped(settings | {"x": x})
        settings |= {"h_prev": after["h"], "c_prev": after["c"]}
    settings["x"] = toy()[2, 0, 0]
    check_cell(cell, settings, 3)
    # Tab goes through the buttons and then from slider to slider; arrows move the one that has the focus.
    for place in [
        "[data-press=play]",
        "[data-press=reset]",
        *(f"[data-slider={s}]" for s in ("x", "h_prev")),
    ]:
        cell.keyboard.press("Tab")
        assert cell.evaluate(f"document.activeElement.matches('{place}')"), place
    cell.locator("[data-slider=Wf]").focus()
    cell.keyboard.press("ArrowRight")
    check_cell(cell, settings | {"Wf": 0.4}, 3)


def test_every_slider_has_a_name_and_only_the_sentence_is_read_aloud(cell):
    for name in SLIDERS:
        label = name.replace("_prev", "t\u22121").replace("x", "xt")
        assert cell.get_by_role("slider", name=label, exact=True).count() == 1, label
    live = cell.locator(".live [aria-live=polite]").all()
    assert [place.get_attribute("class") for place in live] == ["summary"]
    assert {o.get_attribute("aria-live") for o in cell.locator(".live output").all()} == {"off"}


def test_play_lights_the_parts_one_after_the_other_and_stops_at_the_end(cell):
    assert cell.evaluate(MOVING) > 0
    press(cell, "play")
    seen = []
    for _ in range(6 * 3 + 3):
        cell.clock.run_for(700)
        seen.append(cell.locator(".cell-explorer svg").get_attribute("data-lit"))
    assert seen == [*"figcoh", ""] * 3
    assert cell.locator("[data-press=play]").inner_text() == "Play"
    assert "Step 3 of 3" in cell.locator(".summary").inner_text()


def test_play_can_be_stopped(cell):
    press(cell, "play")
    cell.clock.run_for(1400)
    press(cell, "play")
    cell.clock.run_for(20_000)
    check_cell(cell, chapter_settings())


def test_without_motion_play_goes_step_by_step(visit):
    tab = visit(CELL, reduced_motion="reduce")
    press(tab, "play")
    for step in (2, 3):
        tab.clock.run_for(2000 + SETTLE)
        assert f"Step {step} of 3" in tab.locator(".summary").inner_text()
        assert tab.locator(".cell-explorer svg").get_attribute("data-lit") == ""
    assert tab.evaluate(MOVING) == 0


@pytest.mark.parametrize(("bias", "lag"), [(3, 40), (-2, 1), (0, 10), (5.3, 365), (8, 400)])
def test_the_memory_shows_what_the_package_computes(memory, bias, lag):
    if (bias, lag) == (3, 40):  # where the chapter starts, whatever other tests have moved
        memory.reload()
    else:
        move(memory, "bias", bias)
        move(memory, "lag", lag)
    f = sigmoid(np.array(float(bias))).item()
    expected = {"bias": bias, "lag": lag, "f": f, "half": half_life(f).item(), "left": f**lag}
    numbers = shown(memory)
    assert {n["name"] for n in numbers} == set(expected)
    for n in numbers:
        assert n["value"] == pytest.approx(expected[n["name"]], rel=1e-9, abs=0), n
        assert float(n["text"].replace("\u2212", "-")) == pytest.approx(n["value"], rel=0.06), n


def test_the_curve_passes_through_what_is_left_and_through_the_half_life(memory):
    move(memory, "bias", 3)
    move(memory, "lag", 50)
    points = re.findall(r"([\d.]+) ([\d.]+)", memory.locator(".curve").get_attribute("d"))
    wide, high = np.array(points, dtype=float).T
    dot = [float(memory.locator(".dot").get_attribute(name)) for name in ("cx", "cy")]
    assert np.interp(dot[0], wide, high) == pytest.approx(dot[1], abs=0.3)
    corner = re.search(r"M\S+ ([\d.]+)H([\d.]+)", memory.locator(".half").get_attribute("d"))
    assert np.interp(float(corner[2]), wide, high) == pytest.approx(float(corner[1]), abs=0.3)


@pytest.mark.parametrize("path", [CELL, MEMORY])
def test_no_number_stands_outside_the_places_that_are_compared(visit, path):
    tab = visit(path)
    tab.clock.run_for(SETTLE)
    loose = tab.evaluate("""() => {
        const walker = document.createTreeWalker(document.querySelector(".live"), NodeFilter.SHOW_TEXT), found = [];
        while (walker.nextNode()) {
            const place = walker.currentNode.parentElement;
            if (/\\d/.test(walker.currentNode.data) && !place.closest("[data-name]")) found.push(walker.currentNode.data);
        }
        return found; }""")
    ticks = ["0", "0.5", "1", "0", "50", "100"] if path == MEMORY else []
    assert [text for text in loose if text != "t\u22121"] == ticks


@pytest.mark.parametrize("path", [CELL, MEMORY])
def test_words_are_french_on_a_french_page(visit, path):
    words = {}
    for language in ("en", "fr"):
        tab = visit(path, language)
        tab.clock.run_for(SETTLE)
        found = tab.locator(".live :is(button, legend, .summary, label:not(:has(sub)))").all_inner_texts()
        found += tab.locator(".live svg > text:not(:has([data-name]))").all_text_contents()
        found.append(tab.locator(".live svg").get_attribute("aria-label"))
        words[language] = [text for text in found if re.search(r"[a-z]{2}", text)]
        assert tab.faults == []
    assert len(words["en"]) == len(words["fr"]) > 4
    assert [a for a, b in zip(words["en"], words["fr"], strict=True) if a == b] == []


@pytest.mark.parametrize("path", [CELL, MEMORY])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_everything_fits_a_small_phone(visit, path, language):
    tab = visit(path, language, width=320, has_touch=True, is_mobile=True)
    if path == CELL:
        for name in ("x", "h_prev", "c_prev"):  # the longest numbers
            move(tab, name, tab.locator(f"[data-slider={name}]").get_attribute("min"))
    tab.clock.run_for(SETTLE)
    live = tab.locator(".live")
    outside = live.evaluate(
        "e => [...e.querySelectorAll('*')].filter(c => c.getBoundingClientRect().right > 320).map(c => c.outerHTML)"
    )
    assert outside == []
    heights = live.locator("input, button").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24
    texts = tab.evaluate("""() => [...document.querySelectorAll(".live svg text")].map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return [text.textContent, left, right, top + 3, bottom - 3]; })""")
    for (a, left, right, top, bottom), (b, *other) in combinations(texts, 2):
        apart = right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
        assert apart, f"{a!r} and {b!r} overlap"


def test_on_a_phone_the_drawing_stays_in_sight_and_hides_no_slider(visit):
    tab = visit(CELL, width=390)
    for name in ("x", "Uf", "bo"):
        tab.locator(f"[data-slider={name}]").evaluate("e => e.scrollIntoView({ block: 'nearest' })")
        tab.locator(f"[data-slider={name}]").focus()
        stage, slider = (tab.locator(p).bounding_box() for p in (".stage", f"[data-slider={name}]"))
        assert stage["y"] >= 40, "below the page's own bar"
        assert slider["y"] >= stage["y"] + stage["height"]
        assert slider["y"] + slider["height"] < 901
    summary = tab.locator(".summary")
    summary.evaluate("e => e.scrollIntoView({ block: 'center' })")
    assert summary.bounding_box()["y"] >= tab.locator(".stage").bounding_box()["y"]


@pytest.mark.parametrize("path", [CELL, MEMORY])
def test_without_a_script_the_table_stands(visit, path):
    tab = visit(path, java_script_enabled=False)
    assert tab.locator(".explorer table").is_visible()
    assert tab.locator(".live").count() == 0


def test_scripts_are_small_know_no_address_and_load_where_they_are_needed(book):
    files = [
        book / "_static" / name
        for name in ("explorer.js", "explorer.css", "cell_drawing.js", "cell_explorer.js", "half_life.js")
    ]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert len(text) < 8000, file.name
        assert re.findall(r"https?://\S+", text.replace("http://www.w3.org/2000/svg", "")) == []
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 10_000
    for page in (book / "book").glob("*.html"):
        loaded = set(re.findall(r"_static/(\w+\.(?:js|css))", page.read_text(encoding="utf-8")))
        needed = {CELL: {"half_life.js"}, MEMORY: {"cell_drawing.js", "cell_explorer.js"}}
        unwanted = needed.get(f"book/{page.name}", {file.name for file in files})
        assert loaded & {file.name for file in files} == {file.name for file in files} - unwanted, page.name
