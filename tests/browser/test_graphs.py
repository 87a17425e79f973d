"""In Chromium's WebAssembly every output of the published graphs is what it is in Python; no later token is heard."""

import base64
import json
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from widgets.embed import published
from widgets.embed.model import runtime
from widgets.embed.vendor import RUNTIME

MODELS = Path("docs/models")
NAMES = sorted(path.parent.name for path in MODELS.glob("*/next.onnx"))
TEXT = "Once upon a time there was a little cat. The cat sat on the mat, and the dog ran after the red ball."
STEPS = 3
SGD_RATE, ADAMW_RATE = 1.0, 1e-3

Arrays: TypeAlias = dict[str, NDArray[np.float32]]

# Weights go from graph to graph as one array; every output comes to Python whole, as base64.
RUN = """async ({model, moment, ids, other, steps, rates}) => {
  const {provider} = nudgePython;
  const bytes = name => provider.bytes(`models/${model}/${name}`);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = await await provider.bytes("ort.wasm");
  const open = async name => ort.InferenceSession.create(await bytes(name), {executionProviders: ["wasm"]});
  const longs = row => new ort.Tensor("int64", BigInt64Array.from(row, BigInt), [1, row.length]);
  const scalar = x => new ort.Tensor("float32", Float32Array.of(x), []);
  const layout = JSON.parse(new TextDecoder().decode(await bytes("weights.json")));
  const {buffer} = await bytes(moment);
  const values = new Float32Array(layout.size);
  for (const part of layout.parts) {
    const [rows, columns] = part.shape;
    if (part.ints_at === undefined) values.set(new Float32Array(buffer, part.floats_at, rows), part.start);
    else {
      const ints = new Int8Array(buffer, part.ints_at, rows * columns);
      const scales = new Float32Array(buffer, part.scales_at, rows);
      ints.forEach((whole, i) => { values[part.start + i] = whole * scales[Math.floor(i / columns)]; });
    }
  }
  const flat = new ort.Tensor("float32", values, [values.length]);
  const forward = await open("forward.onnx");
  const batch = {ids: longs(ids.slice(0, -1)), targets: longs(ids.slice(1))};
  const said = {
    weights: {flat},
    forward: await forward.run({flat, ids: longs(ids)}),
    changed: await forward.run({flat, ids: longs(other)}),
    next: await (await open("next.onnx")).run({flat, ids: longs(ids)}),
    sgd: await (await open("step.sgd.onnx")).run({flat, ...batch, learning_rate: scalar(rates[0])}),
  };
  const adamw = await open("step.adamw.onnx");
  const zeros = () => new ort.Tensor("float32", new Float32Array(flat.data.length), flat.dims);
  let state = {next: flat, next_m: zeros(), next_v: zeros()};
  for (let t = 1; t <= steps; t++) {
    const weights = {flat: state.next, m: state.next_m, v: state.next_v};
    state = await adamw.run({...weights, t: scalar(t), ...batch, learning_rate: scalar(rates[1])});
    said[`adamw ${t}`] = t < steps ? {loss: state.loss, nll: state.nll, norms: state.norms} : state;
  }
  const base64 = ({data}) => new Promise(done => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1] || "");
    reader.readAsDataURL(new Blob([data]));
  });
  const found = {};
  for (const [graph, outputs] of Object.entries(said)) {
    found[graph] = {};
    for (const name of Object.keys(outputs)) found[graph][name] = [outputs[name].dims, await base64(outputs[name])];
  }
  return found;
}"""


def _in_page(page: Page, **given: Any) -> dict[str, Arrays]:
    found: dict[str, Any] = page.evaluate(RUN, given)
    return {
        graph: {
            name: np.frombuffer(base64.b64decode(data), "<f4").reshape(dims) for name, (dims, data) in outputs.items()
        }
        for graph, outputs in found.items()
    }


def _in_python(name: str, ids: list[int], other: list[int]) -> dict[str, Arrays]:
    folder = MODELS / name
    flat = published.weights(published.moment(name)[1])

    def run(graph: str, **feed: Any) -> Arrays:
        session = runtime(folder / f"{graph}.onnx")
        names = [output.name for output in session.get_outputs()]
        arrays = {key: np.array(value, np.float32) if np.ndim(value) == 0 else value for key, value in feed.items()}
        return dict(zip(names, session.run(names, arrays), strict=True))

    row, changed = (np.array([tokens], dtype=np.int64) for tokens in (ids, other))
    batch = {"ids": row[:, :-1], "targets": row[:, 1:]}
    said = {
        "weights": {"flat": flat},
        "forward": run("forward", flat=flat, ids=row),
        "changed": run("forward", flat=flat, ids=changed),
        "next": run("next", flat=flat, ids=row),
        "sgd": run("step.sgd", flat=flat, **batch, learning_rate=SGD_RATE),
    }
    state = {"next": flat, "next_m": np.zeros_like(flat), "next_v": np.zeros_like(flat)}
    for t in range(1, STEPS + 1):
        weights = {"flat": state["next"], "m": state["next_m"], "v": state["next_v"]}
        state = run("step.adamw", **weights, t=t, **batch, learning_rate=ADAMW_RATE)
        small = {key: state[key] for key in ("loss", "nll", "norms")}
        said[f"adamw {t}"] = small if t < STEPS else state
    return said


def _moved(name: str, found: NDArray[np.float32], expected: NDArray[np.float32], before: NDArray[np.float32]) -> float:
    """How far two ends of a way are apart, as a share of the way, in the parameter where that is most."""
    layout = json.loads((MODELS / name / "weights.json").read_text())
    shares = []
    for part in layout["parts"]:
        place = slice(part["start"], part["start"] + int(np.prod(part["shape"])))
        way = np.linalg.norm(expected[place].astype(np.float64) - before[place])
        shares.append(np.linalg.norm(expected[place].astype(np.float64) - found[place]) / way)
    return float(np.max(shares))


@pytest.mark.parametrize("name", NAMES)
def test_wasm_computes_what_python_computes(page: Page, site: str, name: str) -> None:
    coder = published.tokens(published.published(name, "tokenizer.json"))
    ids = [coder.endoftext, *coder.encode(TEXT)]
    half = len(ids) // 2
    other = ids[: half + 1] + [(token + 7) % 256 for token in ids[half + 1 :]]
    # Laid into the page from outside: its own policy lets no script be added.
    page.add_init_script((RUNTIME / "ort.js").read_text(encoding="utf-8") + ";globalThis.ort = ort")
    page.goto(site)
    moment = published.moment(name)[1].relative_to(MODELS.resolve() / name).as_posix()
    rates = [SGD_RATE, ADAMW_RATE]
    found = _in_page(page, model=name, moment=moment, ids=ids, other=other, steps=STEPS, rates=rates)
    expected = _in_python(name, ids, other)
    assert {graph: set(outputs) for graph, outputs in found.items()} == {
        graph: set(outputs) for graph, outputs in expected.items()
    }
    flat = expected["weights"]["flat"]
    assert np.array_equal(found["weights"]["flat"], flat)
    for graph, outputs in expected.items():
        for output, wanted in outputs.items():
            got, where = found[graph][output], f"{graph}: {output}"
            assert got.shape == wanted.shape, where
            if output in ("next", "next_m", "next_v"):
                start = flat if output == "next" else np.zeros_like(flat)
                # AdamW moves a weight whose gradient is next to nothing by the rounding of that nothing.
                assert _moved(name, got, wanted, start) < (1e-2 if output == "next" else 1e-3), where
            elif output == "norms":
                assert np.abs(got / wanted - 1).max() < 1e-4, where
            else:
                assert np.abs(got - wanted).max() < 1e-4, where
    assert found[f"adamw {STEPS}"]["loss"] < found["adamw 1"]["loss"]
    logits, changed = found["forward"]["logits"], found["changed"]["logits"]
    assert np.abs(found["next"]["logits"] - logits[-1]).max() < 1e-4
    # The second half is another text; what is said up to there must not move.
    assert np.abs(changed[: half + 1] - logits[: half + 1]).max() < 1e-5
    assert np.abs(changed[half + 1 :] - logits[half + 1 :]).max() > 0.1
