// One widget's life: it wakes, takes events in order, and hears only the newest answer.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, live, stage } from "./hands.mjs";
import { settled } from "./scope.mjs";

test("a widget sleeps until it is near or touched, and is live at its first reply", async () => {
  const { widget, done } = stage();
  await settled();
  assert.equal(widget.phase, "static");
  widget.wake(false);
  widget.wake(true);
  assert.equal(widget.phase, "waking");
  await settled();
  assert.deepEqual(done("show").map(([phase]) => phase), ["waking", "live"]);
  assert.equal(done("call").length, 1);
});

test("a hand that comes while a widget that is only near gives way is not kept waiting, and it starts once", async () => {
  const { widget, hand, done } = stage();
  hand.awake = false;
  widget.wake(false);
  await settled();
  const near = hand.resolve;
  hand.awake = true;
  widget.wake(true);
  widget.wake(true);
  await settled();
  assert.equal(widget.phase, "live");
  near();
  await settled();
  assert.deepEqual(done("wake"), [[false], [true]]);
  assert.deepEqual(done("call"), [["mount", "widget", JSON.stringify(BUILT)]]);
  assert.deepEqual(done("show").map(([phase]) => phase), ["waking", "live"]);
});

test("a start that was only near and fails late does not stop the one that a hand asked for", async () => {
  const { widget, hand } = stage();
  hand.awake = false;
  widget.wake(false);
  await settled();
  const near = hand.reject;
  hand.awake = true;
  widget.wake(true);
  await settled();
  near(new Error("No network."));
  await settled();
  assert.equal(widget.phase, "live");
});

test("a phase is shown once, however many replies come in it, and without words unless it failed", async () => {
  const { done, input } = await live();
  input("p", "0.2");
  await settled();
  assert.deepEqual(done("show"), [["waking", ""], ["live", ""]]);
});

test("a touch is no mere nearness", async () => {
  const { done, input } = stage();
  input("p", "0.2");
  await settled();
  assert.deepEqual(done("wake"), [[true]]);
});

test("what is done before Python is awake is kept and answered in order", async () => {
  const { widget, hand, done, input, click } = stage();
  hand.awake = false;
  input("p", "0.2");
  input("p", "0.3");
  click("flip", "a");
  click("flip", "b");
  await settled();
  hand.resolve();
  await settled();
  assert.deepEqual(done("call").slice(1), [["event", "p", "0.3"], ["event", "flip", "a"], ["event", "flip", "b"]]);
  assert.equal(widget.phase, "live");
});

test("an input merges only with the newest event, never past another one", async () => {
  const { hand, done, input, click } = await live();
  hand.slow = true;
  input("p", "0.1");
  input("p", "0.2");
  input("p", "0.3");
  click("check");
  input("p", "0.4");
  hand.slow = false;
  hand.replies.shift()();
  await settled();
  // The first was already with Python when the second came.
  assert.deepEqual(done("call").slice(1), [["event", "p", "0.1"], ["event", "p", "0.3"], ["event", "check", ""], ["event", "p", "0.4"]]);
});

test("a press on a picture that is gone is not taken, and that is said", async () => {
  const { hand, done, click } = await live();
  hand.there = false;
  click("candidate", "812");
  await settled();
  assert.equal(done("call").length, 1);
  assert.match(done("say").at(-1)[0], /Choose again/);
});

test("that word goes with the next thing that is done and answered, and not with an answer that nobody asked for now", async () => {
  const { hand, done, click, input } = await live();
  const word = () => done("say").at(-1)[0];
  click("ask", "logits");
  await settled();
  hand.there = false;
  click("candidate", "812");
  await settled();
  hand.effects.get("logits").resolve("late");
  await settled();
  assert.match(word(), /Choose again/);
  hand.slow = true;
  input("p", "0.2");
  await settled();
  assert.match(word(), /Choose again/);
  hand.replies.shift()();
  await settled();
  assert.equal(word(), "");
});

test("an answer reaches the widget only if it is the newest of its key", async () => {
  const { hand, done, click } = await live();
  click("ask", "logits");
  await settled();
  const older = hand.effects.get("logits");
  click("ask", "logits");
  await settled();
  const newer = hand.effects.get("logits");
  assert.notEqual(older.number, newer.number);
  assert.deepEqual(done("drop"), [[older.number]]);
  older.resolve("old");
  newer.resolve("new");
  await settled();
  assert.deepEqual(done("call").filter(([method]) => method === "answer"), [["answer", "logits", "new"]]);
});

test("an answer that comes while Python takes an event is not taken for one of what the event asks", async () => {
  const { hand, done, click } = await live();
  click("ask", "logits");
  await settled();
  const older = hand.effects.get("logits");
  hand.slow = true;
  click("ask", "logits");
  older.resolve("of the old text");
  await settled();
  assert.equal(hand.replies.length, 1);
  hand.replies.shift()();
  await settled();
  hand.effects.get("logits").resolve("of the new one");
  await settled();
  assert.deepEqual(done("call").filter(([method]) => method === "answer"), [["answer", "logits", "of the new one"]]);
});

test("a cancelled request is dropped where it is worked on, and its answer is not heard", async () => {
  const { hand, done, click } = await live();
  click("ask", "chance");
  await settled();
  const { number, resolve } = hand.effects.get("chance");
  click("cancel", "chance");
  await settled();
  assert.deepEqual(done("drop"), [[number]]);
  resolve(0.5);
  await settled();
  assert.equal(done("call").some(([method]) => method === "answer"), false);
});

test("progress keeps a request open until its answer", async () => {
  const { hand, done, click } = await live();
  click("ask", "steps");
  await settled();
  const { onProgress, resolve } = hand.effects.get("steps");
  onProgress(1);
  onProgress(2);
  resolve(3);
  await settled();
  onProgress(4);
  await settled();
  const heard = done("call").filter(([method]) => method !== "mount" && method !== "event");
  assert.deepEqual(heard, [["progress", "steps", 1], ["progress", "steps", 2], ["answer", "steps", 3]]);
});

test("a request that fails is an answer; one that was overtaken is none", async () => {
  const { hand, done, click } = await live();
  click("ask", "a");
  click("ask", "b");
  await settled();
  hand.effects.get("a").reject(new Error("No network."));
  hand.effects.get("b").reject(Object.assign(new Error("overtaken"), { dropped: true }));
  await settled();
  assert.deepEqual(done("call").filter(([method]) => method === "fail"), [["fail", "a", "No network."]]);
});
