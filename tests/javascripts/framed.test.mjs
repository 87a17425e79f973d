// A widget's own page tells its frame how high it is, and sends its links where their ends are.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";
import { load, plain } from "./scope.mjs";

const SCRIPT = readFileSync(new URL("../../docs/javascripts/framed.js", import.meta.url), "utf8");
const LESSON = "https://host/nudge/#cross_entropy";

/** Such a page, in a frame or not, and what it told its parent. */
function page({ framed = true } = {}) {
  const told = [];
  const listeners = {};
  const observed = [];
  const box = { bottom: 600.2 };
  const article = {
    querySelector: (what) => (what === "live-widget" ? { getAttribute: () => "cross_entropy" } : { href: LESSON }),
    getBoundingClientRect: () => box,
  };
  const scope = load([], {
    scrollY: 0,
    ResizeObserver: class {
      constructor(run) {
        observed.push(run);
      }
      observe(element) {
        assert.equal(element, article);
      }
    },
    document: {
      querySelector: () => article,
      getElementById: (id) => (id === "cross_entropy" ? {} : null),
      addEventListener: (event, run) => (listeners[event] = run),
    },
  });
  // A window that is in no frame is its own parent.
  scope.parent = framed ? { postMessage: (message, target) => told.push([plain(message), target]) } : scope;
  vm.runInContext(SCRIPT, scope);
  function link(href) {
    const one = { href, getAttribute: () => one.href };
    listeners.click({ target: { closest: () => one } });
    return { href: one.href, target: one.target };
  }
  return { scope, told, box, link, listeners, resized: () => observed.forEach((run) => run()) };
}

test("a frame is told the widget's name and its height in whole pixels, and again when that changes", () => {
  const { told, box, resized, scope } = page();
  resized();
  resized();
  assert.deepEqual(told, [[{ nudge: "cross_entropy", height: 601 }, "*"]]);
  box.bottom = 500;
  scope.scrollY = 100;
  resized();
  assert.equal(told.length, 2);
  assert.equal(told[1][0].height, 600);
});

test("a page of its own tells nobody", () => {
  const { told, resized } = page({ framed: false });
  resized();
  assert.deepEqual(told, []);
});

test("what stands elsewhere in the lesson is looked for there, and what stands here stays here", () => {
  const { link } = page({ framed: false });
  assert.deepEqual(link("#schedule"), { href: "https://host/nudge/#schedule", target: undefined });
  assert.deepEqual(link("#scale:1:e30"), { href: "https://host/nudge/#scale:1:e30", target: undefined });
  assert.deepEqual(link("#cross_entropy:1:e30"), { href: "#cross_entropy:1:e30", target: undefined });
  assert.deepEqual(link("https://arxiv.org/abs/1"), { href: "https://arxiv.org/abs/1", target: undefined });
});

test("from a frame another page opens beside it", () => {
  const { link } = page();
  assert.equal(link("https://host/nudge/code/#100%").target, "_blank");
  assert.equal(link("#schedule").target, "_blank");
  assert.equal(link("#cross_entropy").target, undefined);
});

test("a link is set right before it can be followed, copied or reached by key", () => {
  const { listeners } = page();
  assert.deepEqual(Object.keys(listeners), ["pointerdown", "focusin", "click"]);
  for (const listener of Object.values(listeners)) listener({ target: { closest: () => null } });
});
