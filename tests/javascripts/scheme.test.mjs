// Light or dark: what was chosen, else what the device says, also when it changes its mind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scope.mjs";

/** What the body wears, of a reader whose device is dark or light and who chose something or nothing. */
function page(palette, matches, keep = () => {}) {
  const worn = new Map();
  const dark = { matches, addEventListener: (_, run) => (dark.change = run) };
  const asked = [];
  let press;
  load(["scheme.js"], {
    document: {
      body: { setAttribute: (name, value) => worn.set(name, value), getAttribute: (name) => worn.get(name) },
      addEventListener: (_, run) => (press = (target) => run({ target })),
    },
    matchMedia: (query) => (asked.push(query), dark),
    __md_get: palette,
    __md_set: keep,
  });
  assert.deepEqual(asked, ["(prefers-color-scheme: dark)"]);
  return { dark, scheme: () => worn.get("data-md-color-scheme"), press };
}

const BUTTON = { closest: (which) => (which === ".bar-scheme" ? BUTTON : null) };

test("where nothing was chosen the device decides, and may change its mind", () => {
  assert.equal(page(() => null, false).scheme(), "default");
  const { dark, scheme } = page(() => null, true);
  assert.equal(scheme(), "slate");
  dark.matches = false;
  dark.change();
  assert.equal(scheme(), "default");
});

test("what was chosen on another page holds, whatever the device says", () => {
  const chosen = (scheme) => (name) => (name === "__palette" ? { index: 1, color: { scheme } } : null);
  assert.equal(page(chosen("slate"), false).scheme(), "slate");
  assert.equal(page(chosen("default"), true).scheme(), "default");
});

test("in a closed frame, which has no storage, the device decides", () => {
  const closed = () => {
    throw new Error("SecurityError");
  };
  assert.equal(page(closed, true).scheme(), "slate");
  assert.equal(page(undefined, true).scheme(), "slate");
});

test("the button changes to the other, keeps it for every page, and holds against the device", () => {
  const kept = [];
  const { dark, scheme, press } = page(() => null, true, (...one) => kept.push(one));
  press({ closest: () => null });
  press({});
  assert.deepEqual([scheme(), kept.length], ["slate", 0]);
  press(BUTTON);
  assert.equal(scheme(), "default");
  dark.change();
  assert.equal(scheme(), "default");
  press(BUTTON);
  assert.equal(scheme(), "slate");
  assert.deepEqual(JSON.parse(JSON.stringify(kept)), [["__palette", { color: { scheme: "default" } }], ["__palette", { color: { scheme: "slate" } }]]);
});
