// A key presses the button that names it, in the widget that has the focus, and nowhere where it writes or means more.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./scope.mjs";

/** A widget with two buttons that name keys, and what was pressed. */
function stage() {
  const pressed = [];
  let hear;
  const buttons = ["1", "2"].map((press) => ({ dataset: { press }, click: () => pressed.push(press) }));
  load(["keys.js"], { document: { addEventListener: (kind, run) => (hear = run) } });
  /** Press a key on an element of this tag; `widget` says whether it lies in one. */
  function press(key, { tag = "button", widget = true, ...more } = {}) {
    const event = { key, ...more, taken: false, preventDefault: () => (event.taken = true) };
    event.target = {
      matches: (selector) => selector.split(", ").includes(tag),
      closest: () => (widget ? { querySelectorAll: () => buttons } : null),
    };
    hear(event);
    return event.taken;
  }
  return { pressed, press };
}

test("a key presses its own button, and is then nobody else's", () => {
  const { pressed, press } = stage();
  assert.equal(press("2"), true);
  assert.equal(press("1"), true);
  assert.deepEqual(pressed, ["2", "1"]);
});

test("a key that no button names, and one outside of a widget, are left alone", () => {
  const { pressed, press } = stage();
  assert.deepEqual([press("3"), press("1", { widget: false })], [false, false]);
  assert.deepEqual(pressed, []);
});

test("where a key writes or chooses it does that", () => {
  const { pressed, press } = stage();
  for (const tag of ["input", "textarea", "select"]) assert.equal(press("1", { tag }), false);
  assert.deepEqual(pressed, []);
});

test("a key that is held, or held with another, presses nothing", () => {
  const { pressed, press } = stage();
  for (const more of ["ctrlKey", "metaKey", "altKey", "repeat", "isComposing"]) assert.equal(press("1", { [more]: true }), false);
  assert.deepEqual(pressed, []);
});
