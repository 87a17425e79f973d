// What a reader does goes into ledgers once, whatever is in them, and again after they were cleared.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain, settled } from "./scope.mjs";

/** A page whose ledgers are a table here. */
function page(kept = {}) {
  const followers = {};
  const added = [];
  const tell = (name) => (followers[name] || []).forEach((hear) => hear({ entries: kept[name] || [], trouble: "" }));
  const ledgers = {
    follow(name, { add }, hear) {
      (followers[name] = followers[name] || []).push(hear);
      kept[name] = [...(kept[name] || []), ...add];
      added.push(...add.map(({ id, at }) => [name, id, typeof at]));
      queueMicrotask(() => tell(name));
      return () => (followers[name] = followers[name].filter((one) => one !== hear));
    },
  };
  const scope = load(["done.js"], { nudgeKept: { ledgers } });
  const said = [];
  const widget = (name) => ({ getAttribute: () => name, dispatchEvent: ({ type, bubbles }) => said.push([name, type, bubbles]) });
  return { done: scope.nudgeDone, widget, added, said, followers, clear: (name) => ((kept[name] = []), tell(name)) };
}

test("what was tried and met is added once, with its time, and said to whoever draws it", async () => {
  const { done, widget, added, said } = page();
  for (let times = 0; times < 3; times++) done(widget("scale"), "tried");
  done(widget("scale"), "met");
  await settled();
  assert.deepEqual(plain(added), [["tried", "scale", "number"], ["met", "scale", "number"]]);
  assert.deepEqual(said.at(-1), ["scale", "nudge-met", true]);
});

test("what a ledger holds already, from another visit, is not added", async () => {
  const { done, added } = page({ read: [{ id: "batches", at: 1 }] });
  done.read("batches");
  done.read("schedule");
  await settled();
  assert.deepEqual(plain(added), [["read", "schedule", "number"]]);
});

test("a ledger is followed once however much is done, and one that was cleared takes it again", async () => {
  const { done, added, followers, clear } = page();
  done.read("batches");
  await settled();
  done.read("schedule");
  await settled();
  assert.equal(followers.read.length, 1);
  clear("read");
  done.read("batches");
  await settled();
  assert.deepEqual(plain(added).map(([, id]) => id), ["batches", "schedule", "batches"]);
});
