// Where a reader is, what was in view for long enough, and how it is said.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain } from "./scope.mjs";

const { nudgeProgress } = load(["progress.js"]);
const { current, inView, dwell, unmarked, doneWith, words, both } = nudgeProgress;

test("a reader is at the last heading above the line, and nowhere before the first", () => {
  assert.equal(current([500, 900, 1300], 400), -1);
  assert.equal(current([400, 900, 1300], 400), 0);
  assert.equal(current([-900, -100, 300], 400), 2);
});

test("an end is in view between the two edges, themselves included", () => {
  const ends = new Map([["above", 99], ["first", 100], ["last", 800], ["below", 801]]);
  assert.deepEqual(plain(inView(ends, { from: 100, to: 800 })), ["first", "last"]);
});

test("what stays in view for three seconds is done, and not before", () => {
  const staying = dwell(3000);
  assert.deepEqual(plain(staying.look(["a"], 1000)), { done: [], wait: 3000 });
  assert.deepEqual(plain(staying.look(["a"], 3999)), { done: [], wait: 1 });
  assert.deepEqual(plain(staying.look(["a"], 4000)), { done: ["a"], wait: Infinity });
});

test("what was away in between begins anew", () => {
  const staying = dwell(3000);
  staying.look(["a"], 0);
  staying.look([], 2000);
  assert.deepEqual(plain(staying.look(["a"], 2500)), { done: [], wait: 3000 });
  assert.deepEqual(plain(staying.look(["a"], 5500)).done, ["a"]);
});

test("of two that stay the next look is for the one that is due first", () => {
  const staying = dwell(3000);
  staying.look(["a"], 0);
  assert.equal(staying.look(["a", "b"], 1000).wait, 2000);
  assert.deepEqual(plain(staying.look(["a", "b"], 3000)), { done: ["a"], wait: 1000 });
});

test("nothing in view asks for no further look", () => {
  assert.deepEqual(plain(dwell(3000).look([], 0)), { done: [], wait: Infinity });
});

test("what was done is said behind a title, in one order", () => {
  assert.equal(words([]), "");
  assert.equal(words(["read"]), ", read");
  assert.equal(words(["read", "answered"]), ", read and answered");
  const marks = { ...unmarked(["a", "b"]), "a tried": true, "a read": true, "a answered": true, "a met": true };
  assert.equal(words(doneWith(marks, "a")), ", read, tried, met and answered");
  assert.deepEqual(plain(doneWith(marks, "b")), []);
});

test("what was done in one place or the other was done, and of unknown concepts nothing is taken", () => {
  const one = { ...unmarked(["a"]), "a read": true };
  const made = both(one, { "a tried": true, "gone read": true });
  assert.deepEqual(plain(made), { "a read": true, "a tried": true, "a met": false, "a answered": false });
});
