// Runs page scripts outside a browser: `load` gives them a scope of their own, with a clock, a network, a worker of the test's.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const SCRIPTS = new URL("../../docs/javascripts/", import.meta.url);
/** What browsers have that bare JavaScript lacks; a test replaces or removes (undefined) whatever it likes. */
const BROWSER = {
  AbortController, Blob, DecompressionStream, Event, EventTarget, MessageChannel, Response, TextDecoder, TextEncoder, URL, WebAssembly,
  clearInterval, clearTimeout, console, crypto, performance, queueMicrotask, setInterval, setTimeout, structuredClone,
};

/**
 * Run scripts of docs/javascripts, in order, in one new scope.
 * @param {string[]} names such as ["link.js"]; a URL of a script elsewhere will do too
 * @param {object} [globals] what the scope has besides, or instead of, a browser's own
 * @returns {object} the scope, with whatever the scripts put there
 */
export function load(names, globals = {}) {
  const scope = vm.createContext({ ...BROWSER, ...globals });
  scope.self = scope;
  // Through this `make mutants` switches its changes on and counts what ran; other runs have none.
  if (globalThis.__stryker__) {
    scope.__stryker__ = globalThis.__stryker__;
    scope.__stryker__.activeMutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  }
  for (const name of names) {
    const path = new URL(name, SCRIPTS);
    vm.runInContext(readFileSync(path, "utf8"), scope, { filename: path.pathname });
  }
  return scope;
}

/** A value of such a scope as one of the test's own, so that deepEqual compares contents alone. */
export const plain = (value) => structuredClone(value);

/** Let everything that waits for nothing but a promise happen. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still until `advance(milliseconds)` or `sleep(milliseconds)`. */
export function makeClock() {
  const timers = new Map();
  let now = 0;
  let last = 0;
  const add = (run, delay, every) => timers.set(++last, { run, at: now + delay, every }) && last;
  const clear = (id) => timers.delete(id);
  async function advance(milliseconds) {
    const until = now + milliseconds;
    await settled();
    for (;;) {
      const [id, next] = [...timers].filter(([, timer]) => timer.at <= until).sort(([, a], [, b]) => a.at - b.at)[0] || [];
      if (!next) break;
      now = next.at;
      if (next.every === undefined) timers.delete(id);
      else next.at += next.every;
      next.run();
      await settled();
    }
    now = until;
  }
  /** As a computer that sleeps: the time has gone by, and every timer that was due in it fires once, late. */
  async function sleep(milliseconds) {
    now += milliseconds;
    for (const [id, timer] of [...timers].filter(([, { at }]) => at <= now)) {
      if (timer.every === undefined) timers.delete(id);
      else timer.at = now + timer.every;
      timer.run();
    }
    await settled();
  }
  return {
    setTimeout: (run, delay = 0) => add(run, delay),
    setInterval: (run, delay) => add(run, delay, delay),
    clearTimeout: clear,
    clearInterval: clear,
    advance,
    sleep,
    get waiting() {
      return timers.size;
    },
  };
}
