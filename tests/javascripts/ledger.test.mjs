// Ledgers: what many widgets and tabs add to loses nothing, whatever the device does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { makeDevice } from "./device.mjs";
import { plain, settled } from "./scope.mjs";

const rest = async () => {
  for (let turn = 0; turn < 40; turn++) await settled();
};

/** A page's ledgers, and what a follower last heard. */
function page(device, { path = "/", keyval = {}, globals = {} } = {}) {
  const { scope } = device.tab({ path, globals });
  const ledgers = scope.nudgeLedgers({ path, keyval: { ...scope.idbKeyval, ...keyval } });
  return {
    follow(name = "reviews", add = [], clear = false) {
      const heard = [];
      const stop = ledgers.follow(name, { add, clear }, (answer) => heard.push(plain(answer)));
      return { heard, stop, ids: () => heard.at(-1).entries.map(({ id }) => id), trouble: () => heard.at(-1).trouble };
    },
  };
}

const refuse = (name) => async () => {
  throw Object.assign(new Error("no"), { name });
};

for (const channels of [true, false]) {
  const how = channels ? "" : ", in a browser in which tabs cannot talk";
  test(`two tabs that add at the same time keep both${how}`, async () => {
    const device = makeDevice({ channels });
    const [a, b] = [page(device), page(device)];
    a.follow("reviews", [{ id: "x", at: 2 }]);
    b.follow("reviews", [{ id: "y", at: 1 }]);
    await rest();
    const later = page(device).follow();
    await rest();
    assert.deepEqual(later.ids(), ["y", "x"]);
    assert.equal(later.trouble(), "");
  });
}

test("whoever follows hears of what others add, in this page and in another tab", async () => {
  const device = makeDevice();
  const [a, b] = [page(device), page(device)];
  const [near, far] = [a.follow(), b.follow()];
  await rest();
  assert.deepEqual(near.ids(), []);
  a.follow("reviews", [{ id: "x" }]);
  await rest();
  assert.deepEqual([near.ids(), far.ids()], [["x"], ["x"]]);
  far.stop();
  const before = far.heard.length;
  a.follow("reviews", [{ id: "z" }]);
  await rest();
  assert.equal(far.heard.length, before);
});

test("an id that is there already stays as it is", async () => {
  const one = page(makeDevice());
  const follower = one.follow("reviews", [{ id: "x", grade: 1 }]);
  await rest();
  one.follow("reviews", [{ id: "x", grade: 4 }]);
  await rest();
  assert.deepEqual(follower.heard.at(-1).entries, [{ id: "x", grade: 1 }]);
});

test("what is cleared is gone, what is added with it stays, and other ledgers stay", async () => {
  const one = page(makeDevice());
  one.follow("reviews", [{ id: "x" }]);
  one.follow("answers", [{ id: "a" }]);
  await rest();
  const cleared = one.follow("reviews", [{ id: "y" }], true);
  const other = one.follow("answers");
  await rest();
  assert.deepEqual([cleared.ids(), other.ids()], [["y"], ["a"]]);
});

test("two copies of the site on one host share nothing", async () => {
  const device = makeDevice();
  page(device, { path: "/one/" }).follow("reviews", [{ id: "x" }]);
  await rest();
  const other = page(device, { path: "/two/" }).follow();
  await rest();
  assert.deepEqual(other.ids(), []);
});

test("where nothing is kept entries last for the visit, with a sentence", async () => {
  const one = page(makeDevice(), { globals: { indexedDB: undefined } });
  const follower = one.follow("reviews", [{ id: "x" }]);
  one.follow("reviews", [{ id: "y" }]);
  await rest();
  assert.deepEqual(follower.ids(), ["x", "y"]);
  assert.match(follower.trouble(), /keeps nothing here/);
});

test("what a full device refused is kept with what comes once there is room", async () => {
  const device = makeDevice();
  let full = true;
  const { scope } = device.tab();
  const update = (...all) => (full ? refuse("QuotaExceededError")() : scope.idbKeyval.update(...all));
  const one = page(device, { keyval: { update } });
  const follower = one.follow("reviews", [{ id: "x" }]);
  await rest();
  assert.match(follower.trouble(), /no room/);
  full = false;
  one.follow("reviews", [{ id: "y" }]);
  await rest();
  assert.equal(follower.trouble(), "");
  const later = page(device).follow();
  await rest();
  assert.deepEqual(later.ids(), ["x", "y"]);
});

test("a value that is none of ours goes beside, and nothing of it is taken", async () => {
  const device = makeDevice();
  const { scope } = device.tab();
  const transact = scope.nudgeStorage.database(scope.idbKeyval, "nudge /");
  await scope.idbKeyval.set("* ledger reviews", { version: 1, entries: [{ grade: 3 }] }, transact);
  const follower = page(device).follow("reviews", [{ id: "x" }]);
  await rest();
  assert.deepEqual(follower.ids(), ["x"]);
  const names = await scope.idbKeyval.keys(transact);
  assert.equal(names.filter((name) => /^\* ledger reviews beside \d+$/.test(name)).length, 1);
});

test("an entry without an id, or as long as a book, is refused", () => {
  const one = page(makeDevice());
  for (const wrong of [{}, null, { id: "" }, { id: "x", text: "y".repeat(5000) }]) {
    assert.throws(() => one.follow("reviews", [wrong]), /no id, or is too long/);
  }
});
