// Copies for when there is no network, with a cache of the test's own.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./scope.mjs";
import { shelves } from "./shelves.mjs";

const BASE = "https://host.example/nudge/";
const text = (data) => data && Buffer.from(data).toString();

const stage = (caches, base = BASE) => load(["copies.js"], { caches }).nudgeCopies(base);

test("what is put is kept, below the site's own address", async () => {
  const copies = stage(shelves());
  assert.equal(await copies.get("vendor/a.bin"), undefined);
  await copies.put("vendor/a.bin", Buffer.from("bytes"));
  assert.equal(text(await copies.get("vendor/a.bin")), "bytes");
  assert.deepEqual([...(await copies.kept())], ["vendor/a.bin"]);
});

test("bytes that are handed on at once are kept all the same", async () => {
  const copies = stage(shelves());
  const data = new TextEncoder().encode("bytes");
  const kept = copies.put("a.bin", data);
  structuredClone(data, { transfer: [data.buffer] });
  await kept;
  assert.equal(text(await copies.get("a.bin")), "bytes");
});

test("two copies of the site on one host share nothing, and forget only their own", async () => {
  const caches = shelves();
  const [one, other] = [stage(caches), stage(caches, "https://host.example/other/")];
  await one.put("a.bin", Buffer.from("one"));
  await other.put("a.bin", Buffer.from("other"));
  assert.equal(text(await one.get("a.bin")), "one");
  await one.remove();
  assert.equal(await one.get("a.bin"), undefined);
  assert.equal(text(await other.get("a.bin")), "other");
});

test("a full device is said, with the file, until there is room again", async () => {
  const copies = stage(shelves({ full: true }));
  assert.equal(copies.fault, "");
  await assert.rejects(copies.put("a.bin", Buffer.from("x")), /no room left on this device, so a\.bin is not kept/);
  assert.match(copies.fault, /no room left/);
});

test("when there is room again, and a file was kept, nothing is said any more", async () => {
  const [full, caches] = [shelves({ full: true }), shelves()];
  let room = false;
  const copies = stage({ open: (name) => (room ? caches : full).open(name) });
  await assert.rejects(copies.put("a.bin", Buffer.from("x")));
  room = true;
  await copies.put("a.bin", Buffer.from("x"));
  assert.equal(copies.fault, "");
});

test("where nothing can be kept, nothing is found, and that is said", async () => {
  const copies = stage(undefined);
  assert.equal(await copies.get("a.bin"), undefined);
  await assert.rejects(copies.put("a.bin", Buffer.from("x")), /keeps no files of a page here/);
  await assert.rejects(copies.kept(), /keeps no files of a page here/);
  await copies.remove();
});

test("a browser that forbids to look is one without", async () => {
  const scope = load(["copies.js"]);
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  Object.defineProperty(scope, "caches", { get: forbidden });
  assert.equal(await scope.nudgeCopies(BASE).get("a.bin"), undefined);
});
