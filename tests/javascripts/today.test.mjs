// Who comes back to the page on another day, or after a while, finds what is due then; who stays is left alone until midnight.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain } from "./scope.mjs";

const MINUTE = 60_000;
const NOON = new Date(2026, 10, 28, 12).getTime();

/** A page with a widget that lives and one that sleeps, at noon. */
function stage() {
  let at = NOON, each;
  const heard = {}, begun = [];
  const machine = (name, phase) => ({ phase, fields: { name }, adopt: (version) => begun.push(plain(version)) });
  const listen = (word, run) => (heard[word] = run);
  const document = { hidden: false, addEventListener: listen };
  load(["today.js"], {
    document,
    addEventListener: listen,
    setInterval: (run, every) => (each = every === MINUTE && run),
    Date: class extends Date { constructor() { super(at); } },
    nudgeWidgets: new Set([{ machine: machine("cards", "live") }, { machine: machine("curves", "static") }]),
  });
  const later = (minutes) => (at += minutes * MINUTE);
  return { document, begun, later, tick: () => each(), come: (word) => heard[word]() };
}

const BEGUN = [{ fields: { name: "cards" }, drafts: {} }];

test("after a while away, and on another day, what lives begins again from what it holds, once", () => {
  for (const word of ["visibilitychange", "resume", "pageshow", "focus"]) {
    for (const away of [10, 600, 24 * 60 - 1]) {
      const { begun, later, come } = stage();
      later(away);
      come(word);
      come(word);
      assert.deepEqual(begun, BEGUN);
    }
  }
});

test("a glance elsewhere changes nothing, and nothing is done for a page that is hidden", () => {
  const { document, begun, later, come, tick } = stage();
  later(9);
  come("focus");
  later(900);
  document.hidden = true;
  come("visibilitychange");
  tick();
  assert.deepEqual(begun, []);
  document.hidden = false;
  come("visibilitychange");
  assert.deepEqual(begun, BEGUN);
});

test("a page that stays in sight begins again at midnight and not before", () => {
  const { begun, later, tick } = stage();
  for (let minute = 0; minute < 12 * 60 - 1; minute++) {
    later(1);
    tick();
  }
  assert.deepEqual(begun, []);
  later(1);
  tick();
  tick();
  assert.deepEqual(begun, BEGUN);
});
