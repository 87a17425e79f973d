// What frames answer before Python is there, and what comes after.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, live, stage } from "./hands.mjs";
import { settled } from "./scope.mjs";

test("a frame answers the first touch; a second control waits and says so; nothing jumps back", async () => {
  const { hand, done, input } = stage();
  hand.awake = false;
  hand.frames = { p: ["0.2"] };
  input("p", "0.2");
  await settled();
  assert.deepEqual(done("frame"), [[{ p: "0.2" }]]);
  input("text", "x");
  assert.deepEqual(done("wait"), [["text"]]);
  hand.resolve();
  await settled();
  assert.deepEqual(done("draw"), [["p=0.2 text="], ["p=0.2 text=x"]]);
});

test("without a frame the first reply is drawn at once", async () => {
  const { hand, done, input } = stage();
  hand.awake = false;
  input("p", "0.2");
  await settled();
  hand.resolve();
  await settled();
  assert.deepEqual(done("draw"), [["p=0.5 text="], ["p=0.2 text="]]);
});

test("a frame whose event is not taken gives way to the first reply", async () => {
  const { hand, done, click } = stage();
  hand.awake = false;
  hand.frames = { flip: ["a"] };
  click("flip", "a");
  await settled();
  hand.there = false;
  hand.resolve();
  await settled();
  assert.deepEqual([done("frame"), done("draw")], [[[{ flip: "a" }]], [["p=0.5 text="]]]);
});

test("a frame answers no control while another waits", () => {
  const { hand, done, input } = stage();
  hand.frames = { p: ["0.2"] };
  input("text", "x");
  input("p", "0.2");
  assert.deepEqual([done("frame"), done("wait")], [[], [["text"], ["p"]]]);
});

test("where Python answers, no frame does, and nothing has to wait", async () => {
  const { hand, done, input } = await live();
  hand.frames = { p: ["0.2"] };
  input("p", "0.2");
  input("text", "x");
  assert.deepEqual([done("frame"), done("wait")], [[], []]);
});

test("controls that answer together each show the last value that they were given", () => {
  const { hand, done, input } = stage();
  hand.awake = false;
  hand.frames = { p: ["0.2", "0.3"], text: ["a", "b"] };
  for (const one of [["p", "0.2"], ["text", "a"], ["p", "0.3"], ["text", "b"]]) input(...one);
  assert.deepEqual(done("frame").map(([values]) => values), [
    { p: "0.2" }, { p: "0.2", text: "a" }, { p: "0.3", text: "a" }, { p: "0.3", text: "b" },
  ]);
  assert.deepEqual(done("wait"), []);
});

test("what was kept shows from a frame before Python is there, and a touch moves on from it", async () => {
  const { widget, hand, done, input } = stage();
  hand.awake = false;
  hand.frames = { p: ["0.9"], text: ["a"] };
  hand.kept.fields = { p: 0.9, text: "" };
  await widget.restored();
  assert.deepEqual(done("frame"), [[{ p: "0.9" }]]);
  input("text", "a");
  assert.deepEqual(done("frame").at(-1), [{ p: "0.9", text: "a" }]);
  await settled();
  hand.resolve();
  await settled();
  assert.deepEqual(done("draw"), [["p=0.9 text=a"]], "nothing jumps back");
});

test("a frame that does not hold what was kept answers nothing", async () => {
  const { widget, hand, done, input } = stage();
  hand.awake = false;
  hand.frames = { p: ["0.2"] };
  hand.kept.fields = { p: 0.9, text: "kept" };
  await widget.restored();
  input("p", "0.2");
  assert.deepEqual([done("frame"), done("wait")], [[], [["p"]]]);
});

test("when all is forgotten before Python is there, the frame is the one as built again", async () => {
  const { widget, hand, done } = stage();
  hand.frames = { p: ["0.9", "0.5"] };
  hand.kept.fields = { p: 0.9, text: "" };
  await widget.restored();
  widget.adopt({ fields: BUILT, drafts: {} });
  assert.deepEqual(done("frame"), [[{ p: "0.9" }], [{ p: "0.5" }]]);
});

test("an answer that comes while a framed touch waits is drawn after it", async () => {
  const { hand, done, input } = stage();
  hand.slow = true;
  hand.frames = { p: ["0.2", "0.3"] };
  input("p", "0.2");
  await settled();
  hand.replies.shift()();
  await settled();
  input("p", "0.3");
  assert.deepEqual(done("draw"), []);
  while (hand.replies.length) {
    hand.replies.shift()();
    await settled();
  }
  assert.deepEqual(done("draw").map(([html]) => html), ["p=0.2 text=", "p=0.3 text="]);
});

test("frames that come late answer what was touched before", async () => {
  const { widget, hand, done, input } = stage();
  hand.awake = false;
  input("p", "0.2");
  hand.frames = { p: ["0.2"] };
  widget.framesCame();
  assert.deepEqual(done("frame"), [[{ p: "0.2" }]]);
});

test("frames that come before anything was touched answer nothing", () => {
  const { widget, done } = stage();
  widget.framesCame();
  assert.deepEqual(done("frame"), []);
});
