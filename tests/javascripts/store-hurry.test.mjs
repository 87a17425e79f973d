// How often the page saves, and what becomes of the last letters when it is left in a hurry.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, KEY, makeDevice, rest, stored, texts, visit, write } from "./device.mjs";

test("what was typed in the last quarter of a second is there after the page was closed, though no database wrote it", async () => {
  const device = makeDevice();
  const saver = await visit(device, { keyval: { update: () => new Promise(() => {}) } });
  saver.text("explanation", "in a hurry");
  saver.leave();
  const again = await visit(device);
  assert.equal(again.box(), "in a hurry");
  assert.deepEqual(Object.keys(device.box), []);
  again.text("explanation", "in no hurry");
  again.leave();
  await again.flush();
  assert.deepEqual(Object.keys(device.box), []);
  again.text("explanation", "in a hurry");
  await again.flush();
  assert.equal((await visit(device)).box(), "in a hurry");
});

test("a page closed before its first read has come leaves what was typed, beside what was stored", async () => {
  const device = makeDevice();
  await write(await visit(device), "stored");
  const early = device.tab().saver();
  early.text("explanation", "early");
  early.leave();
  const again = await visit(device);
  assert.deepEqual([again.box(), ...texts(again)], ["early", "stored"]);
});

test("a note that was saved after all changes nothing at the next visit, even when another tab has gone on since", async () => {
  const device = makeDevice();
  const leaving = await visit(device);
  leaving.text("explanation", "one two");
  leaving.leave();
  const note = { ...device.box };
  await leaving.flush();
  const other = await visit(device);
  await write(other, "one two three");
  Object.assign(device.box, note);
  const again = await visit(device);
  assert.equal(again.box(), "one two three");
  assert.deepEqual(again.told.aside, []);
});

test("of two notes the later one stands in the box", async () => {
  const device = makeDevice();
  const note = (text, at) => JSON.stringify({ before: { fields: BUILT, drafts: {} }, mine: { fields: BUILT, drafts: { explanation: text } }, add: [], at });
  device.box.setItem(`nudge / unsaved ${KEY} a`, note("later", 2));
  device.box.setItem(`nudge / unsaved ${KEY} b`, note("earlier", 1));
  const saver = await visit(device);
  assert.deepEqual([saver.box(), ...texts(saver)], ["later", "earlier"]);
  assert.equal(saver.told.aside[0].why, "visit");
});

test("notes that are no notes of ours are left alone", async () => {
  const device = makeDevice();
  device.box.setItem(`nudge / unsaved ${KEY} x`, "{]");
  device.box.setItem(`nudge / unsaved ${KEY} y`, JSON.stringify({ before: null }));
  device.box.setItem(`nudge / unsaved ${KEY} z`, JSON.stringify({ before: {}, mine: {}, add: [] }));
  assert.deepEqual((await visit(device)).now(), { fields: BUILT, drafts: {} });
});

test("a hundred keys in a row are one change, a quarter of a second after the last", async () => {
  const { saver, clock, counted } = makeDevice().tab();
  const made = saver();
  await made.read();
  for (let key = 1; key <= 100; key++) made.text("explanation", "x".repeat(key));
  await clock.advance(249);
  assert.equal(counted.update, 0);
  await clock.advance(1);
  await rest();
  assert.equal(counted.update, 1);
  assert.equal(made.told.saved, 1);
  assert.equal(made.isDirty(), false);
});

test("one who never pauses is saved every second", async () => {
  const { saver, clock, counted } = makeDevice().tab();
  const made = saver();
  await made.read();
  for (let key = 1; key <= 40; key++) {
    made.text("explanation", "x".repeat(key));
    await clock.advance(100);
    await rest(5);
  }
  assert.ok(counted.update >= 3 && counted.update <= 4, String(counted.update));
});

test("what is typed while a save is under way is saved by the next", async () => {
  const device = makeDevice();
  const { saver, clock } = device.tab();
  const made = saver();
  await made.read();
  made.text("explanation", "one");
  const first = made.flush();
  made.text("explanation", "one two");
  await first;
  await clock.advance(250);
  await rest();
  assert.equal((await visit(device)).box(), "one two");
});

test("one save follows the other, never two at a time", async () => {
  let [now, most] = [0, 0];
  const device = makeDevice();
  const { saver, scope } = device.tab({
    keyval: {
      async update(...all) {
        most = Math.max(most, ++now);
        await rest(5);
        await scope.idbKeyval.update(...all);
        now--;
      },
    },
  });
  const made = saver();
  await made.read();
  const saves = [1, 2, 3].map((at) => {
    made.text("explanation", "x".repeat(at));
    return made.flush();
  });
  await Promise.all(saves);
  assert.equal(most, 1);
  assert.equal((await visit(device)).box(), "xxx");
});

test("a page that is left closes its line to other tabs, and opens it when Back brings it again", async () => {
  const device = makeDevice();
  const tab = device.tab();
  const here = tab.saver();
  await here.read();
  const other = await visit(device);
  const lines = device.lines.size;
  tab.fire("pagehide");
  assert.equal(device.lines.size, lines - 1);
  await write(here, "zero");
  await rest();
  assert.equal(device.lines.size, lines - 1);
  await other.refresh();
  await write(other, "one");
  await rest();
  assert.equal(here.box(), "zero");
  tab.fire("pageshow", { persisted: true });
  await here.refresh();
  assert.equal(here.box(), "one");
  await write(other, "one two");
  await rest();
  assert.equal(here.box(), "one two");
});
