// A sum without the browser's own SHA-256: the library comes when it is needed, once, from the site itself.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { load, settled } from "./scope.mjs";

const DATA = new Uint8Array(2 << 20).fill(7);
const SUM = createHash("sha256").update(DATA).digest("hex");

/** A page on plain http: the scripts that it was told to fetch, and how many slices the library was given. */
function stage() {
  const scripts = [];
  const it = { scripts, slices: 0 };
  const document = {
    currentScript: { src: "https://host.example/nudge/javascripts/sha256.1234abcd.js" },
    createElement: (tag) => ({ tag }),
    head: { append: (script) => scripts.push(script) },
  };
  const scope = load(["sha256.js"], { crypto: {}, document });
  const create = () => {
    const hash = createHash("sha256");
    return { update: (part) => (it.slices++, hash.update(part)), digest: () => new Uint8Array(hash.digest()) };
  };
  it.sum = () => scope.nudgeSha256(DATA);
  /** The library that was asked for last is there. */
  it.arrive = () => {
    scope.nobleHashes = { sha256: { create } };
    scripts.at(-1).onload();
  };
  return it;
}

test("the library is a script of the site, fetched once for all who need it", async () => {
  const it = stage();
  const both = [it.sum(), it.sum()];
  await settled();
  const library = ["script", "https://host.example/nudge/vendor/noble-hashes.js"];
  assert.deepEqual(it.scripts.map(({ tag, src }) => [tag, src]), [library]);
  it.arrive();
  assert.deepEqual(await Promise.all(both), [SUM, SUM]);
  assert.equal(await it.sum(), SUM);
  assert.equal(it.scripts.length, 1);
});

test("the page is let in after each slice, and no slice is empty", async () => {
  const it = stage();
  const sum = it.sum();
  await settled();
  it.arrive();
  assert.equal(await sum, SUM);
  assert.equal(it.slices, 2);
});

test("a library that does not come is said, and fetched anew at the next try", async () => {
  const it = stage();
  const failed = it.sum();
  await settled();
  it.scripts[0].onerror();
  await assert.rejects(failed, /^Error: noble-hashes\.js could not be fetched; try again\.$/);
  const sum = it.sum();
  await settled();
  assert.equal(it.scripts.length, 2);
  it.arrive();
  assert.equal(await sum, SUM);
});
