// A play moves the native control as a hand would, place by place, once; and stops at any touch.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain } from "./scope.mjs";

/** A widget with a slider, marks, a button and something else to touch, and a clock of the test's own. */
function stage({ value = 0, max = 5, still = false, marks = [] } = {}) {
  const heard = { click: [], pointerdown: [], keydown: [], input: [] };
  const log = [];
  const clock = { run: undefined, pause: undefined };
  const widget = { isConnected: true, dataset: {}, contains: () => true };
  const inside = (kinds) => ({ closest: (selector) => kinds.find((kind) => selector.endsWith(kind)) && button });
  const button = {
    dataset: { plays: "at" },
    attributes: {},
    closest: () => widget,
    setAttribute: (name, text) => (button.attributes[name] = text),
    removeAttribute: (name) => delete button.attributes[name],
  };
  const control = { name: "at", min: "0", max: String(max), value: String(value), dispatchEvent: ({ type }) => log.push([type, control.value]) };
  widget.querySelector = (selector) => (selector.startsWith("input") ? control : button);
  widget.querySelectorAll = () => marks.map((at) => ({ dataset: { at: String(at) } }));
  load(["play.js"], {
    document: { addEventListener: (kind, run) => heard[kind].push(run) },
    matchMedia: () => ({ matches: still }),
    Event: class { constructor(type) { this.type = type; } },
    setInterval: (run, pause) => Object.assign(clock, { run, pause }) && 1,
    clearInterval: () => (clock.run = undefined),
  });
  const stopped = [];
  const press = () => heard.click.forEach((run) => run({ target: inside(["button[data-plays]"]), stopPropagation: () => stopped.push(1) }));
  const touch = (kind, isTrusted = true) => heard[kind].forEach((run) => run({ target: inside([]), isTrusted }));
  const whole = () => { for (let left = 100; clock.run && left; left--) clock.run(); };
  return { widget, button, control, clock, log, stopped, press, touch, whole };
}

test("nothing plays before it is asked to", () => {
  const { clock, log } = stage();
  assert.deepEqual([clock.run, log], [undefined, []]);
});

test("it plays every place to the end, once, in about nine seconds, and the widget does not hear of the button", () => {
  const { press, whole, log, clock, stopped, control } = stage();
  press();
  assert.equal(clock.pause, 1500);
  whole();
  assert.deepEqual(plain(log), [...[1, 2, 3, 4, 5].map((at) => ["input", String(at)]), ["change", "5"]]);
  assert.deepEqual([control.value, stopped.length, clock.run], ["5", 1, undefined]);
});

test("from where it stands to the end; from the end again from the start", () => {
  const middle = stage({ value: 3 });
  middle.press();
  middle.whole();
  assert.deepEqual(plain(middle.log.map(([, at]) => at)), ["4", "5", "5"]);
  const end = stage({ value: 5 });
  end.press();
  assert.deepEqual(plain(end.log), [["input", "0"]]);
});

test("while it plays the button and the widget say so", () => {
  const { press, whole, button, widget } = stage();
  press();
  assert.deepEqual([button.attributes["aria-pressed"], widget.dataset.playing], ["true", "at"]);
  whole();
  assert.deepEqual([button.attributes["aria-pressed"], widget.dataset.playing], [undefined, undefined]);
});

test("pressed again, or at a touch of the widget, it stops where it is", () => {
  for (const stop of ["click", "pointerdown", "keydown", "input"]) {
    const { press, touch, clock, control } = stage();
    press();
    clock.run();
    if (stop === "click") press();
    else touch(stop);
    assert.deepEqual([clock.run, control.value], [undefined, "2"], stop);
  }
});

test("its own input does not stop it", () => {
  const { press, touch, clock } = stage();
  press();
  touch("input", false);
  assert.ok(clock.run);
});

test("where motion is unwelcome it shows the marked places, one a second", () => {
  const { press, whole, log, clock } = stage({ still: true, marks: [5, 0, 2] });
  press();
  assert.equal(clock.pause, 1000);
  whole();
  assert.deepEqual(plain(log.map(([, at]) => at)), ["2", "5", "5"]);
});

test("when the widget leaves the page the play ends", () => {
  const { press, clock, widget, log } = stage();
  press();
  widget.isConnected = false;
  clock.run();
  assert.deepEqual([clock.run, log.length], [undefined, 1]);
});
