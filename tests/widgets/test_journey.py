"""The journey shows what the run published: bets, losses and lines of the very step where the walker stands."""

import json
import re
from dataclasses import replace
from functools import cache
from html import escape
from typing import Any

import pytest

from widgets import journey
from widgets.embed import published
from widgets.embed.host import first_view
from widgets.embed.needs import needs
from widgets.engine import Event, Failure, InvalidValue, Published, Session, render
from widgets.journey import State, update, view


@cache
def _files() -> tuple[Any, Any, Any]:
    landscape, snapshots, manifest = (published.contents("demo", f"{name}.json") for name in journey.FILES)
    return landscape, snapshots, manifest


def _at(at: int, sentence: int = 0) -> Session[State]:
    mounted = first_view("journey", {"at": at, "sentence": sentence})
    return Session(journey, mounted.state)  # type: ignore[arg-type]


def _bets(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<li data-id="(\d+)" data-token="(.*?)" data-p="(.*?)"', html)


PLACES = range(0, 50, 7)


@pytest.mark.parametrize("at", PLACES)
@pytest.mark.parametrize("sentence", range(5))
def test_the_bets_are_those_of_the_snapshot(at: int, sentence: int) -> None:
    _, snapshots, _ = _files()
    bets = snapshots["snapshots"][at]["bets"][sentence]
    shown = _bets(_at(at, sentence).html())
    assert [(int(id), float(p)) for id, _, p in shown] == list(zip(bets["ids"], bets["p"], strict=True))
    assert len(shown) == 10


@pytest.mark.parametrize("at", PLACES)
def test_step_loss_tokens_and_line_are_the_runs_own(at: int) -> None:
    landscape, snapshots, _ = _files()
    here, html = landscape["trail"][at], _at(at).html()
    for name, key in (("step", "step"), ("loss", "val_loss"), ("tokens_seen", "tokens")):
        (value,) = re.findall(rf'<output name="{name}" data-value="(.*?)"', html)
        assert float(value) == here[key]
    assert snapshots["snapshots"][at]["step"] == here["step"]
    line = f"{snapshots['writing']['prompt']}{snapshots['snapshots'][at]['line']}"
    assert f"<q>{escape(line, quote=False)}</q>" in html


def test_loss_is_the_true_one_and_not_the_height_of_the_ground() -> None:
    landscape, _, _ = _files()
    here = landscape["trail"][35]
    assert round(here["height"], 2) != round(here["val_loss"], 2)
    assert f">{here['val_loss']:.2f}</output>" in _at(35).html()
    assert f"the ground under it is {here['height']:.2f} high" in _at(35).html()


def test_the_walker_stands_on_its_shadow_on_the_map() -> None:
    landscape, _, _ = _files()
    grid, scale = landscape["grid"], landscape["contours"]["scale"]
    here = landscape["trail"][40]
    across, down = re.findall(r'transform="translate\((\d+) (\d+)\)" data-handle="at"', _at(40).html())[0]
    assert int(across) == pytest.approx((here["x"] - grid["x"][0]) * scale, abs=0.5)
    assert int(down) == pytest.approx((grid["y"][1] - here["y"]) * scale, abs=0.5)


def test_it_opens_where_something_is_wrong_and_comes_right_a_few_places_on() -> None:
    _, snapshots, _ = _files()
    opened = first_view("journey", {}).state
    (fits,) = snapshots["sentences"][opened.sentence]["follow"]  # type: ignore[attr-defined]
    ranks = [one["bets"][opened.sentence]["follow"][fits]["rank"] for one in snapshots["snapshots"]]  # type: ignore[attr-defined]
    at = opened.at  # type: ignore[attr-defined]
    assert ranks[at] > 10, "the word that fits is not among the bets"
    assert 1 in ranks[at : at + 4], "and soon is the first"
    best = snapshots["snapshots"][at]["bets"][opened.sentence]["p"][0]  # type: ignore[attr-defined]
    assert best > 0.1, "the model is sure of something else"


def test_the_word_that_fits_is_marked_and_its_place_told_though_it_is_not_among_the_ten() -> None:
    assert "“tail”: place 13, 1.1%" in _at(28, 2).html()
    right = _at(49, 2).html()
    assert re.search(r'data-token=" tail" data-p="0.9815" class="with-space fits"', right)
    assert "“mat”: more than one token" in _at(49).html()


def test_the_first_place_at_which_the_word_that_fits_leads_is_noticed_and_no_other() -> None:
    noticed = [at for at in range(50) if "takes the lead" in _at(at, 2).html()]
    assert noticed == [30]
    assert not any("takes the lead" in _at(at, 0).html() for at in range(50)), "“mat” is no token"


def test_no_probability_is_printed_as_nothing() -> None:
    for at in range(50):
        for sentence in range(5):
            html = _at(at, sentence).html()
            assert not re.search(r">0\.0+%", html)


def test_rings_and_ticks_are_the_moments_whose_weights_are_published() -> None:
    _, _, manifest = _files()
    state = first_view("journey", {}).state
    backdrop = render(journey.backdrop(state))  # type: ignore[arg-type]
    trail = state.trail  # type: ignore[attr-defined]
    ringed = sorted(trail[int(at)].step for at in re.findall(r'data-at="(\d+)"', backdrop))
    assert ringed == sorted(one["step"] for one in manifest["moments"])


def test_it_asks_for_what_the_run_published_and_wakes_neither_numpy_nor_the_model() -> None:
    asked = update(State(), Event("mount"))
    assert asked == (State(), tuple(Published(name, "demo", f"{name}.json") for name in journey.FILES))
    assert needs("journey") == ()


def test_until_all_files_are_there_what_was_shown_before_stays() -> None:
    landscape, _, manifest = _files()
    state = State(at=12)
    for name, value in (("landscape", landscape), ("manifest", manifest)):
        answered = update(state, Event(name, value))
        assert isinstance(answered, State)
        state = answered
        assert 'data-part="journey"' in render(view(state))
        assert 'aria-busy="true"' in render(view(state))


def test_a_file_that_does_not_come_is_said() -> None:
    failed = update(State(), Event("snapshots", Failure("snapshots.json is missing.")))
    assert isinstance(failed, State)
    assert '<p class="widget-message" role="alert">snapshots.json is missing.</p>' in render(view(failed))


def test_playing_is_walking_on_and_after_the_end_from_the_start() -> None:
    session = _at(48)
    for expected in (49, 0, 1):
        session.dispatch(Event("play"))
        assert session.state.at == expected


@pytest.mark.parametrize(("name", "value"), [("at", "50"), ("at", "-1"), ("at", "1.5"), ("at", "x"), ("sentence", "5")])
def test_a_place_or_a_sentence_that_is_not_there_is_refused(name: str, value: str) -> None:
    session = _at(3)
    session.dispatch(Event(name, value))
    assert session.message
    assert (session.state.at, session.state.sentence) == (3, 0)


def test_before_the_trail_is_known_every_place_is_taken_and_a_shorter_trail_ends_sooner() -> None:
    state = update(State(), Event("at", "400"))
    assert isinstance(state, State)
    landscape, snapshots, _ = _files()
    arrived = update(state, Event("landscape", landscape))
    assert isinstance(arrived, State)
    assert arrived.at == 49
    other = update(replace(arrived, sentence=9), Event("snapshots", snapshots))
    assert isinstance(other, State)
    assert other.sentence == 4
    with pytest.raises(InvalidValue):
        update(State(), Event("at", "1000"))


@pytest.mark.parametrize("field", ["at", "sentence"])
def test_a_state_refuses_what_no_trail_has(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        State(**{field: -1})


def test_what_the_map_is_and_is_not_is_said_with_its_three_steps() -> None:
    landscape, _, _ = _files()
    html = _at(10).html()
    assert [f"{step:,}" in html for step in landscape["steps"].values()] == [True] * 3
    assert "the loss printed here is the true one" in html


def test_every_moment_stands_in_the_table() -> None:
    landscape, _, _ = _files()
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", _at(10).html())
    assert rows == [
        (f"{one['step']:,}", f"{one['val_loss']:.2f}", f"{one['height']:.2f}") for one in landscape["trail"]
    ]


def test_the_state_without_what_is_derived_is_small() -> None:
    assert len(json.dumps(_at(10).kept())) < 100
