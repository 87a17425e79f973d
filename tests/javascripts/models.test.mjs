// The page's handle on the language model: started at the first effect, afresh after every end, and never left waiting.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, makeClock, plain, settled } from "./scope.mjs";

/** The model's handle with workers of the test's own; `files` is what the provider has as text. */
function made(files = {}) {
  const scope = load(["link.js", "models.js"]);
  const it = { workers: [], ended: [], sum: [], files: [], next: scope.nudgeNumbers.next };
  const provider = {
    async bytes(name, { onProgress }) {
      it.files.push(name);
      onProgress(0, 10, name);
      if (it.late) await it.late;
      onProgress(10, 10, name);
      return new TextEncoder().encode(name);
    },
    async text(name) {
      if (!(name in files)) throw new Error(`${name} did not arrive.`);
      return files[name];
    },
    async worker(kind) {
      const worker = { kind, sent: [], postMessage: (data) => worker.sent.push(data), terminate: () => (worker.over = true) };
      it.workers.push(worker);
      return worker;
    },
  };
  const heard = { onProgress: (sum) => it.sum.push(sum), onReady: () => it.sum.push("ready"), onEnd: (message) => it.ended.push(message) };
  it.models = scope.nudgeModels({ provider, clock: makeClock(), ...heard });
  it.say = (data) => it.workers.at(-1).onmessage({ data });
  it.asked = () => it.workers.at(-1).sent.filter(({ type }) => type === "request");
  it.predict = (options) => it.models.perform({ kind: "Predict", key: "k", model: "demo", text: "a" }, { number: it.next(), ...options });
  return it;
}

/** The same, with a worker that is ready. */
async function running(files) {
  const it = made(files);
  const first = it.predict();
  await settled();
  it.say({ type: "ready" });
  await settled();
  it.say({ type: "answer", number: it.asked()[0].number, value: "first" });
  assert.equal(await first, "first");
  return it;
}

test("no worker is made before the first effect that needs it, and one serves them all", async () => {
  const it = made({ "models/demo/curves.json": "[1, 2]" });
  const curves = { kind: "Published", key: "k", model: "demo", file: "curves.json" };
  assert.deepEqual(plain(await it.models.perform(curves, { number: it.next() })), [1, 2]);
  assert.equal(it.workers.length, 0);
  const two = [it.predict(), it.predict()];
  await settled();
  it.say({ type: "ready" });
  await settled();
  assert.deepEqual(it.workers.map(({ kind }) => kind), ["model"]);
  for (const { number } of it.asked()) it.say({ type: "answer", number, value: number });
  assert.deepEqual(await Promise.all(two), it.asked().map(({ number }) => number));
});

test("with the worker comes its runtime, and nothing else before it is asked for", async () => {
  assert.deepEqual((await running()).files, ["ort.wasm"]);
});

test("a worker that runs is asked within the turn, so that it thinks while the page draws", async () => {
  const it = await running();
  const before = it.asked().length;
  it.predict();
  assert.equal(it.asked().length, before + 1);
});

test("it says which effects it performs", () => {
  assert.deepEqual(plain(made().models.kinds), ["Predict", "Score", "Attend", "Tokenize", "Evaluate", "Write", "Weights", "Keep", "TrainStep", "Probe", "MarkText", "Published"]);
});

test("an effect of no widget belongs to nobody", async () => {
  assert.equal((await running()).asked()[0].owner, "");
});

test("the model's files are counted until all have come and it has answered; a long answer is no loading", async () => {
  const it = made();
  let come;
  it.late = new Promise((resolve) => (come = resolve));
  const answer = it.predict();
  await settled();
  assert.deepEqual(plain(it.sum), [{ loaded: 0, total: 10 }]);
  it.say({ type: "ready" });
  await settled();
  const [{ number }] = it.asked();
  it.say({ type: "progress", number, value: "the tokens" });
  await settled();
  assert.equal(it.sum.includes("ready"), false);
  come();
  await settled();
  assert.deepEqual(plain(it.sum.at(-1)), { loaded: 10, total: 10 });
  it.say({ type: "answer", number, value: "bets" });
  assert.equal(await answer, "bets");
  await settled();
  assert.deepEqual(plain(it.sum.slice(1)), [{ loaded: 10, total: 10 }, "ready"]);
  it.predict().catch(() => {});
  await settled();
  it.say({ type: "answer", number: it.asked()[1].number, value: "bets" });
  await settled();
  assert.equal(it.sum.length, 3);
});

test("an effect reaches the worker whole, with the widget that owns its runs", async () => {
  const it = await running();
  it.predict({ owner: "next_token" }).catch(() => {});
  await settled();
  const { number, ...asked } = it.asked()[1];
  assert.deepEqual({ ...asked }, { type: "request", kind: "Predict", key: "k", model: "demo", text: "a", owner: "next_token" });
});

test("parts of an answer reach whoever asked", async () => {
  const it = await running();
  const parts = [];
  const answer = it.predict({ onProgress: (part) => parts.push(part) });
  await settled();
  const { number } = it.asked()[1];
  it.say({ type: "progress", number, value: "half" });
  it.say({ type: "answer", number, value: "whole" });
  assert.equal(await answer, "whole");
  assert.deepEqual(parts, ["half"]);
});

test("a runtime that failed to start is told, ended, and tried afresh at the next effect", async () => {
  const it = made();
  const first = it.predict();
  await settled();
  it.say({ type: "ready" });
  await settled();
  it.say({ type: "failed", message: "The language model broke off; try again." });
  await assert.rejects(first, /^Error: The language model broke off; try again\.$/);
  assert.equal(it.workers[0].over, true);
  assert.deepEqual(it.ended, ["The language model broke off; try again."]);
  const second = it.predict();
  await settled();
  assert.equal(it.workers.length, 2);
  it.say({ type: "ready" });
  await settled();
  it.say({ type: "answer", number: it.asked()[0].number, value: "better" });
  assert.equal(await second, "better");
});

test("everything that is open rejects with a sentence when the worker dies", async () => {
  const it = await running();
  const open = [it.predict(), it.predict()];
  await settled();
  it.workers[0].onerror({ message: "out of memory" });
  for (const one of open) await assert.rejects(one, /The language model stopped \(out of memory\); start it again\./);
});

test("what waits for a start that fails rejects with the reason", async () => {
  const it = made();
  const waiting = [it.predict(), it.predict()];
  await settled();
  it.say({ type: "failed", message: "ort.wasm came damaged." });
  for (const one of waiting) await assert.rejects(one, /ort\.wasm came damaged\./);
});

test("what is dropped before the worker is ready never reaches it", async () => {
  const it = made();
  const number = it.next();
  const dropped = it.predict({ number });
  const kept = it.predict();
  await settled();
  it.models.drop([number]);
  it.say({ type: "ready" });
  await assert.rejects(dropped, { dropped: true, message: "A newer request has taken its place." });
  await settled();
  assert.equal(it.asked().length, 1);
  it.say({ type: "answer", number: it.asked()[0].number, value: "kept" });
  assert.equal(await kept, "kept");
});

test("what is dropped while the worker is at it is given up there too", async () => {
  const it = await running();
  const number = it.next();
  const dropped = it.predict({ number });
  await settled();
  it.models.drop([number]);
  await assert.rejects(dropped, { dropped: true });
  assert.deepEqual(plain(it.workers[0].sent.at(-1)), { type: "drop", numbers: [number] });
});

test("a published file that did not come, or is no JSON, is named", async () => {
  const it = made({ "models/demo/noise.json": "<!doctype html>" });
  const read = (file) => it.models.perform({ kind: "Published", key: "k", model: "demo", file }, { number: it.next() });
  await assert.rejects(read("noise.json"), /models\/demo\/noise\.json is no JSON; reload the page\./);
  await assert.rejects(read("curves.json"), /models\/demo\/curves\.json did not arrive\./);
});

test("a published file that is no JSON by its name is its text", async () => {
  const it = made({ "models/demo/stories.txt": "Once upon a time" });
  const asked = { kind: "Published", key: "k", model: "demo", file: "stories.txt" };
  assert.equal(await it.models.perform(asked, { number: it.next() }), "Once upon a time");
});

test("a widget that left the page lets go of its weights, and wakes no worker for that", async () => {
  const asleep = made();
  asleep.models.forget("training_lab");
  await settled();
  assert.equal(asleep.workers.length, 0);
  const it = await running();
  it.models.forget("training_lab");
  await settled();
  const { kind, owner } = it.asked().at(-1);
  assert.deepEqual([kind, owner], ["Forget", "training_lab"]);
});
