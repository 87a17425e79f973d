// What the store itself keeps, counts and tells, without a saver: values, numbers of changes, and word between tabs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, KEY, makeDevice, OPTIONS, plant, rest, stored, visit, write } from "./device.mjs";
import { plain } from "./scope.mjs";

const NOTHING = { fields: BUILT, drafts: {} };
const says = (text) => ({ fields: { ...BUILT, explanation: text }, drafts: {} });
const aside = (text, why) => ({ field: "explanation", text, why });
const value = (text, more = {}) => ({ version: 1, ...says(text), aside: [], revision: 1, ...more });
const broken = () => Promise.reject(Object.assign(new Error("told by the browser"), { name: "UnknownError" }));
const SAID = /^Error: Your browser could not keep this \(UnknownError\): copy your text elsewhere\.$/;

test("a text that another tab stored meanwhile gives way, and says to whom; one that the reader drops is gone", async () => {
  const { store } = makeDevice().tab();
  await store.save(KEY, NOTHING, says("theirs"), OPTIONS);
  const { merged, aside: kept } = await store.save(KEY, NOTHING, says("mine"), OPTIONS);
  assert.deepEqual(plain(kept), [aside("theirs", "tab")]);
  assert.equal(merged, false);
  const dropped = await store.save(KEY, says("mine"), says("mine"), { ...OPTIONS, drop: [aside("theirs", "tab")] });
  assert.deepEqual(plain(dropped.aside), []);
});

test("a text can be kept beside before anything else is", async () => {
  const { store } = makeDevice().tab();
  const add = [aside("beside", "box"), aside("also", "box")];
  const { aside: kept } = await store.save(KEY, NOTHING, NOTHING, { ...OPTIONS, add });
  assert.deepEqual(plain(kept), add);
});

test("each change has a later number than the one before, though a clock was ahead or goes back", async () => {
  const device = makeDevice();
  const ahead = Date.now() + 1e9;
  await plant(device, value("of tomorrow", { revision: ahead }));
  const { store } = device.tab();
  const { revision } = await store.save(KEY, says("of tomorrow"), says("of today"), OPTIONS);
  assert.equal(revision, ahead + 1);
});

test("a field that the widget has lost is stored no longer, and its text beside", async () => {
  const device = makeDevice();
  await plant(device, value("kept", { fields: { ...BUILT, story: "a story of mine" } }));
  await device.tab().store.read(KEY, OPTIONS);
  const { fields, aside: kept } = (await stored(device))[KEY];
  assert.deepEqual(fields, BUILT);
  assert.deepEqual(kept.map(({ text }) => text), ["a story of mine"]);
});

test("of what a note has beside it only texts are taken", async () => {
  const device = makeDevice();
  const note = { before: NOTHING, mine: NOTHING, add: [5, null, aside("beside", "box")], at: 1 };
  device.box.setItem(`nudge / unsaved ${KEY} a`, JSON.stringify(note));
  assert.deepEqual((await visit(device)).told.aside, [aside("beside", "box")]);
});

test("widgets and texts of a page are counted, and neither what was put beside nor another page's", async () => {
  const device = makeDevice();
  await plant(device, value("a text of mine", { aside: [aside("and one beside", "box")] }));
  await plant(device, value("another text", { drafts: { explanation: "and a draft" } }), "/ next_token next_token");
  await plant(device, "a text that was put aside", `${KEY} beside 1700000000000`);
  await plant(device, value("of another page"), "/review/ teach_back teach_back");
  await plant(device, value("of nobody"), 5);
  assert.deepEqual(plain(await device.tab().store.kept("/")), { widgets: 2, texts: 5, marks: false });
});

test("the marks of a page are told apart from its widgets", async () => {
  const device = makeDevice();
  await plant(device, { ...value(""), fields: { "scale read": true } }, "/ spine spine");
  assert.deepEqual(plain(await device.tab().store.kept("/")), { widgets: 0, texts: 0, marks: true });
  await device.tab().store.forget("/");
  assert.deepEqual(plain(await device.tab().store.kept("/")), { widgets: 0, texts: 0, marks: false });
});

test("a widget that refuses what is not there begins with nothing", async () => {
  const { fields, drafts, aside: kept } = await makeDevice().tab().store.refuse(KEY, OPTIONS);
  assert.deepEqual(plain([fields, drafts, kept]), [{}, {}, []]);
});

test("a broken database is one sentence, whatever is asked of it", async () => {
  const { store } = makeDevice().tab({ keyval: { get: broken, getMany: broken, update: broken, delMany: broken } });
  await assert.rejects(store.kept("/"), SAID);
  await assert.rejects(store.forget("/"), SAID);
  await assert.rejects(store.refuse(KEY, OPTIONS), SAID);
  await assert.rejects(store.save(KEY, NOTHING, says("mine"), OPTIONS), SAID);
  await assert.rejects(store.read(KEY, OPTIONS), (error) => SAID.test(error) && error.left === undefined);
});

test("who watches a key hears that it was saved or its page forgotten, and nothing of others", async () => {
  const device = makeDevice();
  const [{ store: here }, { store: there }] = [device.tab(), device.tab()];
  const heard = [];
  here.watch(KEY, (what) => heard.push(plain(what)));
  await there.save("/ next_token next_token", NOTHING, says("of another widget"), OPTIONS);
  await there.forget("/review/");
  await device.tab({ path: "/de/" }).store.save(KEY, NOTHING, says("of another site"), OPTIONS);
  await rest();
  assert.deepEqual(heard, []);
  await there.save(KEY, NOTHING, says("of this one"), OPTIONS);
  await rest();
  assert.deepEqual(heard, [{ forgotten: false }]);
  await there.forget("/");
  await rest();
  assert.deepEqual(heard, [{ forgotten: false }, { forgotten: true }]);
});

test("in a hurry it notes in the browser's own localStorage", async () => {
  const device = makeDevice();
  const { scope } = device.tab({ globals: { localStorage: device.box } });
  scope.nudgeStore({ path: "/" }).note(KEY, NOTHING, says("in a hurry"), []);
  const saver = await visit(device);
  assert.equal(saver.box(), "in a hurry");
  await write(saver, "in no hurry");
});

test("only the end of an address can name its folder's page, and a path needs no slash at its end", () => {
  const { pageOf } = makeDevice().tab().scope.nudgeStore;
  assert.equal(pageOf("/en/index.html/notes/", "/en/"), "/index.html/notes/");
  assert.equal(pageOf("/en/review/", "/en"), "/review/");
});
