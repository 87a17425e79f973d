"""What the laboratory costs: steps a second like for like and to the eye, and the memory of its page."""

import time
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.bench.visits import REST, Figures, Visit
from widgets.embed.model import Model
from widgets.embed.published import published
from widgets.engine import Trained, TrainStep, Weights

# Of the sample, as much as the laboratory reads; a run of so many steps to the eye, and so many alike on both sides.
TEXT, STEPS, ALIKE, WARM = 400_000, 200, 100, 5
PIECES, CONTEXT, RATE = 8, 64, 1e-3


def laboratory(visit: Visit) -> Figures:
    """Steps a second of 8 pieces of 64 tokens: to the eye, in the page's worker alone, and in Python on one thread.

    To the eye is a run as a reader sees it, held-out losses and samples in it. The other two do the same steps, of the
    same graph on the same text, one after the other in this order. `memory` is the most that the process of the page
    held, in bytes: the browser's own part of it, Python and the model.
    """
    visit.open("/nudge/laboratory/")
    visit.page.wait_for_load_state("load")
    visit.run("async () => { bench.touch('training_lab'); await bench.when(() => bench.isLive('training_lab')); }")
    visit.page.wait_for_timeout(2 * REST)
    before = _renderers(visit.page.context.browser)
    took = visit.run(
        """async (steps) => {
      const read = (name) => Number(document.querySelector(`#training_lab output[name=${name}]`)?.dataset.value ?? 0);
      bench.set(document.querySelector("#training_lab input[name=steps]"), String(steps));
      document.querySelector("#training_lab button[name=start]").click();
      const begun = await bench.when(() => read("step") > 0 && read("step") < steps / 2);
      const first = read("step");
      await bench.when(() => read("step") >= steps);
      return (performance.now() - begun) / (steps - first);
    }""",
        STEPS,
    )
    memory = _renderers(visit.page.context.browser)
    visit.page.wait_for_timeout(REST)
    text = published("demo", "stories.txt").read_text(encoding="utf-8")[:TEXT]
    alike = visit.run(
        """async (text, warm, steps, rate, pieces, context) => {
      const { models } = nudgePython, run = "bench", key = "k";
      const ask = (effect) => models.perform({ key, run, ...effect }, { number: nudgeNumbers.next(), owner: run });
      const size = { batch_size: pieces, context, optimizer: "adamw", seed: 0 };
      const train = (count) => ask({ kind: "TrainStep", text, rates: Array(count).fill(rate), ...size });
      await ask({ kind: "Weights", model: "lab", moment: -1, seed: 1 });
      await train(warm);
      const begun = performance.now();
      await train(steps);
      return (performance.now() - begun) / steps;
    }""",
        *(text, WARM, ALIKE, RATE, PIECES, CONTEXT),
    )
    return {
        "page": 1000 / took,
        "worker": 1000 / alike,
        "python": _native(text),
        "memory before": max(before),
        "memory": max(memory),
    }


def _native(text: str) -> float:
    """Steps a second of the published graph, on one thread of this machine."""
    model = Model()
    model.perform(Weights("k", "bench", "lab", seed=1))
    for count in (WARM, ALIKE):
        begun = time.perf_counter()
        trained = model.perform(TrainStep("k", "bench", text, (RATE,) * count, PIECES, CONTEXT, "adamw"))
        took = time.perf_counter() - begun
    if not isinstance(trained, Trained):
        raise TypeError(trained)
    return ALIKE / took


def _renderers(browser: Browser | None) -> list[float]:
    """The most memory that each process of a page has held so far, in bytes as Linux counts; the largest is ours."""
    if browser is None:
        raise ValueError("a page without a browser")
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    ids = [one["id"] for one in processes if one["type"] == "renderer"]
    lines = (line for id in ids for line in Path(f"/proc/{id}/status").read_text().splitlines())
    return [float(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")]
