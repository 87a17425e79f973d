// One line says what is being loaded; it is spoken at the start and at the end, not at each chunk.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./scope.mjs";

/** An element that knows what it has ever read, `reads`. */
function element(tag) {
  const attributes = {};
  const children = [];
  const reads = [];
  return {
    tag, attributes, children, reads,
    setAttribute: (name, value) => (attributes[name] = value),
    append: (...more) => children.push(...more),
    set textContent(text) {
      reads.push(text);
    },
    get textContent() {
      return reads.at(-1) ?? "";
    },
  };
}

/** A page with nothing but the line, and every text that was ever spoken by it. */
function stage() {
  const spoken = [];
  const body = element("body");
  const document = {
    body,
    createElement: element,
    querySelector: (selector) => body.children.find(({ className }) => selector === `.${className}`) || null,
  };
  const { nudgeStatus } = load(["status.js"], { document });
  const line = () => body.children[0];
  const say = (...given) => {
    nudgeStatus(...given);
    const [{ textContent }] = line().children;
    if (textContent !== spoken.at(-1)) spoken.push(textContent);
  };
  return { nudgeStatus, body, say, line, spoken, reads: () => line().children.map(({ textContent }) => textContent).join("") };
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

test("the line is made once, as parts that a screen reader keeps apart", () => {
  const { say, body, line } = stage();
  say("Python", "Loading Python");
  say("the language model", "Loading the language model");
  assert.deepEqual(body.children.map(({ tag }) => tag), ["div"]);
  assert.deepEqual(line().children.map(({ tag }) => tag), ["span", "span"]);
});

test("words that stand already are not said again", () => {
  const { say, line } = stage();
  for (const count of [": 1.0 of 2.0 MB", ": 1.5 of 2.0 MB", ": starting"]) say("Python", "Loading Python", count);
  assert.deepEqual(line().children.map(({ reads }) => reads.length), [1, 3]);
});

test("what is not counted is said without a count, and when all is done nothing is", () => {
  const { say, reads } = stage();
  say("Python", "Loading Python");
  assert.equal(reads(), "Loading Python");
  say("Python", "");
  assert.equal(reads(), "");
});
