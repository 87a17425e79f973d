// What is kept of a hosted site's files: right ones, as they came, and taken from there the next time.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { load, settled } from "./scope.mjs";
import { shelves } from "./shelves.mjs";

const BASE = "https://host.example/nudge/";
const AT = "vendor/assets/nudge.zip.1234abcd.bin";
const DATA = Buffer.from("our Python ".repeat(99));
const PACKED = gzipSync(DATA);
const ENTRY = { at: AT, size: DATA.length, packed: PACKED.length, sha256: createHash("sha256").update(DATA).digest("hex") };

/** A visit; `wire` is what the host sends for the file, and `dataset` what the build wrote at the script. */
function visit(caches, { wire = PACKED, dataset = { offline: "" } } = {}) {
  const asked = [];
  async function fetch(url) {
    asked.push(url.slice(BASE.length));
    if (!wire) throw new TypeError("Failed to fetch");
    return new Response(url.endsWith(".json") ? JSON.stringify({ "nudge.zip": ENTRY }) : wire);
  }
  const document = { currentScript: { src: `${BASE}javascripts/any.js`, dataset } };
  const scope = load(["sha256.js", "unpack.js", "assets.js", "copies.js", "hosted.js"], { fetch, caches, document });
  return { asked, provider: scope.nudgeAssets.provider(scope.nudgeHosted(BASE)) };
}

async function comes({ provider }) {
  const data = await provider.bytes("nudge.zip");
  for (let turns = 0; turns < 5; turns++) await settled();
  return assert.deepEqual(Buffer.from(data), DATA);
}

test("a file that came once is not fetched by the next visit", async () => {
  const caches = shelves();
  await comes(visit(caches));
  const second = visit(caches);
  await comes(second);
  assert.deepEqual(second.asked, ["vendor/assets.json"]);
});

test("a file is kept as it came, and by its address", async () => {
  const caches = shelves();
  await comes(visit(caches));
  const [cache] = caches.all.values();
  assert.deepEqual([...cache], [[BASE + AT, PACKED]]);
});

test("a wrong file is never kept", async () => {
  const caches = shelves();
  for (const wire of [PACKED.subarray(0, 40), Buffer.from("<!doctype html>Login")]) {
    await assert.rejects(visit(caches, { wire }).provider.bytes("nudge.zip"));
    await settled();
  }
  assert.deepEqual([...caches.all.values()].flatMap((cache) => [...cache]), []);
});

test("a copy that has been damaged is fetched anew, and replaced", async () => {
  const caches = shelves();
  await comes(visit(caches));
  const [cache] = caches.all.values();
  cache.set(BASE + AT, PACKED.subarray(0, 40));
  await comes(visit(caches));
  assert.deepEqual(cache.get(BASE + AT), PACKED);
});

test("a full device keeps nothing, and the file comes all the same", async () => {
  await comes(visit(shelves({ full: true })));
});

test("progress of a copy is whole at once", async () => {
  const caches = shelves();
  await comes(visit(caches));
  const seen = [];
  await visit(caches).provider.bytes("nudge.zip", { onProgress: (...progress) => seen.push(progress) });
  assert.deepEqual(seen, [[PACKED.length, PACKED.length, "nudge.zip"]]);
});

test("where the site cannot be read offline nothing is kept", async () => {
  const caches = shelves();
  await comes(visit(caches, { dataset: {} }));
  assert.equal(caches.all.size, 0);
});

test("the list is the one that the page was built with", async () => {
  const one = visit(shelves(), { dataset: { offline: "", list: "vendor/assets.5678.json" } });
  await comes(one);
  assert.deepEqual(one.asked, ["vendor/assets.5678.json", AT]);
});
