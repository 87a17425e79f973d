// What version 0.1.0 kept is taken over once, and never lost.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, makeDevice, texts, visit, write } from "./device.mjs";

const FIRST = "nudge:teach_back";

test("what 0.1.0 kept becomes the widget's, once, and its old place is empty", async () => {
  const device = makeDevice();
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: ["update"] }));
  const saver = await visit(device);
  assert.deepEqual(saver.now().fields, { ...BUILT, explanation: "of 0.1.0", ticked: ["update"] });
  assert.equal(device.box.getItem(FIRST), null);
  await write(saver, "");
  saver.state({ ...BUILT, explanation: "" }, { name: "explanation", value: "" });
  await saver.flush();
  assert.equal((await visit(device)).box(), "");
});

test("two widgets that read at once do not both take it", async () => {
  const device = makeDevice();
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  const { saver } = device.tab();
  const both = [saver(), saver({ id: "second" })];
  await Promise.all(both.map((one) => one.read()));
  assert.deepEqual(both.map((one) => one.box()), ["of 0.1.0", ""]);
});

test("a database that fails only once takes it at the next look", async () => {
  const device = makeDevice();
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  let fails = 1;
  const broken = () => Promise.reject(new Error("told by the browser"));
  const update = (...all) => (fails-- > 0 ? broken() : scope.idbKeyval.update(...all));
  const { saver, scope } = device.tab({ keyval: { update } });
  const made = saver();
  await made.read();
  assert.notEqual(device.box.getItem(FIRST), null);
  await made.refresh();
  assert.equal(device.box.getItem(FIRST), null);
  assert.equal((await visit(device)).box(), "of 0.1.0");
});

test("it is not taken by a widget of another name", async () => {
  const device = makeDevice();
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  assert.equal((await visit(device, { widget: "next_token" })).box(), "");
  assert.notEqual(device.box.getItem(FIRST), null);
});

test("a widget of another name on the same page, whatever it reads, leaves it where it is", async () => {
  const device = makeDevice();
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  const version = (drafts) => ({ fields: BUILT, drafts });
  const note = { before: version({}), mine: version({ explanation: "noted" }), add: [], at: 1 };
  device.box.setItem("nudge / unsaved / next_token next_token a", JSON.stringify(note));
  const { saver } = device.tab();
  const other = saver({ widget: "next_token" });
  await other.read();
  const mine = saver();
  await mine.read();
  assert.deepEqual([other.box(), mine.box()], ["noted", "of 0.1.0"]);
});

test("it is taken on whatever page the widget stands", async () => {
  const device = makeDevice();
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  assert.equal((await visit(device, { page: "/review/" })).box(), "of 0.1.0");
});

test("beside a text that was written since it is kept aside", async () => {
  const device = makeDevice();
  await write(await visit(device), "since");
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  const saver = await visit(device);
  assert.deepEqual([saver.box(), ...texts(saver)], ["since", "of 0.1.0"]);
  assert.equal(saver.told.aside[0].why, "visit");
});

test("one that cannot be read is offered as it is", async () => {
  for (const raw of ["my text, not JSON", JSON.stringify({ explanation: ["my text, not JSON"] })]) {
    const device = makeDevice();
    device.box.setItem(FIRST, raw);
    const saver = await visit(device);
    assert.deepEqual(saver.now().fields, BUILT);
    assert.deepEqual(texts(saver), ["my text, not JSON"]);
  }
});

test("where the database fails it is shown, and stays where it was until it can be taken over", async () => {
  const device = makeDevice();
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  assert.equal((await visit(device, { globals: { indexedDB: undefined } })).box(), "of 0.1.0");
  assert.notEqual(device.box.getItem(FIRST), null);
  assert.equal((await visit(device)).box(), "of 0.1.0");
  assert.equal(device.box.getItem(FIRST), null);
});
