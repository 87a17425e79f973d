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

test("a training is cut into slices of as many steps as fit, between which others are served", async () => {
  for (const [takes, waited] of [[20, 2], [70, 1], [400, 1]]) {
    const it = made({ takes: { "step.sgd.onnx": takes } });
    await lay(it);
    await predict(it, { run: "mine" });
    await train(it, 1);
    it.ran.length = 0;
    const training = train(it, 8);
    const answer = predict(it, { run: "mine" });
    await answer;
    // One slice that had begun, and at most one more.
    assert.ok(it.ran.indexOf("next.onnx") <= 2 * waited, `${takes} ms: ${it.ran}`);
    assert.ok(it.ran.length < 8, `${takes} ms: ${it.ran}`);
    await training;
    assert.equal(it.ran.filter((graph) => graph === "step.sgd.onnx").length, 8);
  }
});

test("a training tells how far it is at most ten times a second, and at its end everything", async () => {
  const it = made({ takes: { "step.sgd.onnx": 30 } });
  await lay(it);
  const began = it.now;
  const { value, progress } = await train(it, 40);
  assert.ok(progress.length >= 5 && progress.length <= (it.now - began) / 100, `${progress.length} in ${it.now - began} ms`);
  assert.ok(progress.every(({ step, losses }) => step === losses.length && step < 40));
  assert.deepEqual([value.step, value.losses.length, value.losses[39], value.norms], [40, 40, 2.5, [1, 1, 1, 1]]);
  assert.ok(Math.abs(value.steps_per_second - 1000 / 30) < 0.01);
});

test("a dropped training ends after its slice, says no more, and goes on from there when it is asked again", async () => {
  const it = made({ takes: { "step.sgd.onnx": 60 } });
  await lay(it);
  let heard = 0;
  const training = train(it, 1000, {}, { onProgress: () => (heard += 1) === 3 && it.drop(training.number) });
  await assert.rejects(training, { dropped: true });
  const reached = it.ran.length;
  assert.ok(reached < 12);
  assert.equal(heard, 3);
  const { value } = await train(it, 1);
  assert.equal(value.step, reached + 1);
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

test("AdamW counts its own steps and keeps its moments, whatever is trained in between", async () => {
  const it = made();
  await lay(it);
  await train(it, 1, { optimizer: "adamw" });
  assert.deepEqual([it.fed.t.data[0], it.fed.m.data[0], it.fed.v.data[0]], [1, 0, 0]);
  await train(it, 3);
  await train(it, 1, { optimizer: "adamw" });
  assert.deepEqual([it.fed.t.data[0], it.fed.m.data[0], it.fed.v.data[0]], [2, 2, 3]);
  const { value } = await lay(it);
  assert.deepEqual([value.step, value.parameters], [LAST.step, SIZE]);
  await train(it, 1, { optimizer: "adamw" });
  assert.deepEqual([it.fed.t.data[0], it.fed.m.data[0]], [1, 0]);
});

test("a run that was kept goes on from there as if nothing had been in between, optimizer and all", async () => {
  const it = made();
  await lay(it);
  await train(it, 2, { optimizer: "adamw" });
  const { value: packed } = await it.ask("Keep", { run: "mine" });
  const on = await train(it, 2, { optimizer: "adamw" });
  const other = made();
  const held = await other.ask("Weights", { ...LAB, run: "mine", packed: structuredClone(packed) });
  assert.deepEqual([held.value.step, held.value.parameters], [2, SIZE]);
  const again = await train(other, 2, { optimizer: "adamw" });
  assert.deepEqual([again.value.step, [...again.value.losses]], [on.value.step, [...on.value.losses]]);
  assert.deepEqual([other.fed.t.data[0], other.fed.m.data[0], other.fed.v.data[0]], [4, 2, 3]);
});

test("kept weights of another model, or of another size of it, are refused with a sentence", async () => {
  const it = made();
  for (const packed of [{ model: "other", flat: new Float32Array(SIZE) }, { model: "lab", flat: new Float32Array(SIZE - 1) }]) {
    await assert.rejects(it.ask("Weights", { ...LAB, run: "mine", packed }), /kept by another version of this page/);
  }
});

test("runs belong to their widget, and are let go with it", async () => {
  const it = made();
  await lay(it);
  await assert.rejects(train(it, 1, { owner: "another" }), /There are no weights called “mine”/);
  await it.ask("Forget", { owner: "another" });
  await train(it, 1);
  await it.ask("Forget", {});
  await assert.rejects(predict(it, { run: "mine" }), /There are no weights called “mine”/);
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

test("weights that are replaced while they are trained end that training with a word", async () => {
  const it = made({ takes: { "step.sgd.onnx": 60 } });
  await lay(it);
  const training = train(it, 100);
  await Promise.all([assert.rejects(training, /replaced while they were being trained/), lay(it)]);
  assert.equal((await train(it, 1)).value.step, 1);
});

test("weights that were dropped on their way take nobody's place", async () => {
  const it = made();
  const laying = lay(it, { moment: 0 });
  it.drop(laying.number);
  await assert.rejects(laying, { dropped: true });
  await assert.rejects(predict(it, { run: "mine" }), /There are no weights called “mine”/);
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
