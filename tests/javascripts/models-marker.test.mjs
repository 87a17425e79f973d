// The page's handle on a marker: how far its files are, and that they come no further when nobody waits for them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, makeClock, plain, settled } from "./scope.mjs";

/** A running handle; `come(name, loaded, total)` brings a part of a file that the worker has asked for. */
async function made() {
  const scope = load(["link.js", "models.js"]);
  const it = { files: new Map(), lists: 0, sum: [], sent: [], next: scope.nudgeNumbers.next };
  const provider = {
    bytes: (name, { onProgress, signal }) =>
      new Promise((resolve, reject) => {
        it.files.set(name, { onProgress, signal });
        signal.addEventListener("abort", () => reject(new Error(`${name} could not be fetched.`)));
      }),
    list: async () => ((it.lists += 1), { "models/tutor/manifest.json": {} }),
    text: async () => '{"bytes": 3}',
    worker: async () => (it.worker = { postMessage: (data) => it.sent.push(data), terminate() {} }),
  };
  it.models = scope.nudgeModels({ provider, clock: makeClock(), onProgress: (sum) => it.sum.push(plain(sum)), onReady: () => it.sum.push("ready") });
  it.say = (data) => it.worker.onmessage({ data });
  it.come = (name, loaded, total) => it.files.get(name).onProgress(loaded, total, name);
  it.mark = (heard, number = it.next()) => {
    const asked = { kind: "MarkText", key: "marks", model: "tutor", passages: ["a"] };
    return Object.assign(it.models.perform(asked, { number, onProgress: (part) => heard.push(plain(part)) }), { number });
  };
  return it;
}

/** The same, with a text to be marked and its files asked for. */
async function marking() {
  const it = await made();
  it.heard = [];
  it.marking = it.mark(it.heard);
  it.marking.catch(() => {});
  await settled();
  it.say({ type: "ready" });
  await settled();
  for (const file of ["marker.onnx", "tokenizer.json"]) it.say({ type: "need", name: `models/tutor/${file}` });
  await settled();
  return it;
}

test("whoever waits for a marker hears how far its files are, in parts, and nothing of the runtime's", async () => {
  const it = await marking();
  it.come("ort.wasm", 0, 3_000_000);
  it.come("models/tutor/marker.onnx", 0, 13_000_000);
  it.come("models/tutor/marker.onnx", 100_000, 13_000_000);
  it.come("models/tutor/marker.onnx", 250_000, 13_000_000);
  it.come("ort.wasm", 3_000_000, 3_000_000);
  it.come("models/tutor/marker.onnx", 13_000_000, 13_000_000);
  assert.deepEqual(it.heard.at(-1), { p: [], loaded: 13_000_000, total: 13_000_000 });
  assert.deepEqual(it.heard.map(({ loaded }) => loaded), [0, 250_000, 13_000_000]);
});

test("when nobody waits any more its files come no further, others do, and the line at the foot goes", async () => {
  const it = await marking();
  it.come("ort.wasm", 10, 10);
  it.come("models/tutor/marker.onnx", 5, 100);
  it.models.drop([it.marking.number]);
  await assert.rejects(it.marking, { dropped: true });
  await settled();
  const given = [...it.files].filter(([, { signal }]) => signal.aborted).map(([name]) => name);
  assert.deepEqual(given, ["models/tutor/marker.onnx", "models/tutor/tokenizer.json"]);
  assert.equal(it.sum.at(-1), "ready");
  const count = it.heard.length;
  it.come("models/tutor/marker.onnx", 50, 100);
  assert.equal(it.heard.length, count);
});

test("files for which another still waits go on coming", async () => {
  const it = await marking();
  const other = it.mark([]);
  other.catch(() => {});
  await settled();
  it.models.drop([it.marking.number]);
  await settled();
  assert.ok([...it.files.values()].every(({ signal }) => !signal.aborted));
  it.models.drop([other.number]);
  assert.ok(it.files.get("models/tutor/marker.onnx").signal.aborted);
});

test("a file that a site may lack is looked for in its list first, and is nothing where it is not there", async () => {
  const it = await made();
  const read = (model, optional) => it.models.perform({ kind: "Published", key: "k", model, file: "manifest.json", optional }, { number: it.next() });
  assert.equal(await read("none", true), null);
  assert.deepEqual(plain(await read("tutor", true)), { bytes: 3 });
  assert.equal(it.lists, 2);
  await read("tutor", false);
  assert.equal(it.lists, 2);
});
