// New markup is laid on the form alone: what is typed, opened or focused stays. The morphing itself runs in a browser's
// tests; here stands what it is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scope.mjs";

/** An element with what patch.js asks of one: `is` are the selectors it matches. */
const element = (is, more = {}) => ({ matches: (selector) => selector.split(", ").some((one) => is.includes(one)), ...more });
const BODY = element(["body"]);

/**
 * A widget of these controls, patched once.
 * @param {object} options
 * @param {object[]} options.controls of the form after the patch
 * @param {object} [options.active] what has the focus before; with `gone` the patch takes it away
 * @param {object[]} [options.awaited] parts of the new markup that wait; `shown` are those of the old one, by name
 * @param {string[]} [options.held] names of controls that hold what is in no State
 */
function patched({ controls = [], active = BODY, gone = false, awaited = [], shown = {}, held = [] }) {
  const seen = { focused: [], replaced: [] };
  for (const control of controls) control.focus = () => seen.focused.push(control);
  for (const part of awaited) part.replaceWith = (kept) => seen.replaced.push(kept);
  const form = {
    getBoundingClientRect() {},
    contains: (one) => one !== BODY && one !== undefined,
    querySelector: (selector) => shown[selector.match(/data-part="(.*)"/)[1]] || null,
    querySelectorAll: (selector) => controls.filter((control) => control.matches(selector)),
  };
  const document = { activeElement: active, body: BODY };
  const next = element(["form"]);
  const waiting = (selector) => (selector === "[data-part][aria-busy=true]" ? awaited : []);
  const content = { firstElementChild: next, querySelectorAll: waiting };
  document.createElement = (tag) => (tag === "template" ? { content } : {});
  const Idiomorph = {
    morph(old, fresh, options) {
      Object.assign(seen, { old, fresh, options });
      if (gone) document.activeElement = BODY;
    },
  };
  const widget = { querySelector: (selector) => (selector === ":scope > form" ? form : null), focus: () => seen.focused.push(widget) };
  load(["patch.js"], { document, Idiomorph, nudgeChanges: { cut: (markup) => [markup] } }).nudgePatch(widget, "<form></form>", (name) => held.includes(name));
  return { ...seen, form, next, widget };
}

test("the form alone is patched, so that a failure and other notes beside it are never touched", () => {
  const { old, form, fresh, next, options } = patched({});
  assert.equal(old, form);
  assert.equal(fresh, next);
  assert.equal(options.morphStyle, "outerHTML");
});

test("what is being typed, dragged or chosen keeps its value; a button with the focus takes its new words", () => {
  for (const kind of ["input", "textarea", "select"]) assert.equal(patched({ active: element([kind]) }).options.ignoreActiveValue, true, kind);
  for (const type of ["radio", "checkbox"]) assert.equal(patched({ active: element(["input"], { type }) }).options.ignoreActiveValue, false, type);
  assert.equal(patched({ active: element(["button"]) }).options.ignoreActiveValue, false);
  assert.equal(patched({}).options.ignoreActiveValue, false);
});

test("what the reader opened stays open, and every other attribute changes", () => {
  const { beforeAttributeUpdated } = patched({}).options.callbacks;
  assert.equal(beforeAttributeUpdated("open", { tagName: "DETAILS" }), false);
  assert.equal(beforeAttributeUpdated("open", { tagName: "DIALOG" }), true);
  assert.equal(beforeAttributeUpdated("class", { tagName: "DETAILS" }), true);
});

test("a box that holds a text that is in no State is left alone, and nothing else is", () => {
  const { beforeNodeMorphed } = patched({ held: ["prompt"] }).options.callbacks;
  assert.equal(beforeNodeMorphed(element(["textarea"], { name: "prompt" })), false);
  assert.equal(beforeNodeMorphed(element(["input"], { name: "prompt" })), false);
  assert.equal(beforeNodeMorphed(element(["button"], { name: "prompt" })), true);
  assert.equal(beforeNodeMorphed(element(["textarea"], { name: "other" })), true);
  assert.equal(beforeNodeMorphed(element(["p"])), true);
});

test("a secret is in no markup, so none is laid on it", () => {
  const { beforeNodeMorphed } = patched({}).options.callbacks;
  assert.equal(beforeNodeMorphed(element(["input"], { type: "password" })), false);
});

test("a focus whose control is gone goes to the one of its name and value, else of its name, else to the first", () => {
  const control = (name, value) => element(["button"], { name, value });
  const write = control("write", "");
  const [first, second] = [control("candidate", "1"), control("candidate", "2")];
  const after = (active, controls) => patched({ active, controls, gone: true });
  assert.deepEqual(after(control("candidate", "2"), [write, first, second]).focused, [second]);
  assert.deepEqual(after(control("candidate", "3"), [write, first, second]).focused, [first]);
  assert.deepEqual(after(control("stop", ""), [write, first]).focused, [write]);
  assert.deepEqual(after(element(["a"], { name: "" }), [write, control("", "")]).focused, [write]);
  const none = after(control("stop", ""), []);
  assert.deepEqual(none.focused, [none.widget]);
});

test("a focus that stayed, or was elsewhere, is left where it is", () => {
  const write = element(["button"], { name: "write", value: "" });
  assert.deepEqual(patched({ active: write, controls: [write] }).focused, []);
  assert.deepEqual(patched({ controls: [write] }).focused, []);
});

/** A part of the old markup; `clone` is what comes to stand in the new one. */
function part(basis, children = 1) {
  const clone = { set: {}, setAttribute: (name, value) => (clone.set[name] = value) };
  return { dataset: { basis }, children: { length: children }, clone, cloneNode: (deep) => (deep ? clone : {}) };
}

test("a part that waits shows the one before, marked as such, and of another text it cannot be pressed", () => {
  const waits = (basis) => ({ dataset: { part: "candidates", basis } });
  const same = part("a");
  assert.deepEqual(patched({ awaited: [waits("a")], shown: { candidates: same } }).replaced, [same.clone]);
  assert.deepEqual(same.clone.set, { "aria-busy": "true" });
  assert.equal(same.clone.inert, false);
  const other = part("b");
  patched({ awaited: [waits("a")], shown: { candidates: other } });
  assert.equal(other.clone.inert, true);
});

test("where nothing stood before, what waits is empty", () => {
  const waits = { dataset: { part: "candidates", basis: "a" } };
  assert.deepEqual(patched({ awaited: [waits] }).replaced, []);
  assert.deepEqual(patched({ awaited: [waits], shown: { candidates: part("a", 0) } }).replaced, []);
});

/**
 * A widget on which one markup after the other is laid; `takes` says whether the changes alone will do. Heard are the
 * changes that were tried, as [before, after], and the markup that was laid on all of the form.
 */
function sequence({ takes = true } = {}) {
  const it = { tried: [], whole: [], measured: 0, idle: [] };
  const document = { activeElement: BODY, body: BODY };
  document.createElement = () => ({
    content: { firstElementChild: {}, querySelectorAll: () => [] },
    set innerHTML(html) {
      it.whole.push(html);
    },
  });
  const nudgeChanges = (form, before, after, held) => it.tried.push([...before, ...after, held]) && takes;
  nudgeChanges.cut = (markup) => [markup];
  const form = { contains: () => false, getBoundingClientRect: () => it.measured++ };
  const widget = { querySelector: () => form };
  class MessageChannel {
    port1 = { close: () => (this.port1.closed = true) };
    port2 = { postMessage: () => it.idle.push(this.port1) };
  }
  const { nudgePatch } = load(["patch.js"], { document, nudgeChanges, MessageChannel, Idiomorph: { morph() {} } });
  it.held = () => false;
  it.draw = (html) => nudgePatch(widget, html, it.held);
  it.forget = () => nudgePatch.forget(widget);
  return it;
}

test("where the form stands as the markup before said, only what has changed is laid on it", () => {
  const it = sequence();
  for (const html of ["one", "two", "three"]) it.draw(html);
  assert.deepEqual(it.whole, ["one"]);
  assert.deepEqual(it.tried, [["one", "two", it.held], ["two", "three", it.held]]);
});

test("changes that will not do are laid on all of the form", () => {
  const it = sequence({ takes: false });
  for (const html of ["one", "two"]) it.draw(html);
  assert.deepEqual(it.whole, ["one", "two"]);
});

test("while a part waits, and after it has, all of the form is laid anew, since it shows what is in no markup", () => {
  const it = sequence();
  const waits = '<div aria-busy="true">';
  for (const html of ["one", waits, "two", "three"]) it.draw(html);
  assert.deepEqual(it.whole, ["one", waits, "two"]);
  assert.deepEqual(it.tried.map((pair) => pair.slice(0, 2)), [["two", "three"]]);
});

test("a form that the page has changed itself is laid anew", () => {
  const it = sequence();
  it.draw("one");
  it.forget();
  it.draw("two");
  assert.deepEqual(it.whole, ["one", "two"]);
});

test("the form is laid out when the page has nothing else to do, and not while the hand still waits", () => {
  const it = sequence();
  it.draw("one");
  assert.deepEqual([it.measured, it.idle.length], [0, 1]);
  it.idle[0].onmessage();
  assert.deepEqual([it.measured, it.idle[0].closed], [1, true]);
});
