// A widget's life with a page and a Python of the test's own.
import assert from "node:assert/strict";

import { load, plain, settled } from "./scope.mjs";

const { nudgeMachine } = load(["requests.js", "early.js", "machine.js"]);
/** The State as built. */
export const BUILT = { p: 0.5, text: "" };

/**
 * A page and a Python of the test's own. The widget sets fields by events, refuses the value "refuse", stops at
 * "raise", and asks for effects at "ask" (value: the key). Replies wait while `hand.slow` is set; `calls` may answer
 * a method in Python's place.
 */
export function stage(overrides = {}, calls = () => undefined) {
  const log = [];
  const hand = { awake: true, slow: false, replies: [], kept: { fields: BUILT, drafts: {} }, there: true, frames: {}, effects: new Map(), number: 0 };
  let python = {};
  const reply = (more = {}) => ({ html: `p=${python.p} text=${python.text}`, state: { ...python }, effects: [], dropped: [], message: "", ...more });
  const methods = {
    mount(id, name, fields) {
      if (JSON.parse(fields).foreign) return { refused: "unknown field 'foreign'" };
      python = JSON.parse(fields);
      return reply();
    },
    event(id, name, value) {
      if (value === "refuse") return reply({ message: "too long" });
      if (value === "raise") return { error: "ValueError: no" };
      if (name === "ask") return reply({ effects: [{ kind: "Predict", key: value }], dropped: hand.effects.has(value) ? [value] : [] });
      if (name === "cancel") return reply({ dropped: [value] });
      python = { ...python, [name]: value };
      return reply();
    },
    answer: (id, key, value) => reply({ html: `answer ${key}=${value}` }),
    progress: (id, key, value) => reply({ html: `progress ${key}=${value}` }),
    fail: (id, key, message) => reply({ html: `fail ${key}: ${message}` }),
    unmount: () => null,
  };
  const host = {
    wake: (touched) => log.push(["wake", touched]) && (hand.awake ? Promise.resolve() : new Promise((resolve, reject) => Object.assign(hand, { resolve, reject }))),
    call(method, ...args) {
      log.push(["call", method, ...args.slice(1)]);
      const instead = calls(method);
      if (instead) return instead;
      if (hand.dead || (method === "event" && args[1] === hand.deadly)) return new Promise(() => {});
      if (!hand.slow) return Promise.resolve(methods[method](...args));
      return new Promise((resolve) => hand.replies.push(() => resolve(methods[method](...args))));
    },
    perform(effect, { number, onProgress }) {
      return new Promise((resolve, reject) => hand.effects.set(effect.key, { number, onProgress, resolve, reject }));
    },
    drop: (numbers) => log.push(["drop", ...numbers]),
    next: () => ++hand.number,
    kept: async () => structuredClone(hand.kept),
    refuse: async () => log.push(["refuse"]),
    valid: (event) => event.merge || hand.there,
    frame(values) {
      const there = Object.keys(values).length > 0 && Object.entries(values).every(([name, value]) => hand.frames[name]?.includes(value));
      return there && log.push(["frame", values]) > 0;
    },
    ...Object.fromEntries(["replied", "linked", "show", "draw", "wait", "say"].map((name) => [name, (...args) => log.push([name, ...args])])),
    ...overrides,
  };
  const widget = nudgeMachine("w", "widget", BUILT, host);
  const done = (kind) => plain(log.filter(([one]) => one === kind).map(([, ...rest]) => rest));
  const input = (name, value) => widget.send({ name, value, merge: true });
  const click = (name, value = "") => widget.send({ name, value, merge: false });
  return { widget, hand, log, done, input, click };
}

/** The same, live. */
export async function live(overrides, calls) {
  const on = stage(overrides, calls);
  on.widget.wake(false);
  await settled();
  assert.equal(on.widget.phase, "live");
  return on;
}
