// When a widget is near: after the reader's first move, and only then.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scope.mjs";

/** A page with one widget on its screen that waits to be near. */
function page(connection) {
  const hears = new Map();
  let seen;
  const document = {};
  const { nudgeNear } = load(["near.js"], {
    document,
    navigator: { connection },
    addEventListener: (type, run) => hears.set(type, run),
    removeEventListener: (type) => hears.delete(type),
    IntersectionObserver: function (tell) {
      seen = (target) => tell([{ target, isIntersecting: true }]);
      return { observe: seen, unobserve: () => {} };
    },
  });
  let woke = 0;
  nudgeNear({}, () => (woke += 1));
  return { document, woke: () => woke, happens: (type, target) => hears.get(type)?.({ type, target }) };
}

test("nothing is near before the reader has moved, and once they have, once", () => {
  for (const type of ["pointerdown", "pointermove", "keydown", "touchstart"]) {
    const { woke, happens } = page();
    assert.equal(woke(), 0);
    happens(type, {});
    happens(type, {});
    assert.equal(woke(), 1, type);
  }
});

test("a page that scrolls was moved, a list of contents that the theme scrolls was not", () => {
  const { document, woke, happens } = page();
  happens("scroll", {});
  assert.equal(woke(), 0);
  happens("scroll", document);
  assert.equal(woke(), 1);
});

test("who saves data waits for a touch of the widget itself", () => {
  for (const connection of [{ saveData: true }, { type: "cellular" }]) {
    const { woke, happens } = page(connection);
    happens("pointerdown", {});
    assert.equal(woke(), 0);
  }
});
