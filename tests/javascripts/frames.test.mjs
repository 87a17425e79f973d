// A frame's leaves are put together from its columns, and land where they belong, all of them or none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain } from "./scope.mjs";

const FILE = {
  p: {
    built: ["0.5"],
    columns: [["0.1", "0.2"], ["bad", "good"], ["62", "70.5"], ["", null]],
    leaves: [
      [[0, 0], "", ["It is ", 1, " at ", 0, "."]],
      [[0, 1], "transform", ["translate(", 2, " 7)"]],
      [[0, 1], "hidden", [3]],
      [[1], "<", ["<b>", 0, "</b>"]],
      [[2], "value", [0]],
    ],
  },
};
const asked = [];
const provider = { text: async (name, options) => asked.push([name, options]) && JSON.stringify(FILE) };
const { nudgeFrames } = load(["frames.js"]);
const frames = await nudgeFrames.load(provider, "frames/x.json");

const words = (data) => ({ nodeType: 3, data, childNodes: [] });
function element(childNodes = [], attributes = {}) {
  return {
    nodeType: 1, childNodes, attributes, innerHTML: "", value: attributes.value,
    getAttribute: (name) => attributes[name] ?? null,
    setAttribute: (name, value) => (attributes[name] = value),
    removeAttribute: (name) => delete attributes[name],
  };
}
const form = () => element([element([words("as built"), element()]), element(), element([], { value: "0.5" })]);

test("the file is asked for by its name, at low priority", () => {
  assert.deepEqual(plain(asked), [["frames/x.json", { priority: "low" }]]);
});

test("only a value that was made has an answer", () => {
  assert.deepEqual([{ p: "0.2" }, { p: "0.3" }, { q: "0.2" }, { p: "0.20" }, { constructor: "name" }, {}].map(frames.answers), [
    true, false, false, false, false, false,
  ]);
});

test("a leaf is put together from words and columns; an attribute that is absent is null", () => {
  assert.deepEqual(plain(frames.leaves({ p: "0.2" })), [
    [[0, 0], "", "It is good at 0.2."],
    [[0, 1], "transform", "translate(70.5 7)"],
    [[0, 1], "hidden", null],
    [[1], "<", "<b>0.2</b>"],
    [[2], "value", "0.2"],
  ]);
});

test("a frame draws every leaf where it belongs, and the next frame of that control replaces it wholly", () => {
  const drawn = form();
  for (const [value, word, hidden] of [["0.1", "bad", ""], ["0.2", "good", undefined], ["0.1", "bad", ""]]) {
    assert.equal(frames.apply(drawn, { p: value }), true);
    const [{ childNodes: [text, group] }, inside, control] = drawn.childNodes;
    assert.equal(text.data, `It is ${word} at ${value}.`);
    assert.equal(group.attributes.hidden, hidden);
    assert.equal(inside.innerHTML, `<b>${value}</b>`);
    assert.deepEqual([control.attributes.value, control.value], [value, value]);
  }
});

test("what stands already is not drawn again", () => {
  const drawn = form();
  frames.apply(drawn, { p: "0.1" });
  const [{ childNodes: [text, group] }, inside, control] = drawn.childNodes;
  const forbidden = () => assert.fail("set again");
  for (const node of [text, group, inside, control]) Object.freeze(Object.assign(node, { setAttribute: forbidden }));
  assert.equal(frames.apply(drawn, { p: "0.1" }), true);
});

test("of controls that answer together each is asked for by name, and one that is not moved stands as built", async () => {
  const file = {
    "line at": {
      built: ["b", "1"],
      columns: [["a", "a", "b", "b"], ["1", "2", "1", "2"], ["a1", "a2", "b1", "b2"]],
      leaves: [[[0], "", [2]]],
    },
    p: { built: ["0"], columns: [["0", "1"]], leaves: [[[0], "", ["p", 0]]] },
  };
  const both = await nudgeFrames.load({ text: async () => JSON.stringify(file) }, "frames/z.json");
  const drawn = element([words("b1")]);
  const shown = (values) => both.apply(drawn, values) && drawn.childNodes[0].data;
  assert.deepEqual(
    [{ at: "2" }, { line: "a" }, { at: "2", line: "a" }, { line: "a", at: "1" }, { p: "1" }].map(shown),
    ["b2", "a1", "a2", "a1", "p1"],
  );
  assert.equal(shown({ at: "1", p: "1" }), false);
  assert.equal(shown({ at: "3" }), false);
});

test("only a control's value follows a leaf of that name", () => {
  const drawn = form();
  frames.apply(drawn, { p: "0.2" });
  assert.equal(drawn.childNodes[0].childNodes[1].value, undefined);
});

test("what a hand has ticked or chosen follows the frame", async () => {
  const boxes = {
    p: { built: ["on"], columns: [["on", "off"], ["", null]], leaves: [[[0], "checked", [1]], [[1], "selected", [1]], [[2], "hidden", [1]]] },
  };
  const { apply } = await nudgeFrames.load({ text: async () => JSON.stringify(boxes) }, "frames/y.json");
  const drawn = element([element(), element(), element()]);
  const [box, option, other] = drawn.childNodes;
  for (const [value, is] of [["on", true], ["off", false], ["on", true]]) {
    apply(drawn, { p: value });
    assert.deepEqual([box.checked, option.selected, "hidden" in other], [is, is, false]);
  }
});

test("without a frame, or on a form that somebody rebuilt, nothing changes", () => {
  const drawn = form();
  assert.equal(frames.apply(drawn, { p: "0.3" }), false);
  assert.equal(frames.apply(undefined, { p: "0.2" }), false);
  drawn.childNodes[0].childNodes[0] = element([words("übersetzt")]);
  assert.equal(frames.apply(drawn, { p: "0.2" }), false);
  drawn.childNodes.pop();
  assert.equal(frames.apply(drawn, { p: "0.2" }), false);
  assert.equal(drawn.childNodes[1].innerHTML, "");
});

test("a file that cannot be fetched is its caller's to say", async () => {
  const gone = { text: () => Promise.reject(new Error("frames/x.json is missing.")) };
  await assert.rejects(nudgeFrames.load(gone, "frames/x.json"), /is missing/);
});
