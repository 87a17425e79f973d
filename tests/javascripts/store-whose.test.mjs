// What belongs to whom, and is forgotten with whom.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, KEY, makeDevice, plant, rest, stored, visit, write } from "./device.mjs";

test("two copies of the site on one host share nothing", async () => {
  const device = makeDevice();
  await write(await visit(device, { path: "/en/" }), "My English text.");
  await write(await visit(device, { path: "/de/" }), "Mein deutscher Text.");
  assert.equal((await visit(device, { path: "/en/" })).box(), "My English text.");
  assert.equal((await visit(device, { path: "/de/" })).box(), "Mein deutscher Text.");
});

test("two widgets of a page, and one of two pages, share nothing", async () => {
  const device = makeDevice();
  const places = [{}, { id: "second" }, { page: "/review/" }, { widget: "next_token" }];
  for (const [at, place] of places.entries()) await write(await visit(device, place), `text ${at}`);
  for (const [at, place] of places.entries()) assert.equal((await visit(device, place)).box(), `text ${at}`);
});

test("a page is one page under all its addresses, and below whatever path the site lies", () => {
  const { pageOf } = makeDevice().tab().scope.nudgeStore;
  assert.equal(pageOf("/", "/"), "/");
  assert.equal(pageOf("/index.html", "/"), "/");
  assert.equal(pageOf("/en/", "/en/"), "/");
  assert.equal(pageOf("/en/review/index.html", "/en/"), "/review/");
  assert.equal(pageOf("/en/review/", "/en/"), "/review/");
  assert.equal(pageOf("/en/myindex.html", "/en/"), "/myindex.html");
});

test("forgetting a page deletes all of it, what was put beside included, and nothing of another page", async () => {
  const device = makeDevice();
  await plant(device, "a text that nobody can read");
  const { store, saver } = device.tab();
  const mine = saver();
  await mine.read();
  const other = saver({ page: "/review/" });
  await other.read();
  await write(mine, "mine");
  await write(other, "other");
  device.box.setItem(`nudge / unsaved ${KEY} gone`, JSON.stringify({ before: {}, mine: {}, add: [] }));
  assert.equal((await store.kept("/")).widgets, 1);
  await mine.forget();
  await store.forget("/");
  assert.deepEqual(Object.keys(await stored(device)), ["/review/ teach_back teach_back"]);
  assert.deepEqual(Object.keys(device.box), []);
  assert.deepEqual(mine.now(), { fields: BUILT, drafts: {} });
  mine.leave();
  await mine.flush();
  assert.equal((await visit(device)).box(), "");
});

test("a page forgotten while it is being saved stays forgotten, on the screen too", async () => {
  const device = makeDevice({ channels: false });
  const slow = async (...all) => {
    await rest(5);
    await tab.scope.idbKeyval.update(...all);
  };
  const tab = device.tab({ keyval: { update: slow } });
  const { store, saver } = tab;
  const mine = saver();
  await mine.read();
  await write(await visit(device), "secret");
  mine.state({ ...BUILT, ticked: ["update"] }, { name: "point_update", value: "true" });
  mine.flush();
  await mine.forget();
  await store.forget("/");
  await rest();
  assert.deepEqual(await stored(device), {});
  assert.deepEqual(mine.now(), { fields: BUILT, drafts: {} });
});

test("a page forgotten in another tab is not kept again by closing it, and is by writing on", async () => {
  const device = makeDevice();
  const other = await visit(device);
  const { store, saver } = device.tab();
  const here = saver();
  await here.read();
  await write(other, "still on the screen");
  other.addAside("explanation", "from before", "box");
  await other.flush();
  await rest();
  other.text("explanation", "still on the screen.");
  await here.forget();
  await store.forget("/");
  await rest();
  assert.equal(other.told.forgotten, 1);
  other.leave();
  await other.flush();
  assert.deepEqual(await stored(device), {});
  assert.equal(other.box(), "still on the screen.");
  assert.deepEqual(other.told.aside, []);
  await write(other, "still on the screen, and more");
  assert.equal((await visit(device)).box(), "still on the screen, and more");
});

test("a database that the reader deletes does not wait for the page, and is there again with the next change", async () => {
  const device = makeDevice();
  const saver = await visit(device);
  await write(saver, "one");
  await new Promise((resolve, reject) => {
    const asked = device.factory.deleteDatabase("nudge /");
    asked.onsuccess = resolve;
    asked.onblocked = () => reject(new Error("the page blocks it"));
  });
  await write(saver, "one two");
  assert.equal(saver.told.fault, undefined);
  assert.equal((await visit(device)).box(), "one two");
});
