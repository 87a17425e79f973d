// A widget that fails, dies or starts again: nothing of one life is heard in another, and there is always a way on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { live, stage } from "./hands.mjs";
import { plain, settled } from "./scope.mjs";

test("when Python dies the widget says so, and one press brings it back as it was", async () => {
  const { widget, hand, done, input } = await live();
  input("p", "0.25");
  await settled();
  hand.dead = true;
  input("text", "typed while nobody answered");
  widget.lost("Python does not answer any more.");
  assert.deepEqual(done("show").at(-1), ["failed", "Python does not answer any more."]);
  input("text", "and after that");
  hand.dead = false;
  widget.again();
  await settled();
  assert.equal(widget.phase, "live");
  assert.deepEqual(plain(widget.fields), { p: "0.25", text: "and after that" });
});

test("nothing of an earlier life is heard in a later one", async () => {
  const { widget, hand, done, click } = await live();
  click("ask", "logits");
  await settled();
  const { number, resolve, onProgress } = hand.effects.get("logits");
  widget.lost("gone");
  assert.deepEqual(done("drop"), [[number]]);
  widget.again();
  await settled();
  onProgress("late");
  resolve("late");
  await settled();
  assert.equal(done("call").some(([method]) => method === "answer" || method === "progress"), false);
});

test("a request that fails after its life has ended is told to no later one", async () => {
  const { widget, hand, done, click } = await live();
  click("ask", "logits");
  await settled();
  const { reject } = hand.effects.get("logits");
  widget.lost("gone");
  widget.again();
  await settled();
  reject(new Error("The language model stopped."));
  await settled();
  assert.equal(done("call").some(([method]) => method === "fail"), false);
});

/** The reply that waits comes when another life has begun, and draws nothing. */
async function isNotHeard({ widget, hand, done }) {
  const late = hand.replies.shift();
  widget.lost("gone");
  hand.slow = false;
  widget.again();
  await settled();
  const drawn = done("draw").length;
  late();
  await settled();
  assert.equal(done("draw").length, drawn);
}

test("a late reply to an answer of an earlier life changes nothing", async () => {
  const on = await live();
  const { hand, click } = on;
  click("ask", "logits");
  await settled();
  hand.slow = true;
  hand.effects.get("logits").resolve(5);
  await settled();
  await isNotHeard(on);
});

test("an answer whose call fails stops the widget of its own life, and none of a later one", async () => {
  let refuse;
  const calls = (method) => (method === "answer" ? new Promise((_, reject) => (refuse = reject)) : undefined);
  const { widget, hand, click } = await live({}, calls);
  click("ask", "logits");
  await settled();
  hand.effects.get("logits").resolve(5);
  await settled();
  widget.lost("gone");
  widget.again();
  await settled();
  refuse(new Error("Python stopped."));
  await settled();
  assert.equal(widget.phase, "live");
  click("ask", "logits");
  await settled();
  hand.effects.get("logits").resolve(6);
  await settled();
  refuse(new Error("Python stopped."));
  await settled();
  assert.equal(widget.phase, "failed");
});

test("a late reply to an event of an earlier life changes nothing and stops nothing", async () => {
  const on = await live();
  const { widget, hand, input } = on;
  hand.slow = true;
  input("p", "0.9");
  await isNotHeard(on);
  input("p", "0.1");
  await settled();
  assert.equal(widget.fields.p, "0.1");
});

test("an event with which Python died twice is given up; others are kept", async () => {
  const { widget, hand, done, input, click } = await live();
  hand.deadly = "bomb";
  click("bomb");
  input("text", "kept");
  for (let deaths = 0; deaths < 2; deaths++) {
    widget.lost("gone");
    widget.again();
    await settled();
  }
  assert.equal(done("call").filter(([, name]) => name === "bomb").length, 2);
  assert.equal(widget.fields.text, "kept");
});

test("a widget that raises fails alone, without the event that broke it", async () => {
  const { widget, done, input } = await live();
  input("p", "raise");
  await settled();
  assert.equal(widget.phase, "failed");
  assert.match(done("show").at(-1)[1], /ValueError: no/);
  widget.again();
  await settled();
  assert.equal(widget.phase, "live");
  assert.equal(widget.fields.p, 0.5);
});

test("a failed start says its sentence, and what was typed is answered after the next", async () => {
  const { widget, hand, done, input } = stage();
  hand.awake = false;
  input("text", "kept");
  await settled();
  hand.reject(new Error("python_stdlib.zip is missing; try again."));
  await settled();
  assert.deepEqual(done("show").at(-1), ["failed", "python_stdlib.zip is missing; try again."]);
  hand.awake = true;
  widget.again();
  await settled();
  assert.equal(widget.fields.text, "kept");
});

test("a failed widget is sent nothing", async () => {
  const { widget, done, input } = await live();
  widget.lost("gone");
  const before = done("call").length;
  input("p", "0.7");
  await settled();
  assert.equal(done("call").length, before);
});
