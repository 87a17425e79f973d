// One widget's life: nothing is lost, nothing stale is heard, and every failure has a way on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain, settled } from "./scope.mjs";

const { nudgeMachine } = load(["machine.js"]);
const BUILT = { p: 0.5, text: "" };

/**
 * A page and a Python of the test's own. The widget sets fields by events, refuses the value "refuse", stops at
 * "raise", and asks for effects at "ask" (value: the key). Replies wait while `hand.slow` is set; `calls` may answer
 * a method in Python's place.
 */
function stage(overrides = {}, calls = () => undefined) {
  const log = [];
  const hand = { awake: true, slow: false, replies: [], kept: { fields: BUILT, drafts: {} }, there: true, frames: {}, effects: new Map(), number: 0 };
  let python = {};
  const reply = (more = {}) => ({ html: `p=${python.p} text=${python.text}`, state: { ...python }, effects: [], dropped: [], message: "", ...more });
  const methods = {
    mount(id, name, fields) {
      if (JSON.parse(fields).foreign) return { refused: "unknown field 'foreign'" };
      python = JSON.parse(fields);
      return reply();
    },
    event(id, name, value) {
      if (value === "refuse") return reply({ message: "too long" });
      if (value === "raise") return { error: "ValueError: no" };
      if (name === "ask") return reply({ effects: [{ kind: "Predict", key: value }], dropped: hand.effects.has(value) ? [value] : [] });
      if (name === "cancel") return reply({ dropped: [value] });
      python = { ...python, [name]: value };
      return reply();
    },
    answer: (id, key, value) => reply({ html: `answer ${key}=${value}` }),
    progress: (id, key, value) => reply({ html: `progress ${key}=${value}` }),
    fail: (id, key, message) => reply({ html: `fail ${key}: ${message}` }),
    unmount: () => null,
  };
  const host = {
    wake: (touched) => log.push(["wake", touched]) && (hand.awake ? Promise.resolve() : new Promise((resolve, reject) => Object.assign(hand, { resolve, reject }))),
    call(method, ...args) {
      log.push(["call", method, ...args.slice(1)]);
      const instead = calls(method);
      if (instead) return instead;
      if (hand.dead || (method === "event" && args[1] === hand.deadly)) return new Promise(() => {});
      if (!hand.slow) return Promise.resolve(methods[method](...args));
      return new Promise((resolve) => hand.replies.push(() => resolve(methods[method](...args))));
    },
    perform(effect, { number, onProgress }) {
      return new Promise((resolve, reject) => hand.effects.set(effect.key, { number, onProgress, resolve, reject }));
    },
    drop: (numbers) => log.push(["drop", ...numbers]),
    next: () => ++hand.number,
    kept: async () => structuredClone(hand.kept),
    refuse: async () => log.push(["refuse"]),
    valid: (event) => event.merge || hand.there,
    frame: (name, value) => (value in hand.frames ? log.push(["frame", name, value]) > 0 : false),
    ...Object.fromEntries(["replied", "show", "draw", "wait", "say"].map((name) => [name, (...args) => log.push([name, ...args])])),
    ...overrides,
  };
  const widget = nudgeMachine("w", "widget", BUILT, host);
  const done = (kind) => plain(log.filter(([one]) => one === kind).map(([, ...rest]) => rest));
  const input = (name, value) => widget.send({ name, value, merge: true });
  const click = (name, value = "") => widget.send({ name, value, merge: false });
  return { widget, hand, log, done, input, click };
}

async function live(overrides, calls) {
  const on = stage(overrides, calls);
  on.widget.wake(false);
  await settled();
  assert.equal(on.widget.phase, "live");
  return on;
}

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

test("a late reply to an answer of an earlier life changes nothing", async () => {
  const { widget, hand, done, click } = await live();
  click("ask", "logits");
  await settled();
  hand.slow = true;
  hand.effects.get("logits").resolve(5);
  await settled();
  const late = hand.replies.shift();
  widget.lost("gone");
  hand.slow = false;
  widget.again();
  await settled();
  const drawn = done("draw").length;
  late();
  await settled();
  assert.equal(done("draw").length, drawn);
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
  const { widget, hand, done, input } = await live();
  hand.slow = true;
  input("p", "0.9");
  const late = hand.replies.shift();
  widget.lost("gone");
  hand.slow = false;
  widget.again();
  await settled();
  const drawn = done("draw").length;
  late();
  await settled();
  assert.equal(done("draw").length, drawn);
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

test("what is kept is told of every State, and of the event that Python took for it; never of a refused one", async () => {
  const { done, input } = await live();
  input("text", "refuse");
  await settled();
  input("text", "short");
  await settled();
  const told = done("replied").map(([state, event]) => [state.text, event && event.value]);
  assert.deepEqual(told, [["", null], ["", null], ["short", "short"]]);
});

test("what was kept is mounted", async () => {
  const { widget, hand, done, input } = stage();
  hand.kept.fields = { p: 0.9, text: "last week" };
  widget.wake(true);
  await settled();
  assert.deepEqual(done("call")[0], ["mount", "widget", JSON.stringify(hand.kept.fields)]);
  input("p", "0.1");
  await settled();
  assert.deepEqual(plain(widget.fields), { p: "0.1", text: "last week" });
});

test("a text that stood in a box and in no State is answered after the mount, unless the box was typed into since", async () => {
  const { widget, hand, done, input } = stage();
  hand.kept.drafts = { text: "too early", p: "0.1" };
  input("text", "newer");
  widget.wake(true);
  await settled();
  assert.deepEqual(done("call").slice(1), [["event", "text", "newer"], ["event", "p", "0.1"]]);
});

test("a kept State that the widget does not take goes beside, and the widget starts as built", async () => {
  const { widget, hand, done } = stage();
  hand.kept.fields = { foreign: true };
  widget.wake(true);
  await settled();
  assert.equal(done("refuse").length, 1);
  assert.equal(widget.phase, "live");
  assert.deepEqual(plain(widget.fields), BUILT);
});

test("a widget that does not take even the State as built says so", async () => {
  const { widget, done } = stage({ call: async () => ({ refused: "unknown field 'p'" }) });
  widget.wake(true);
  await settled();
  assert.equal(widget.phase, "failed");
  assert.match(done("show").at(-1)[1], /unknown field 'p'/);
});

test("a frame answers the first touch; a second control waits and says so; nothing jumps back", async () => {
  const { hand, done, input } = stage();
  hand.awake = false;
  hand.frames = { 0.2: true };
  input("p", "0.2");
  await settled();
  assert.deepEqual(done("frame"), [["p", "0.2"]]);
  input("text", "x");
  assert.deepEqual(done("wait"), [["text"]]);
  hand.resolve();
  await settled();
  assert.deepEqual(done("draw"), [["p=0.2 text="], ["p=0.2 text=x"]]);
});

test("a frame never answers a State that was kept", async () => {
  const { widget, hand, done, input } = stage();
  hand.awake = false;
  hand.frames = { 0.2: true };
  hand.kept.fields = { p: 0.9, text: "" };
  await widget.restored();
  input("p", "0.2");
  assert.deepEqual(done("frame"), []);
  assert.deepEqual(done("wait"), [["p"]]);
});

test("frames that come late answer what was touched before", async () => {
  const { widget, hand, done, input } = stage();
  hand.awake = false;
  input("p", "0.2");
  hand.frames = { 0.2: true };
  widget.framesCame();
  assert.deepEqual(done("frame"), [["p", "0.2"]]);
});

test("a widget that leaves the page is unmounted, its requests dropped, and it can come back", async () => {
  const { widget, hand, done, input, click } = await live();
  input("p", "0.3");
  click("ask", "logits");
  await settled();
  widget.leave();
  assert.deepEqual(done("drop"), [[hand.effects.get("logits").number]]);
  assert.deepEqual(done("call").at(-1), ["unmount"]);
  widget.wake(false);
  await settled();
  assert.equal(widget.fields.p, "0.3");
});

test("another version is mounted afresh, and its texts are answered", async () => {
  const { widget, done } = await live();
  widget.adopt({ fields: { p: 0.7, text: "theirs" }, drafts: { text: "and a draft" } });
  await settled();
  assert.deepEqual(plain(widget.fields), { p: 0.7, text: "and a draft" });
  assert.deepEqual(done("call").slice(-2).map(([method]) => method), ["mount", "event"]);
});

test("what waited for Python belongs to the version that goes, and is not answered in the one that comes", async () => {
  const { widget, hand, done, input, click } = stage();
  hand.awake = false;
  input("text", "to be forgotten");
  click("flip", "a");
  await settled();
  hand.awake = true;
  widget.adopt({ fields: BUILT, drafts: {} });
  await settled();
  hand.resolve();
  await settled();
  assert.equal(widget.phase, "live");
  assert.deepEqual(plain(widget.fields), BUILT);
  assert.deepEqual(done("call").map(([method]) => method), ["mount"]);
});

test("a version that comes while the widget sleeps is what it wakes with", async () => {
  const { widget } = stage();
  await widget.restored();
  widget.adopt({ fields: { p: 0.7, text: "" }, drafts: {} });
  assert.equal(widget.phase, "static");
  widget.wake(true);
  await settled();
  assert.equal(widget.fields.p, 0.7);
});
