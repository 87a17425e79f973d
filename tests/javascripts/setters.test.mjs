// A link and a slider of round values set the control they name, as a hand would, and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./scope.mjs";

/** A page with one widget, of these controls by name, and what is heard of them. */
function page(controls, { still = false, box = { top: 0, bottom: 500 } } = {}) {
  const heard = [];
  const listeners = {};
  const scrolled = [];
  const form = Object.entries(controls).map(([name, control]) => {
    const made = Object.assign(Object.create(control), { name });
    return Object.assign(made, { dispatchEvent: (event) => heard.push([name, event.type, made.value]) });
  });
  const widget = {
    localName: "live-widget",
    querySelectorAll: () => form,
    getBoundingClientRect: () => box,
    scrollIntoView: (how) => scrolled.push(how),
  };
  const scope = load(["setters.js"], {
    document: {
      addEventListener: (kind, listener) => (listeners[kind] = listener),
      getElementById: (id) => (id === "cross_entropy" ? widget : null),
    },
    customElements: { get: (name) => name === "live-widget" },
    matchMedia: () => ({ matches: still }),
    innerHeight: 800,
  });
  function press(sets, { hash = "#cross_entropy", ...keys } = {}) {
    let stopped = false;
    const link = { dataset: { sets }, hash };
    const target = { closest: () => link };
    listeners.click({ target, button: 0, ...keys, preventDefault: () => (stopped = true) });
    return stopped;
  }
  const slide = (dataset, value) => listeners.input({ target: { dataset, value, closest: () => widget } });
  return { scope, heard, scrolled, press, slide };
}

test("a number of the prose sets the control that it names, which sends its events, and the page stays", () => {
  const { heard, press, scrolled } = page({ p: { value: "0.5" }, q: { value: "1" } });
  assert.equal(press("p=0.49"), true);
  assert.deepEqual(heard, [["p", "input", "0.49"], ["p", "change", "0.49"]]);
  assert.deepEqual(scrolled, []);
});

test("what stands behind the first equals sign is the value, whatever is in it", () => {
  const { wanted } = page({}).scope.nudgeSetters;
  assert.deepEqual(plain(wanted("prompt=a = b")), { name: "prompt", value: "a = b" });
  assert.deepEqual(plain(wanted(" p = 0.1 ")), { name: "p", value: "0.1" });
  assert.equal(wanted("nothing"), undefined);
  assert.equal(wanted("=3"), undefined);
});

test("a link that cannot set anything stays a link", () => {
  const { heard, press } = page({ p: { value: "0.5" }, off: { value: "1", disabled: true } });
  assert.equal(press("other=3"), false);
  assert.equal(press("off=3"), false);
  assert.equal(press("p=0.1", { hash: "#nowhere" }), false);
  assert.equal(press("nothing"), false);
  for (const key of ["ctrlKey", "metaKey", "shiftKey", "altKey"]) assert.equal(press("p=0.1", { [key]: true }), false);
  assert.equal(press("p=0.1", { button: 1 }), false);
  assert.deepEqual(heard, []);
});

test("a value that a menu does not hold is not sent", () => {
  const { heard, press } = page({ shape: { set value(_) {}, get value() { return ""; } } });
  assert.equal(press("shape=oval"), false);
  assert.deepEqual(heard, []);
});

test("a widget that is not on the screen comes gently into view, and at once where motion is not wanted", () => {
  for (const still of [false, true]) {
    const { press, scrolled } = page({ p: { value: "0.5" } }, { still, box: { top: 700, bottom: 1200 } });
    press("p=0.1");
    assert.deepEqual(plain(scrolled), [{ block: "center", behavior: still ? "auto" : "smooth" }]);
  }
  const tall = page({ p: { value: "0.5" } }, { box: { top: 780, bottom: 2000 } });
  tall.press("p=0.1");
  assert.equal(tall.scrolled[0].block, "start");
});

test("a slider of round values sets the field that it names to the value of its place", () => {
  const { heard, slide } = page({ peak: { value: "0.0006" } });
  slide({ sets: "peak", values: "0.00001 0.0001 0.001" }, "2");
  assert.deepEqual(heard, [["peak", "input", "0.001"], ["peak", "change", "0.001"]]);
  slide({}, "1");
  slide(undefined, "1");
  assert.equal(heard.length, 2);
});
