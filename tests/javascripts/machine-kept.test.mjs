// What was kept, left or changed elsewhere, in one widget's life.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, live, stage } from "./hands.mjs";
import { plain, settled } from "./scope.mjs";

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
  assert.deepEqual(done("refuse"), [], "nothing was kept that could go beside");
});

test("a text that is typed before Python is awake takes the place of the one that was kept", async () => {
  const { widget, hand, done, input } = stage();
  hand.awake = false;
  hand.kept.drafts = { text: "kept" };
  widget.wake(true);
  await settled();
  input("text", "newer");
  hand.resolve();
  await settled();
  assert.deepEqual(done("call").slice(1), [["event", "text", "newer"]]);
});

test("what a widget that has left would have refused stays where it is", async () => {
  const { widget, hand, done } = stage();
  hand.slow = true;
  hand.kept.fields = { foreign: true };
  widget.wake(true);
  await settled();
  widget.leave();
  hand.replies.shift()();
  await settled();
  assert.deepEqual(done("refuse"), []);
});

test("a widget that leaves while it starts as built shows nothing more", async () => {
  const { widget, hand, done } = stage();
  hand.slow = true;
  hand.kept.fields = { foreign: true };
  widget.wake(true);
  await settled();
  hand.replies.shift()();
  await settled();
  widget.leave();
  hand.replies.shift()();
  await settled();
  assert.deepEqual([done("draw"), done("replied"), widget.phase], [[], [], "static"]);
});

test("a widget that leaves the page is unmounted, its requests dropped, and it can come back", async () => {
  const { widget, hand, done, input, click } = await live();
  input("p", "0.3");
  click("ask", "logits");
  await settled();
  widget.leave();
  assert.deepEqual(done("drop"), [[hand.effects.get("logits").number]]);
  assert.deepEqual(done("call").at(-1), ["unmount"]);
  assert.deepEqual(done("show").at(-1), ["static", ""]);
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

test("what a link carries is shown, Python asleep or not", async () => {
  for (const begin of [async () => stage(), () => live()]) {
    const { widget, done } = await begin();
    await widget.restored();
    widget.visit({ ...BUILT, p: 0.9 });
    await settled();
    assert.equal(widget.phase, "live");
    assert.deepEqual(plain(widget.fields), { ...BUILT, p: 0.9 });
    assert.equal(done("draw").at(-1)[0], "p=0.9 text=");
    assert.deepEqual(done("refuse"), []);
    assert.deepEqual(done("linked"), [[{ ...BUILT, p: 0.9 }]], "kept once Python has taken it");
  }
});

test("a link that the widget does not take gives way to what stood there before", async () => {
  const unlink = () => ({ fields: { ...BUILT, p: 0.3 }, drafts: {} });
  const { widget, done } = await live({ unlink });
  widget.visit({ ...BUILT, foreign: 1 });
  await settled();
  assert.equal(widget.phase, "live");
  assert.deepEqual(plain(widget.fields), { ...BUILT, p: 0.3 });
  assert.deepEqual(done("refuse"), [], "what is kept is nothing to be put beside");
  assert.deepEqual(done("linked"), [], "and the link's is not kept");
});

test("nor does a link stay under which the widget stops", async () => {
  const unlink = () => ({ fields: { ...BUILT, p: 0.3 }, drafts: {} });
  let stops = false;
  const { widget, done } = await live({ unlink }, (method) => {
    if (method !== "mount" || !stops) return undefined;
    stops = false;
    return Promise.resolve({ error: "OverflowError: no" });
  });
  stops = true;
  widget.visit({ ...BUILT, p: 0.9 });
  await settled();
  assert.equal(widget.phase, "live");
  assert.deepEqual(plain(widget.fields), { ...BUILT, p: 0.3 });
  assert.deepEqual(done("linked"), []);
});

test("a widget that had failed comes back by a link", async () => {
  const { widget, input } = await live();
  input("text", "raise");
  await settled();
  assert.equal(widget.phase, "failed");
  widget.visit({ ...BUILT, p: 0.9 });
  await settled();
  assert.equal(widget.phase, "live");
});
