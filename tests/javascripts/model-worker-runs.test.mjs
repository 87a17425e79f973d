// Runs in the model worker: trained in slices, dropped, kept and gone on with, each its widget's own.
import assert from "node:assert/strict";
import { test } from "node:test";

import { LAB, LAST, SIZE, asked, lay, made, predict, train } from "./counting.mjs";

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

test("before the first of large steps it asks for the patience that a slow phone needs, and before that of small ones for none", async () => {
  const it = made();
  await lay(it);
  await train(it, 1);
  const busy = () => it.sent.filter(({ type }) => type === "busy").length;
  const before = busy();
  await train(it, 1, { batch_size: 8, context: 64, text: "The cat sat on the mat. ".repeat(60) });
  assert.equal(busy(), before);
  await train(it, 1, { batch_size: 64, context: 256, text: "The cat sat on the mat. ".repeat(60) });
  assert.ok(busy() === before + 1 && it.sent.findLast(({ type }) => type === "busy").seconds >= 60);
});
