// What a hand waits for comes first; what is only near begins when nothing is being moved.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, settled } from "./scope.mjs";

const { nudgeTurns } = load(["turns.js"]);

/** Turns by a clock of the test's own, and what has begun by now. */
function stage({ time = 1000 } = {}) {
  let waiting = [];
  const clock = { setTimeout: (run, left) => waiting.push({ run, at: time + left }) };
  const turns = nudgeTurns(clock, () => time);
  const pass = async (milliseconds) => {
    for (const end = time + milliseconds; time < end; time++) {
      await settled();
      const due = waiting.filter(({ at }) => at <= time);
      waiting = waiting.filter(({ at }) => at > time);
      for (const { run } of due) run();
    }
    await settled();
  };
  const begun = [];
  const begin = (name) => turns.calm().then(() => begun.push(name));
  return { turns, pass, begin, begun };
}

test("where nobody has touched anything, what is near begins at once", async () => {
  const { pass, begin, begun } = stage();
  begin("near");
  await pass(0);
  assert.deepEqual(begun, ["near"]);
});

test("a page that has only just begun counts as one that nobody has touched", async () => {
  const { begin, begun } = stage({ time: 0 });
  begin("near");
  await settled();
  assert.deepEqual(begun, ["near"]);
});

test("by itself it goes by the page's own clock", async () => {
  let time = 5000;
  const left = [];
  const globals = { performance: { now: () => time }, setTimeout: (_, milliseconds) => left.push(milliseconds) };
  const turns = load(["turns.js"], globals).nudgeTurns();
  turns.touch();
  time += 100;
  turns.calm();
  assert.deepEqual(left, [200]);
});

test("what is near waits until nothing was touched for a while", async () => {
  const { turns, pass, begin, begun } = stage();
  turns.touch();
  begin("near");
  await pass(200);
  turns.touch();
  await pass(250);
  assert.deepEqual(begun, []);
  await pass(100);
  assert.deepEqual(begun, ["near"]);
});

test("what is near waits for whatever a hand waits for, and for what was done meanwhile", async () => {
  const { turns, pass, begin, begun } = stage();
  let end;
  const work = turns.first(new Promise((resolve) => (end = resolve)));
  begin("near");
  await pass(2000);
  assert.deepEqual(begun, []);
  end("done");
  assert.equal(await work, "done");
  await pass(200);
  assert.deepEqual(begun, []);
  await pass(800);
  assert.deepEqual(begun, ["near"]);
});

test("work that fails for a hand holds up nobody", async () => {
  const { turns, pass, begin, begun } = stage();
  await assert.rejects(turns.first(Promise.reject(new Error("no"))), /no/);
  begin("near");
  await pass(400);
  assert.deepEqual(begun, ["near"]);
});
