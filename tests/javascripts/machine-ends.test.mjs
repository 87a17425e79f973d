// What comes at a phase that it does not belong to changes nothing; what does, happens once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, live, stage } from "./hands.mjs";
import { plain, settled } from "./scope.mjs";

test("a widget that sleeps does not mind that Python is gone", () => {
  const { widget, done } = stage();
  widget.lost("gone");
  assert.equal(widget.phase, "static");
  assert.deepEqual(done("show"), []);
});

test("a widget that waits for Python hears that it is gone", async () => {
  const { widget, hand, done } = stage();
  hand.awake = false;
  widget.wake(true);
  widget.lost("gone");
  assert.deepEqual(done("show"), [["waking", ""], ["failed", "gone"]]);
});

test("a widget that has failed fails no second time, and does not fall asleep when it leaves", async () => {
  const { widget, done } = await live();
  widget.lost("gone");
  widget.lost("gone again");
  widget.leave();
  assert.deepEqual(done("show").slice(2), [["failed", "gone"]]);
  assert.equal(widget.phase, "failed");
});

test("only what has failed starts again, for a hand that asks for it", async () => {
  const { widget, done } = await live();
  widget.again();
  await settled();
  assert.deepEqual([done("wake"), done("show").length], [[[false]], 2]);
  widget.lost("gone");
  widget.again();
  await settled();
  assert.deepEqual(done("wake"), [[false], [true]]);
});

test("a widget that sleeps has nothing to leave", () => {
  const { widget, done } = stage();
  widget.leave();
  assert.deepEqual([done("show"), done("call")], [[], []]);
});

test("a widget that leaves before it is mounted is not unmounted", async () => {
  const { widget, hand, done } = stage();
  hand.awake = false;
  widget.wake(true);
  await settled();
  widget.leave();
  assert.deepEqual(done("call"), []);
  assert.equal(widget.phase, "static");
});

test("another version drops what the one before it asked for, and starts for a hand", async () => {
  const { widget, hand, done, click } = await live();
  click("ask", "logits");
  await settled();
  widget.adopt({ fields: BUILT, drafts: {} });
  assert.deepEqual(done("drop"), [[hand.effects.get("logits").number]]);
  await settled();
  assert.deepEqual(done("wake"), [[false], [true]]);
});

test("another version that comes during a start is the one that is mounted", async () => {
  const { widget, hand } = stage();
  hand.slow = true;
  widget.wake(true);
  await settled();
  widget.adopt({ fields: { p: 0.7, text: "theirs" }, drafts: {} });
  await settled();
  for (const reply of hand.replies) reply();
  await settled();
  assert.equal(widget.phase, "live");
  assert.deepEqual(plain(widget.fields), { p: 0.7, text: "theirs" });
});

test("an event whose call fails is kept, and answered after the next start", async () => {
  let broken = true;
  const calls = (method) => (method === "event" && broken ? Promise.reject(new Error("Python stopped.")) : undefined);
  const { widget, done, input } = await live({}, calls);
  input("p", "0.2");
  await settled();
  assert.deepEqual(done("show").at(-1), ["failed", "Python stopped."]);
  broken = false;
  widget.again();
  await settled();
  assert.equal(widget.fields.p, "0.2");
});

test("a late reply of an earlier life takes no event of a later one for answered", async () => {
  const { widget, hand, input } = await live();
  hand.slow = true;
  const reply = async () => {
    hand.replies.shift()();
    await settled();
  };
  input("p", "0.9");
  const late = hand.replies.shift();
  widget.lost("gone");
  widget.again();
  await settled();
  await reply();
  input("text", "x");
  late();
  await settled();
  await reply();
  await reply();
  assert.deepEqual(plain(widget.fields), { p: "0.9", text: "x" });
});

test("what is typed into a widget that has failed takes the place of what was sent in vain", async () => {
  const { widget, hand, done, input } = await live();
  hand.dead = true;
  input("text", "one");
  widget.lost("gone");
  input("text", "two");
  hand.dead = false;
  widget.again();
  await settled();
  assert.deepEqual(done("call").slice(2), [["mount", "widget", JSON.stringify(BUILT)], ["event", "text", "two"]]);
});
