// One line says what is being loaded; it is spoken at the start and at the end, not at each chunk.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./scope.mjs";

/** A page with nothing but the line, and every text that was ever spoken by it. */
function stage() {
  const spoken = [];
  const element = () => ({ attributes: {}, children: [], setAttribute(name, value) { this.attributes[name] = value; }, append(...more) { this.children.push(...more); } });
  const body = element();
  const document = {
    body,
    createElement: element,
    querySelector: () => body.children[0] || null,
  };
  const { nudgeStatus } = load(["status.js"], { document });
  const line = () => body.children[0];
  const say = (...given) => {
    nudgeStatus(...given);
    const [{ textContent }] = line().children;
    if (textContent !== spoken.at(-1)) spoken.push(textContent);
  };
  return { nudgeStatus, say, line, spoken, reads: () => line().children.map(({ textContent }) => textContent).join("") };
}

test("the count changes at each chunk, the spoken words do not", () => {
  const { nudgeStatus, line, reads } = stage();
  nudgeStatus.loading("Python", { loaded: 1_000_000, total: 4_000_000 });
  assert.equal(reads(), "Loading Python: 1.0 of 4.0 MB");
  assert.equal(line().hidden, false);
  nudgeStatus.loading("Python", { loaded: 4_000_000, total: 4_000_000 });
  assert.equal(reads(), "Loading Python: starting");
  const [spoken, counted] = line().children;
  assert.equal(spoken.attributes.role, "status");
  assert.equal(spoken.textContent, "Loading Python");
  assert.equal(counted.attributes["aria-hidden"], "true");
});

test("two that load take turns, and the line goes with the last", () => {
  const { say, line, spoken } = stage();
  say("Python", "Loading Python");
  say("the language model", "Loading the language model", ": 1.0 of 2.0 MB");
  say("Python", "Loading Python", ": starting");
  say("Python", "");
  assert.equal(line().hidden, false);
  say("the language model", "");
  assert.equal(line().hidden, true);
  assert.deepEqual(spoken, ["Loading Python", "Loading the language model", ""]);
});
