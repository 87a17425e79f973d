// What a reader writes is there at the next visit, and nothing is laid over it unseen.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, KEY, OPTIONS, makeDevice, plant, stored, texts, visit, write } from "./device.mjs";

test("a text typed with no Python at all is there at the next visit", async () => {
  const device = makeDevice();
  await write(await visit(device), "without Python");
  const again = await visit(device);
  assert.deepEqual(again.now(), { fields: BUILT, drafts: { explanation: "without Python" } });
  assert.deepEqual(again.told.aside, []);
});

test("a text that Python took is a field from then on, and no draft", async () => {
  const device = makeDevice();
  const saver = await visit(device);
  saver.text("explanation", "mine");
  saver.state({ ...BUILT, explanation: "mine" }, { name: "explanation", value: "mine" });
  await saver.flush();
  assert.deepEqual((await visit(device)).now(), { fields: { ...BUILT, explanation: "mine" }, drafts: {} });
});

test("a text that Python took in other words is no draft either", async () => {
  const saver = await visit(makeDevice());
  saver.text("explanation", " mine ");
  saver.state({ ...BUILT, explanation: "mine" }, { name: "explanation", value: " mine " });
  assert.deepEqual(saver.now().drafts, {});
});

test("a text that says what the State says is no draft", async () => {
  const saver = await visit(makeDevice());
  saver.text("explanation", "a");
  saver.state({ ...BUILT, explanation: "a" }, null);
  assert.deepEqual(saver.now().drafts, {});
  saver.text("explanation", "ab");
  saver.text("explanation", "a");
  assert.deepEqual(saver.now().drafts, {});
});

test("an answer to an older letter leaves the newer ones in the box", async () => {
  const saver = await visit(makeDevice());
  saver.text("explanation", "ab");
  saver.state({ ...BUILT, explanation: "a" }, { name: "explanation", value: "a" });
  assert.equal(saver.box(), "ab");
});

test("a text over a limit outlives the answers of other controls, and a reload offers it whole", async () => {
  const device = makeDevice();
  const long = "word ".repeat(4100);
  const saver = await visit(device);
  await write(saver, "short");
  saver.state({ ...BUILT, explanation: "short" }, { name: "explanation", value: "short" });
  saver.text("explanation", long);
  saver.state({ ...BUILT, explanation: "short" }, null);
  saver.state({ ...BUILT, explanation: "short", ticked: ["update"] }, { name: "point_update", value: "true" });
  assert.equal(saver.box(), long);
  await saver.flush();
  const again = await visit(device);
  assert.equal(again.box(), long);
  assert.deepEqual(again.now().fields, { ...BUILT, explanation: "short", ticked: ["update"] });
});

test("what was typed before the stored text came stays in the box, and the stored text beside it", async () => {
  const device = makeDevice();
  await write(await visit(device), "of last week");
  const early = device.tab().saver();
  early.text("explanation", "New");
  await early.read();
  assert.equal(early.box(), "New");
  assert.deepEqual(early.told.aside, [{ field: "explanation", text: "of last week", why: "visit" }]);
  await early.flush();
  const again = await visit(device);
  assert.equal(again.box(), "New");
  assert.deepEqual(texts(again), ["of last week"]);
});

test("nothing is written before the first read has come", async () => {
  const device = makeDevice();
  const { saver, counted, clock } = device.tab();
  const early = saver();
  early.text("explanation", "New");
  await clock.advance(5000);
  await early.flush();
  assert.equal(counted.update, 0);
  await early.read();
  await early.flush();
  assert.equal(counted.update, 1);
});

test("a text that was laid into the box first is written on, with nothing beside it", async () => {
  const device = makeDevice();
  await write(await visit(device), "of last week");
  const later = await visit(device);
  await write(later, `${later.box()}, and of today`);
  assert.equal((await visit(device)).box(), "of last week, and of today");
  assert.deepEqual(later.told.aside, []);
});

test("early typing leaves the other fields as they were kept", async () => {
  const device = makeDevice();
  const first = await visit(device);
  first.state({ ...BUILT, ticked: ["update"] }, { name: "point_update", value: "true" });
  await first.flush();
  const early = device.tab().saver();
  early.text("explanation", "New");
  await early.read();
  await early.flush();
  assert.deepEqual((await visit(device)).now(), { fields: { ...BUILT, ticked: ["update"] }, drafts: { explanation: "New" } });
});

test("what a widget does by itself is not kept, until the reader does something", async () => {
  const device = makeDevice();
  const saver = await visit(device);
  saver.state({ ...BUILT, shape: "drawn by chance" }, null);
  await saver.flush();
  saver.leave();
  assert.equal(await device.tab().store.read(KEY, OPTIONS), null);
  saver.text("explanation", "a");
  await saver.flush();
  assert.equal((await visit(device)).now().fields.shape, "drawn by chance");
});

test("a field that a newer site added is as printed, and a text whose field it lost is kept beside", async () => {
  const device = makeDevice();
  const saver = await visit(device);
  saver.state({ ...BUILT, explanation: "written" }, { name: "explanation", value: "written" });
  await saver.flush();
  const newer = await visit(device, { built: { story: "", ticked: [], colour: "red" }, texts: ["story"] });
  assert.deepEqual(newer.now().fields, { story: "", ticked: [], colour: "red" });
  assert.deepEqual((await visit(device, { built: { story: "" }, texts: ["story", "explanation"] })).now().fields, { story: "" });
  await plant(device, { version: 1, fields: { explanation: "written long ago" }, drafts: {}, aside: [], revision: 1 });
  assert.deepEqual(texts(await visit(device, { built: { story: "" }, texts: ["story"] })), ["written long ago"]);
  assert.deepEqual(texts(await visit(device, { built: { story: "" }, texts: ["story"] })), ["written long ago"]);
});

test("fields that a widget refuses are put beside, and their texts offered", async () => {
  const device = makeDevice();
  const first = await visit(device);
  first.state({ ...BUILT, explanation: "kept", shape: "impossible" }, { name: "shape", value: "impossible" });
  await first.flush();
  const saver = await visit(device);
  await saver.refuse();
  assert.deepEqual(saver.now(), { fields: BUILT, drafts: {} });
  assert.deepEqual(texts(saver), ["kept"]);
  assert.equal(Object.values(await stored(device)).some((value) => value.fields.shape === "impossible"), true);
  const again = await visit(device);
  assert.deepEqual(again.now(), { fields: BUILT, drafts: {} });
  assert.deepEqual(texts(again), ["kept"]);
});
