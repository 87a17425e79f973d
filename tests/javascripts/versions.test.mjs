import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain } from "./scope.mjs";

const { version, same, holds, box, merge, spared, isSound, writings } = load(["versions.js"]).nudgeVersions;
const fields = (explanation, shape = "cosine") => version({ explanation, shape });
const merged = (...versions) => plain(merge(...versions, ["explanation"]));

test("what only the other tab changed is taken from there", () => {
  const { version: both, lost } = merged(fields(""), fields("", "linear"), fields("theirs"));
  assert.deepEqual(both.fields, { explanation: "theirs", shape: "linear" });
  assert.deepEqual(lost, []);
});

test("of a text that both changed mine stays and theirs is kept beside", () => {
  const { version: both, lost } = merged(fields(""), fields("mine"), fields("theirs"));
  assert.equal(both.fields.explanation, "mine");
  assert.deepEqual(lost, [{ field: "explanation", text: "theirs" }]);
});

test("of a choice that both changed mine stays, and a choice is no text to keep", () => {
  const { version: both, lost } = merged(fields("", "cosine"), fields("", "linear"), fields("", "constant"));
  assert.equal(both.fields.shape, "linear");
  assert.deepEqual(lost, []);
});

test("what I wrote over myself is not kept", () => {
  assert.deepEqual(merged(fields("old"), fields("new"), fields("old", "linear")).lost, []);
});

test("a draft is a text, whatever its field", () => {
  const draft = (text) => version({ shape: "cosine" }, { name: text });
  assert.deepEqual(plain(merge(version({ shape: "cosine" }), draft("mine"), draft("theirs"), [])).lost, [{ field: "name", text: "theirs" }]);
});

test("a text that stands within mine is not kept twice", () => {
  assert.deepEqual(merged(fields(""), fields("one two three"), fields("two")).lost, []);
  assert.deepEqual(merged(fields(""), fields("one and three"), fields("one three")).lost, []);
});

test("an emptied box stays empty, and what the other tab wrote there is kept beside", () => {
  const { version: both, lost } = merged(fields("old"), fields(""), fields("old and new"));
  assert.equal(both.fields.explanation, "");
  assert.deepEqual(lost, [{ field: "explanation", text: "old and new" }]);
});

test("a draft is what stands in the box, whatever the State holds", () => {
  const { version: both, lost } = merged(fields(""), version({ explanation: "" }, { explanation: "early" }), fields("stored"));
  assert.equal(box(both, "explanation"), "early");
  assert.deepEqual(lost, [{ field: "explanation", text: "stored" }]);
});

test("a text that only went from my box into the State gives way to what the other tab wrote since", () => {
  const drafted = (text) => version(fields("").fields, { explanation: text });
  assert.deepEqual(merged(drafted("same"), fields("same"), drafted("newer")), { version: plain(drafted("newer")), lost: [] });
  assert.deepEqual(merged(drafted("same"), fields("same", "linear"), fields("same")).version, plain(fields("same", "linear")));
});

test("a text that only went from their box into the State is not kept beside what I wrote since", () => {
  const drafted = (text) => version(fields("").fields, { explanation: text });
  assert.deepEqual(merged(drafted("abc"), drafted("abd"), fields("abc")), { version: plain(drafted("abd")), lost: [] });
});

test("a draft that the other tab finished goes, and its State comes", () => {
  const before = version({ explanation: "" }, { explanation: "half" });
  assert.deepEqual(merged(before, before, fields("half a text")).version, plain(fields("half a text")));
});

test("a field that one side never had was not changed by it", () => {
  assert.equal(merged(fields("old", "linear"), fields("new", "linear"), version({ explanation: "old" })).version.fields.shape, "linear");
});

test("where nothing is stored any more all is mine", () => {
  assert.deepEqual(merged(fields("a"), fields("a"), null), { version: plain(fields("a")), lost: [] });
});

test("whatever two tabs write, no text of either is lost", () => {
  const texts = ["", "a", "ab", "b", "ba", "abc", " b "];
  const versions = texts.flatMap((text) => [version({ explanation: text }), version({ explanation: "x" }, { explanation: text })]);
  for (const before of versions) {
    for (const mine of versions) {
      for (const theirs of versions) {
        const { version: both, lost } = merge(before, mine, theirs, ["explanation"]);
        const found = [box(both, "explanation"), ...lost.map(({ text }) => text)];
        for (const side of [mine, theirs]) {
          const text = box(side, "explanation");
          const overtaken = text === box(before, "explanation");
          assert.ok(overtaken || text.trim() === "" || found.some((one) => holds(one, text)), plain([before, mine, theirs]));
        }
      }
    }
  }
});

test("asides are spared only where their words stand", () => {
  const texts = ["a", "a ", "ab", "abc", "b", "bc", "axb", " "];
  for (const first of texts) {
    for (const second of texts) {
      for (const third of texts) {
        const asides = [first, second, third].map((text) => ({ field: "explanation", text }));
        const kept = spared(asides, fields("c"));
        for (const { text } of asides) {
          assert.ok(text.trim() === "" || kept.some((one) => holds(one.text, text)), `${first}|${second}|${third}`);
        }
        for (const one of kept) assert.ok(!kept.some((other) => other !== one && holds(other.text, one.text)));
      }
    }
  }
});

test("what lies inside or was written on in one place is held, nothing else", () => {
  for (const [text, part] of [["one two", "two"], ["one two", "oneo"], ["same", "same"], ["same", " same\n"], ["a", ""]]) assert.ok(holds(text, part), `${text}|${part}`);
  for (const [text, part] of [["one two", "two one"], ["one", "one two"], ["abcd", "acb"], ["aa", "aaa"], [undefined, "a"], ["a", 1]]) {
    assert.ok(!holds(text, part), `${text}|${part}`);
  }
});

test("equal values are equal in any order of names, and only then", () => {
  assert.ok(same({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }));
  for (const other of [{ a: 1 }, { a: 1, b: 2, c: 3 }, { a: 1, c: 2 }, [1, 2], null, 1]) assert.ok(!same({ a: 1, b: 2 }, other));
  assert.ok(!same([1], { 0: 1 }));
  assert.ok(same(NaN, NaN));
});

test("only a value of this version and shape is sound", () => {
  const good = { version: 1, fields: {}, drafts: { a: "x" }, aside: [{ field: "a", text: "x" }], revision: 1 };
  assert.ok(isSound(good));
  const bad = [{ version: 2 }, { fields: [] }, { fields: null }, { drafts: { a: 1 } }, { aside: {} }, { aside: [1] }, { aside: [{ field: "a" }] }, { revision: "1" }, { revision: NaN }];
  for (const change of bad) assert.ok(!isSound({ ...good, ...change }), JSON.stringify(change));
  for (const value of [null, undefined, 1, "text", [], [good]]) assert.ok(!isSound(value));
});

test("the texts of a value that cannot be used are found, however deep, and words of a machine are not", () => {
  const ring = { deep: { explanation: "word" } };
  ring.self = ring;
  const found = plain(writings({ ring, shape: "cosine", more: ["written by me"], bytes: new Uint8Array(9), n: 3, no: null }, ["explanation"]));
  assert.ok(found.some(({ field, text }) => field === "explanation" && text === "word"));
  assert.ok(found.some(({ field, text }) => field === "more" && text === "written by me"));
  assert.ok(!found.some(({ text }) => text === "cosine"));
});
