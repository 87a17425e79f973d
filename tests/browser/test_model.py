"""In Chromium the page's model says what Python's says, gives way while it trains, and keeps its weights to itself."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from widgets.embed.model import Model
from widgets.engine import Effect, Prediction, Score, Scored, Trained, TrainStep, Weights, answer_to
from widgets.engine import Predict as Ask

TEXT = "Once upon a time there was a little cat. The cat sat on the mat."
HOSTILE = ["", "<|endoftext|>", "a\ud800b", " \u0085\ufeff\t\r\n", "👩‍👩‍👧 नमस्ते 猫", "e\u0301 \u00e9", TEXT * 20]

# Every message between the page and its workers, by how many bytes its rows of numbers take.
SPY = """
window.crossed = [];
const size = value => ArrayBuffer.isView(value) ? value.byteLength
  : value && typeof value === "object" ? Object.values(value).reduce((sum, one) => sum + size(one), 0)
  : typeof value === "string" ? value.length : 8;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({data}) => this.note("in", data));
  }
  postMessage(message, ...more) {
    this.note("out", message);
    super.postMessage(message, ...more);
  }
  // The theme's search has a worker of its own, whose messages have numbers for types.
  note(way, data) {
    if (typeof data.type === "string") crossed.push([way, data.type, size(data)]);
  }
};
"""

ASK = """async effect => {
  const plain = value => JSON.parse(JSON.stringify(value, (_, one) => ArrayBuffer.isView(one) ? [...one] : one));
  const perform = nudgePython.models.perform(effect, {number: nudgeNumbers.next(), owner: "test"});
  return perform.then(plain, ({message}) => ({message}));
}"""


@pytest.fixture(scope="module")
def opened(browser: Browser, site: str) -> Iterator[Page]:
    """A page whose own widgets sleep: what is asked here is all that its model hears."""
    made = browser.new_context()
    made.add_init_script(SPY)
    page = made.new_page()
    page.set_default_timeout(120_000)
    page.goto(site)
    yield page
    made.close()


def _body(effect: Effect) -> dict[str, Any]:
    return {"kind": type(effect).__name__, **dataclasses.asdict(effect)}  # type: ignore[call-overload]


def _ask(page: Page, effect: Effect) -> Any:
    said = page.evaluate(ASK, _body(effect))
    assert "message" not in said, said
    return answer_to(effect, said)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["demo", "lab"])
def test_it_predicts_what_python_predicts(opened: Page, name: str, text: str) -> None:
    effect = Ask("k", name, text, (7, 300))
    found, expected = _ask(opened, effect), Model().perform(effect)
    assert isinstance(expected, Prediction)
    assert found.logits == pytest.approx(expected.logits, abs=1e-3)
    assert dataclasses.replace(found, logits=(), best=()) == dataclasses.replace(expected, logits=(), best=())
    assert [expected.logits[token.id] for token in found.best] == pytest.approx(
        [expected.logits[token.id] for token in expected.best], abs=1e-3
    )


def test_it_scores_and_trains_as_python_does(opened: Page) -> None:
    model = Model()
    for effect in (
        Weights("k", "mine", "lab"),
        TrainStep("k", "mine", TEXT, (0.003,) * 5, 2, 10, "adamw", 3),
        Score("k", "lab", TEXT, run="mine"),
        Weights("k", "mine", "demo"),
        TrainStep("k", "mine", TEXT, (0.05,)),
        Score("k", "demo", TEXT, run="mine"),
    ):
        found, expected = _ask(opened, effect), model.perform(effect)
        if isinstance(expected, Scored):
            assert [one.token for one in found.positions] == [one.token for one in expected.positions]
            assert [one.loss for one in found.positions] == pytest.approx(
                [one.loss for one in expected.positions], abs=1e-3
            )
        elif isinstance(expected, Trained):
            assert found.losses == pytest.approx(expected.losses, abs=1e-3)
            assert found.norms == pytest.approx(expected.norms, rel=1e-3)
        else:
            assert found == expected


# Asks the site's model while it trains, and lets go of the training then.
MEANWHILE = """async ([training, asking]) => {
  const {models} = nudgePython;
  const number = nudgeNumbers.next();
  const heard = [];
  const over = models.perform(training, {number, owner: "test", onProgress: ({step}) => heard.push(step)})
    .then(() => "ended", ({dropped}) => dropped ? "dropped" : "failed");
  while (!heard.length) await new Promise(done => setTimeout(done, 20));
  const waits = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await models.perform(asking, {number: nudgeNumbers.next(), owner: "test"});
    waits.push(performance.now() - began);
  }
  const reached = heard.at(-1);
  models.drop([number]);
  const before = heard.length;
  const how = await over;
  const score = await models.perform({...asking, kind: "Score"}, {number: nudgeNumbers.next(), owner: "test"});
  await new Promise(done => setTimeout(done, 300));
  return {how, reached, waits, after: heard.length - before, positions: score.positions.length};
}"""


def test_a_long_training_lets_others_answer_and_ends_when_it_is_dropped(opened: Page) -> None:
    _ask(opened, Weights("k", "long", "demo"))
    asking = Ask("k", "demo", "The cat", run="long")
    _ask(opened, asking)
    once = _ask(opened, TrainStep("k", "long", TEXT, (1e-4,) * 3))
    found = opened.evaluate(MEANWHILE, [_body(TrainStep("k", "long", TEXT, (1e-4,) * 3000)), _body(asking)])
    assert found["how"] == "dropped"
    assert found["reached"] < 1000
    assert found["after"] == 0
    assert found["positions"] == 2
    # A slice that had begun and at most one more; the machine may be busy with something else now and then.
    step = 1000 / once.steps_per_second
    assert sorted(found["waits"])[2] < 3 * max(step, 50) + 200


def test_no_weights_cross_between_the_page_and_its_workers(opened: Page) -> None:
    opened.evaluate("crossed.length = 0")
    _ask(opened, Weights("k", "mine", "lab"))
    _ask(opened, Weights("k", "mine", "lab", seed=4))
    _ask(opened, TrainStep("k", "mine", TEXT, (0.01,) * 40))
    _ask(opened, Score("k", "lab", TEXT, run="mine"))
    crossed = opened.evaluate("crossed")
    # Files go to the worker as they are published, packed; nothing else goes, and nothing large comes back.
    files = {"bytes"} if any(kind == "need" for _, kind, _ in crossed) else set()
    assert {kind for _, kind, _ in crossed} <= files | {"request", "answer", "progress", "busy", "ping", "pong", "need"}
    assert max(size for way, kind, size in crossed if (way, kind) != ("out", "bytes")) < 60_000


def test_a_published_file_comes_from_the_provider_and_wakes_no_worker(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script(SPY)
    page = context.new_page()
    page.goto(site)
    found = page.evaluate(ASK, {"kind": "Published", "key": "k", "model": "lab", "file": "curves.json"})
    assert found["train"][0]["loss"] > found["train"][-1]["loss"]
    assert page.evaluate("crossed") == []
    context.close()
