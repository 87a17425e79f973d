"""In Chromium's WebAssembly the published graphs say what they say in Python: losses, steps, attention, and no leak."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from widgets.embed import host
from widgets.ml import tokenizer
from widgets.ml.losses import token_losses

MODELS = Path("docs/models")
NAMES = sorted(path.parent.name for path in MODELS.glob("*/forward.onnx"))
TEXT = "Once upon a time there was a little cat. The cat sat on the mat, and the dog ran after the red ball."
STEPS = 3

# Everything that is large stays in the page: weights go from graph to graph as one array.
RUN = """async ({model, moment, ids, other, steps}) => {
  const bytes = async name => new Uint8Array(await (await fetch(`models/${model}/${name}`)).arrayBuffer());
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = await (await fetch("vendor/ort.wasm")).arrayBuffer();
  const open = async name => ort.InferenceSession.create(await bytes(name), {executionProviders: ["wasm"]});
  const longs = (row, dims) => new ort.Tensor("int64", BigInt64Array.from(row, BigInt), dims || [1, row.length]);
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
  const next = await (await open("next.onnx")).run({flat, ids: longs(ids)});
  const forward = await open("forward.onnx");
  const said = await forward.run({flat, ids: longs(ids)});
  const changed = await forward.run({flat, ids: longs(other)});
  const batch = {ids: longs(ids.slice(0, -1)), targets: longs(ids.slice(1))};
  const sgd = await (await open("step.sgd.onnx")).run({flat, ...batch, learning_rate: scalar(0.1)});
  const adamw = await open("step.adamw.onnx");
  const zeros = () => new ort.Tensor("float32", new Float32Array(flat.data.length), flat.dims);
  let state = {next: flat, next_m: zeros(), next_v: zeros()};
  const losses = [];
  for (let t = 1; t <= steps; t++) {
    state = await adamw.run({flat: state.next, m: state.next_m, v: state.next_v, t: scalar(t), ...batch,
                             learning_rate: scalar(1e-3)});
    losses.push(state.loss.data[0]);
  }
  const ends = name => [...state[name].data.slice(0, 1000)];
  return {
    last: [...next.logits.data], logits: [...said.logits.data], changed: [...changed.logits.data],
    attention: [...said.attention.data],
    loss: sgd.loss.data[0], nll: [...sgd.nll.data], norms: [...sgd.norms.data],
    moved: Math.max(...Array.from({length: 1000}, (_, i) => Math.abs(sgd.next.data[i] - flat.data[i]))),
    first: [...sgd.next.data.slice(0, 1000)], losses, weights: ends("next"), m: ends("next_m"), v: ends("next_v"),
  };
}"""


def _python(name: str, ids: list[int]) -> dict[str, Any]:
    folder = MODELS / name
    flat, _ = host.weights(host.last_moment(name))
    row = np.array([ids], dtype=np.int64)
    logits, attention = host.runtime(folder / "forward.onnx").run(["logits", "attention"], {"flat": flat, "ids": row})
    batch = {"ids": row[:, :-1], "targets": row[:, 1:]}
    rate = np.array(0.1, dtype=np.float32)
    following, loss, nll, norms = host.runtime(folder / "step.sgd.onnx").run(
        ["next", "loss", "nll", "norms"], {"flat": flat, **batch, "learning_rate": rate}
    )
    adamw, losses = host.runtime(folder / "step.adamw.onnx"), []
    m, v = np.zeros_like(flat), np.zeros_like(flat)
    for t in range(1, STEPS + 1):
        scalars = {"t": np.array(t, dtype=np.float32), "learning_rate": np.array(1e-3, dtype=np.float32)}
        flat, m, v, found = adamw.run(
            ["next", "next_m", "next_v", "loss"], {"flat": flat, "m": m, "v": v, **batch, **scalars}
        )
        losses.append(float(found))
    return {
        "logits": logits,
        "attention": attention,
        "loss": float(loss),
        "nll": nll[0],
        "norms": norms,
        "first": following[:1000],
        "losses": losses,
        "weights": flat[:1000],
        "m": m[:1000],
        "v": v[:1000],
    }


@pytest.mark.parametrize("name", NAMES)
def test_wasm_computes_what_python_computes(page: Page, site: str, name: str) -> None:
    host.install_tokenizers()
    ids = tokenizer.get(name).encode_document(TEXT)
    half = len(ids) // 2
    other = ids[: half + 1] + [(token + 7) % 256 for token in ids[half + 1 :]]
    page.goto(site + "sources/")
    page.goto(site)
    page.add_script_tag(url=site + "vendor/ort.js")
    moment = host.last_moment(name).relative_to(MODELS.resolve() / name).as_posix()
    found = page.evaluate(RUN, {"model": name, "moment": moment, "ids": ids, "other": other, "steps": STEPS})
    expected = _python(name, ids)
    logits = np.array(found["logits"]).reshape(expected["logits"].shape)
    assert np.abs(logits - expected["logits"]).max() < 1e-4
    assert np.abs(np.array(found["last"]) - expected["logits"][-1]).max() < 1e-4
    assert np.abs(np.array(found["attention"]) - expected["attention"].ravel()).max() < 1e-4
    assert found["loss"] == pytest.approx(expected["loss"], abs=1e-4)
    assert np.abs(np.array(found["nll"]) - expected["nll"]).max() < 1e-4
    assert found["norms"] == pytest.approx(expected["norms"].tolist(), rel=1e-4)
    assert found["moved"] > 0
    assert np.abs(np.array(found["first"]) - expected["first"]).max() < 1e-4
    assert found["losses"] == pytest.approx(expected["losses"], abs=1e-4)
    for name_ in ("weights", "m", "v"):
        scale = 1 if name_ == "weights" else np.abs(expected[name_]).max()
        assert np.abs(np.array(found[name_]) - expected[name_]).max() < 1e-4 * scale
    assert found["losses"][-1] < found["losses"][0]
    # The second half is another text; what the first half was charged must not move.
    changed = np.array(found["changed"]).reshape(logits.shape)
    before, after = (token_losses(rows[:half], ids[1 : half + 1]) for rows in (logits, changed))
    assert np.abs(after - before).max() < 1e-5
    assert np.abs(changed[half + 1 :] - logits[half + 1 :]).max() > 0.1
