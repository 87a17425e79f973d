// The model worker takes turns, gives way, lets go of what was dropped, and keeps its weights to itself. The runtime is
// one of the test's own; that the numbers are right, test_parity.py holds with onnxruntime itself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { LAB, LAST, SIZE, VOCABULARY, asked, lay, made, predict, train } from "./counting.mjs";
import { file } from "./worker.mjs";

test("it is ready at once, answers a ping while it waits, and fetches nothing before it is asked", async () => {
  const it = made();
  assert.deepEqual(it.sent.map(({ type }) => type), ["ready"]);
  const answer = predict(it);
  it.tell({ type: "ping" });
  assert.equal(it.sent.at(-1).type, "pong");
  await answer;
});

test("every file is asked for once, however many wait for it", async () => {
  const it = made();
  await Promise.all([predict(it), predict(it, { text: "Once" }), it.ask("Score", { ...LAB, text: "Once" })]);
  const names = asked(it);
  assert.deepEqual(names, [...new Set(names)]);
  assert.ok(names.includes("ort.wasm") && names.includes(`models/lab/${LAST.file}`));
  assert.deepEqual(it.made.sort(), ["forward.onnx", "next.onnx"]);
});

test("a file that did not come is told in the page's words, and asked for again by the next", async () => {
  const missing = new Set(["models/lab/next.onnx"]);
  const it = made({ missing });
  await assert.rejects(predict(it), /^Error: models\/lab\/next\.onnx is missing on the site's host/);
  missing.clear();
  assert.equal((await predict(it)).value.length, 2);
});

test("while its weights are on their way the tokens are told alone, and afterwards only the whole", async () => {
  const it = made();
  const first = await predict(it);
  assert.equal(first.progress.length, 1);
  const [part] = first.progress;
  assert.deepEqual(part.tokens.map(({ text }) => text).join(""), "The cat");
  assert.deepEqual([part.logits, part.best, part.read], [[], [], 2]);
  assert.equal((await predict(it)).progress.length, 0);
});

test("nothing runs beside another, whatever is asked at once", async () => {
  const it = made();
  await lay(it);
  await Promise.all([train(it, 3), predict(it), it.ask("Score", { ...LAB, text: "The cat" }), predict(it, { run: "mine" })]);
  assert.equal(it.most, 1);
  assert.equal(it.ran.length, 6);
});

test("the ten best come most likely first, and of equals the lower id", async () => {
  const it = made();
  const { value } = await predict(it);
  assert.deepEqual(value.best.map(({ id }) => id), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const scored = await it.ask("Score", { ...LAB, text: "The cat" });
  for (const { token, rank, loss, best } of scored.value.positions.map(JSON.parse)) {
    assert.equal(rank, token.id);
    assert.ok(Math.abs(loss - Math.log(VOCABULARY)) < 1e-12);
    assert.ok(best.every(({ p }) => Math.abs(p - 1 / VOCABULARY) < 1e-12));
  }
});

test("whoever types on is told the losses before as they were, and only what is new is run for", async () => {
  const it = made();
  const score = async (text, more) => (await it.ask("Score", { ...LAB, text, ...more })).value.positions;
  const short = await score("The cat");
  const long = await score("The cat sat");
  assert.deepEqual(long.slice(0, short.length), short);
  assert.deepEqual(await score("The cat"), short);
  assert.equal(it.ran.length, 2);
  await score("A cat sat");
  assert.equal(it.ran.length, 3);
});

test("what weights of a run say is never taken for what the published ones say, nor kept", async () => {
  const it = made();
  await lay(it);
  for (const run of ["", "mine", "mine", ""]) await it.ask("Score", { ...LAB, text: "The cat", run });
  assert.deepEqual(it.ran, ["forward.onnx", "forward.onnx", "forward.onnx"]);
});

test("what is dropped before its turn never runs", async () => {
  const it = made();
  await predict(it);
  await lay(it);
  it.ran.length = 0;
  const training = train(it, 2);
  const dropped = predict(it);
  it.drop(dropped.number);
  await assert.rejects(dropped, { dropped: true });
  await training;
  assert.ok(!it.ran.includes("next.onnx"));
});

test("no weight leaves the worker but to be kept: whatever else is asked, what it sends stays small", async () => {
  const it = made({ takes: { "step.adamw.onnx": 60 } });
  await lay(it);
  await lay(it, { run: "fresh", seed: 5 });
  await train(it, 20, { optimizer: "adamw" });
  await predict(it, { run: "mine" });
  await it.ask("Score", { ...LAB, text: "The cat", run: "mine" });
  const sizes = it.sent.map(({ transfer, ...message }) => weight(message));
  assert.ok(Math.max(...sizes) < 20_000, `${Math.max(...sizes)} bytes`);
  assert.ok(sizes.reduce((sum, size) => sum + size) < 4 * SIZE);
});

/** About how many bytes a message takes. */
function weight(value) {
  if (ArrayBuffer.isView(value)) return value.buffer.byteLength;
  if (value && typeof value === "object") return Object.entries(value).reduce((sum, [key, one]) => sum + key.length + weight(one), 0);
  return typeof value === "string" ? 2 * value.length : 8;
}

test("logits are handed over and not copied", async () => {
  const it = made();
  const { value } = await predict(it);
  const message = it.sent.at(-1);
  assert.equal(message.transfer.length, 1);
  assert.equal(message.transfer[0], value.logits.buffer);
});

test("a probe runs step by step, gives way in between, and lets go when it is dropped", async () => {
  const it = made({ takes: { "step.sgd.onnx": 60 } });
  const ask = (more) => it.ask("Probe", { ...LAB, text: "The cat", answer: " sat", group: "block 1", ...more });
  const { value } = await ask();
  assert.deepEqual(it.ran, [...Array(2).fill("step.sgd.onnx"), ...Array(2).fill("forward.onnx"), ...Array(2).fill("step.sgd.onnx"), "forward.onnx"]);
  assert.deepEqual([value.part, value.place.length, value.groups.length, value.norms.length], ["blocks.0.norm_1.weight", 1, 4, 4]);
  // Every token is as likely as any other, whatever the weights are.
  const count = value.answer.length;
  assert.ok(Math.abs(value.loss - count * Math.log(VOCABULARY)) < 1e-9);
  assert.equal(value.difference, 0);
  it.ran.length = 0;
  const dropped = ask();
  await predict(it);
  it.drop(dropped.number);
  await assert.rejects(dropped, { dropped: true });
  assert.ok(it.ran.filter((graph) => graph === "step.sgd.onnx").length < 4, `${it.ran}`);
});

test("a probe of no answer asks about the token that comes first, and one before any text takes one step less", async () => {
  const it = made();
  const { value } = await it.ask("Probe", { ...LAB, text: "", answer: "", group: "norm" });
  assert.deepEqual(value.answer.map(({ id }) => id), [0]);
  assert.equal(it.ran.filter((graph) => graph === "step.sgd.onnx").length, 2);
});

test("a moment that was never published is named", async () => {
  await assert.rejects(lay(made(), { moment: 17 }), /This model has no moment at step 17\./);
});

test("a runtime that fails ends the worker with a sentence for people, and never with its own words", async () => {
  for (const broken of [{ create: new Error("wasm://0x1f: CompileError") }, { "next.onnx": new Error("RuntimeError: unreachable") }]) {
    await assert.rejects(predict(made({ broken })), { failed: true, message: "The language model broke off; try again." });
  }
  const full = { "next.onnx": new RangeError("WebAssembly.Memory(): could not allocate memory") };
  await assert.rejects(predict(made({ broken: full })), { failed: true, message: /needs more memory than the browser gives it/ });
});

test("before a long piece of work it asks for patience", async () => {
  const it = made({ takes: { "step.sgd.onnx": 3000 } });
  await lay(it);
  await train(it, 3);
  const busy = it.sent.filter(({ type }) => type === "busy").map(({ seconds }) => seconds);
  assert.equal(busy[0], 60);
  assert.ok(busy.length >= 3 && busy.at(-1) >= 30);
});
