// Where the device is full, silent, forbidden or spoilt, the text stays and the page says so.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, makeDevice, plant, rest, stored, texts, visit, write } from "./device.mjs";

const failing = (name) => () => Promise.reject(Object.assign(new Error("told by the browser"), { name }));

test("a full disk is said, what was written is noted, and the next change tries again", async () => {
  const device = makeDevice();
  let full = true;
  const { saver, scope } = device.tab({ keyval: { update: (...all) => (full ? failing("QuotaExceededError")() : scope.idbKeyval.update(...all)) } });
  const made = saver();
  await made.read();
  await write(made, "the text");
  assert.match(made.told.fault, /^There is no room left on this device, .*copy your text elsewhere\.$/);
  assert.equal(made.told.saved, 0);
  assert.equal(made.box(), "the text");
  assert.equal((await visit(device)).box(), "the text");
  full = false;
  await write(made, "the text goes on");
  assert.equal(made.told.saved, 1);
  assert.equal((await visit(device)).box(), "the text goes on");
});

test("a full disk is not tried again and again while nobody writes", async () => {
  let tries = 0;
  const { saver, clock } = makeDevice().tab({ keyval: { update: () => (tries++, failing("QuotaExceededError")()) } });
  const made = saver();
  await made.read();
  made.text("explanation", "text");
  await clock.advance(60_000);
  await rest();
  assert.equal(tries, 1);
});

test("a browser without a database says so at once, and a note outlives the visit all the same", async () => {
  const device = makeDevice();
  const nothing = { globals: { indexedDB: undefined } };
  const saver = await visit(device, nothing);
  assert.equal(saver.told.fault, "Your browser keeps nothing here: copy your text elsewhere.");
  await write(saver, "private");
  saver.leave();
  const again = await visit(device, nothing);
  assert.equal(again.box(), "private");
  await write(again, "private, and more");
  again.leave();
  assert.equal((await visit(device, nothing)).box(), "private, and more");
  assert.equal((await visit(device)).box(), "private, and more");
});

test("a browser that forbids the database says so", async () => {
  for (const name of ["SecurityError", "InvalidStateError"]) {
    const saver = await visit(makeDevice(), { keyval: { get: failing(name), update: failing(name) } });
    assert.equal(saver.told.fault, "Your browser keeps nothing here: copy your text elsewhere.");
  }
});

test("a database that is broken is named, in one sentence", async () => {
  const saver = await visit(makeDevice(), { keyval: { get: failing("UnknownError") } });
  assert.equal(saver.told.fault, "Your browser could not keep this (UnknownError): copy your text elsewhere.");
});

test("a storage that does not answer is given up after five seconds, and what is typed then stays", async () => {
  const device = makeDevice();
  const { saver, clock } = device.tab({ keyval: { get: () => new Promise(() => {}), update: () => new Promise(() => {}) } });
  const made = saver();
  const reading = made.read();
  await clock.advance(4999);
  assert.equal(made.told.fault, undefined);
  await clock.advance(1);
  await reading;
  assert.match(made.told.fault, /does not answer/);
  made.text("explanation", "typed");
  await clock.advance(6000);
  assert.equal(made.box(), "typed");
  assert.equal((await visit(device)).box(), "typed");
});

test("a read that failed never lets an empty box overwrite what is stored", async () => {
  const device = makeDevice();
  await write(await visit(device), "stored");
  const saver = await visit(device, { keyval: { get: failing("UnknownError") }, adopts: false });
  saver.state({ ...BUILT, ticked: ["update"] }, { name: "point_update", value: "true" });
  await saver.flush();
  assert.equal((await visit(device)).box(), "stored");
  saver.text("explanation", "new");
  await saver.flush();
  const again = await visit(device);
  assert.deepEqual([again.box(), ...texts(again)].sort(), ["new", "stored"]);
});

test("a localStorage that throws takes nothing from the database", async () => {
  const device = makeDevice();
  const local = () => {
    throw new Error("forbidden");
  };
  const saver = await visit(device, { local });
  await write(saver, "kept");
  saver.text("explanation", "kept, and more");
  saver.leave();
  await saver.flush();
  assert.equal((await visit(device, { local })).box(), "kept, and more");
  assert.equal(saver.told.fault, undefined);
});

test("word between tabs that is forbidden takes nothing from the database", async () => {
  const device = makeDevice();
  class Forbidden {
    constructor() {
      throw Object.assign(new Error("no"), { name: "SecurityError" });
    }
  }
  const saver = await visit(device, { globals: { BroadcastChannel: Forbidden } });
  await write(saver, "kept");
  assert.equal(saver.told.saved, 1);
});

test("a value that cannot be read is put beside whole, and its texts are offered", async () => {
  const text = "what I wrote";
  const ring = { explanation: text };
  ring.self = ring;
  const values = [text, { explanation: text }, { version: 2, fields: { explanation: text } }, [text], ring, new Map([["explanation", text]])];
  values.push({ version: 1, fields: {}, drafts: { explanation: 5 }, aside: [{ field: "explanation", text }], revision: 1 });
  for (const value of values) {
    const device = makeDevice();
    await plant(device, value);
    const saver = await visit(device);
    assert.deepEqual(saver.now(), { fields: BUILT, drafts: {} });
    if (!(value instanceof Map)) assert.deepEqual([...new Set(texts(saver))], [text]);
    const kept = await stored(device);
    const beside = Object.keys(kept).filter((key) => /^\/ teach_back teach_back beside \d+$/.test(key));
    assert.equal(beside.length, 1);
    assert.deepEqual(kept[beside[0]], value);
    await write(saver, "new");
    const again = await visit(device);
    assert.equal(again.box(), "new");
    if (!(value instanceof Map)) assert.deepEqual(texts(again), [text]);
  }
});

test("a value that says nothing is replaced without a word", async () => {
  for (const value of [null, 0, "", NaN, true, {}, [], new Uint8Array(3)]) {
    const device = makeDevice();
    await plant(device, value);
    const saver = await visit(device);
    assert.deepEqual([saver.now(), saver.told.aside, saver.told.fault], [{ fields: BUILT, drafts: {} }, [], undefined]);
  }
});

test("a value that is spoilt while the page is open is put beside, and what stands in the box is kept", async () => {
  const device = makeDevice();
  const saver = await visit(device);
  await write(saver, "one");
  await plant(device, { explanation: "from somebody else" });
  await write(saver, "one two");
  const again = await visit(device);
  assert.equal(again.box(), "one two");
  assert.deepEqual(texts(again), ["from somebody else"]);
});

test("a database of our name that lacks our table is left alone, and another one serves", async () => {
  const device = makeDevice();
  await new Promise((resolve) => {
    const asked = device.factory.open("nudge /", 3);
    asked.onupgradeneeded = () => asked.result.createObjectStore("foreign");
    asked.onsuccess = () => resolve(asked.result.close());
  });
  const saver = await visit(device);
  await write(saver, "kept all the same");
  assert.deepEqual([saver.told.saved, saver.told.fault], [1, undefined]);
  assert.equal((await visit(device)).box(), "kept all the same");
});
