// Whatever stands behind the # of an address, a link is read as the fields of one widget or refused in words for the reader.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./scope.mjs";

const { nudgeLinks: links } = load(["early.js", "links.js"], {
  TextEncoder, TextDecoder, btoa, atob,
  document: { readyState: "loading", addEventListener() {} },
  addEventListener() {},
  nudgeForgetting: {},
});
const BUILT = { prompt: "The cat", temperature: 1, chosen: null, written: [] };
const REFUSALS = /^This link (does not fit what stands here|was made for another version of this page), so nothing was changed\.$/;
const MOST = 4000;

/** The same numbers from the same seed. */
function dice(seed) {
  let at = seed;
  const roll = (count) => Math.floor(((at = (at * 48271) % 2147483647) / 2147483647) * count);
  return { roll, pick: (row) => row[roll(row.length)] };
}

const packed = (text) => Buffer.from(text).toString("base64url");

/** Any value that JSON can hold, written as a stranger may write it. */
function json({ roll, pick }, depth = 3) {
  const kind = roll(depth ? 9 : 6);
  const inside = () => json({ roll, pick }, depth - 1);
  if (kind === 6) return `[${Array.from({ length: roll(4) }, inside)}]`;
  if (kind === 7) return `{${Array.from({ length: roll(4) }, () => `${pick(['"__proto__"', '"constructor"', '"prompt"', '"a"'])}:${inside()}`)}}`;
  if (kind === 8) return "[".repeat(roll(700)) + "]".repeat(roll(700));
  return pick(["1e999", "-1e999", "9".repeat(400), "null", "true", "0.5", '"<script>alert(1)</script>"', '"\\ud800"', '"javascript:alert(1)"', "NaN"]);
}

function heldTo(fragment) {
  let fields;
  try {
    fields = links.read(fragment, BUILT);
  } catch (error) {
    assert.match(error.message, REFUSALS, fragment);
    return false;
  }
  assert.deepEqual(Object.keys(fields).sort(), Object.keys(BUILT).sort(), fragment);
  assert.equal({}.a, undefined, "nothing of it reaches other objects");
  return true;
}

test("arbitrary fragments", () => {
  const { roll } = dice(1);
  for (let i = 0; i < MOST; i++) {
    const signs = Array.from({ length: roll(60) }, () => String.fromCodePoint(roll(2) ? 33 + roll(94) : roll(0x3000)));
    heldTo(`#next_token:1:${signs.join("")}`);
    heldTo(`#${signs.join("")}`);
  }
});

test("fields of a stranger", () => {
  const { roll, pick } = dice(2);
  let taken = 0;
  for (let i = 0; i < MOST; i++) {
    const names = Array.from({ length: roll(3) }, () => pick(['"prompt"', '"temperature"', '"written"', '"__proto__"', '"toString"', '"chosen"']));
    taken += heldTo(`#next_token:1:${packed(`{${names.map((name) => `${name}:${json({ roll, pick })}`)}}`)}`);
  }
  assert.ok(taken > MOST / 10, "some of them are taken, and left to Python's gate");
});

test("a true link with one sign changed, left out or twice", () => {
  const { roll, pick } = dice(3);
  const fields = { ...BUILT, prompt: "Füße, 猫 and 🐈 <b>", written: [3, 0], temperature: 0.5 };
  const whole = links.written("next_token", BUILT, fields);
  for (let i = 0; i < MOST; i++) {
    const at = roll(whole.length);
    const letter = pick([..."ABCxyz019-_=+/:#%<> \n\u0000é"]);
    heldTo(whole.slice(0, at) + pick([letter, "", whole[at] + whole[at], letter + whole[at]]) + whole.slice(at + 1));
  }
  assert.deepEqual(plain(links.read(whole, BUILT)), fields);
});

test("no name of a link reaches what every object has", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    assert.equal(heldTo(`#next_token:1:${packed(`{"${name}":{"a":1}}`)}`), false);
  }
  assert.equal(heldTo(`#next_token:1:${packed('{"written":{"__proto__":{"a":1}}}')}`), true);
});
