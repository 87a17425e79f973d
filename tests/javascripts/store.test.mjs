import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, makeDevice, rest, visit } from "./device.mjs";
import { plain } from "./scope.mjs";

const KEY = "/ teach_back teach_back";
const OPTIONS = { built: BUILT, texts: ["explanation"] };
const texts = (saver) => saver.told.aside.map(({ text }) => text);

/** Write as a reader does, and wait until it is saved. */
async function write(saver, text) {
  saver.text("explanation", text);
  await saver.flush();
}

/** Put any value where a widget's is kept. */
async function plant(device, value, key = KEY) {
  const { scope } = device.tab();
  await scope.idbKeyval.set(key, value, scope.idbKeyval.createStore("nudge /", "kept"));
}

async function stored(device, name = "nudge /") {
  const { scope } = device.tab();
  return Object.fromEntries(plain(await scope.idbKeyval.entries(scope.idbKeyval.createStore(name, "kept"))));
}

// One visit after another.

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

// Two tabs.

for (const channels of [true, false]) {
  const how = channels ? "" : ", in a browser in which tabs cannot talk";

  test(`a tick in one tab leaves the text of the other${how}`, async () => {
    const device = makeDevice({ channels });
    const [a, b] = [await visit(device), await visit(device)];
    await write(a, "Three paragraphs");
    b.state({ ...BUILT, ticked: ["update"] }, { name: "point_update", value: "true" });
    await b.flush();
    await rest();
    assert.equal(b.box(), "Three paragraphs");
    const again = await visit(device);
    assert.equal(again.box(), "Three paragraphs");
    assert.deepEqual(again.now().fields.ticked, ["update"]);
  });

  test(`two texts written in two tabs are both there, whoever saved last${how}`, async () => {
    for (const order of [[0, 1], [1, 0]]) {
      const device = makeDevice({ channels });
      const tabs = [await visit(device, { adopts: false }), await visit(device, { adopts: false })];
      tabs[0].text("explanation", "from A");
      tabs[1].text("explanation", "from B");
      for (const at of order) await tabs[at].flush();
      await rest();
      const again = await visit(device);
      assert.deepEqual([again.box(), ...texts(again)].sort(), ["from A", "from B"]);
      assert.equal(again.box(), order[1] === 1 ? "from B" : "from A");
    }
  });

  test(`a tab that does not show the other's text never saves its own old one over it${how}`, async () => {
    const device = makeDevice({ channels });
    const [a, b] = [await visit(device), await visit(device, { adopts: false })];
    await write(a, "Three paragraphs");
    for (const ticked of [["one"], ["one", "two"], ["two"]]) {
      b.state({ ...BUILT, ticked }, { name: "point", value: "true" });
      await b.flush();
      await rest();
    }
    assert.equal((await visit(device)).box(), "Three paragraphs");
  });
}

test("another tab's change is shown at once", async () => {
  const device = makeDevice();
  const [a, b] = [await visit(device), await visit(device)];
  await write(a, "seen");
  await rest();
  assert.equal(b.box(), "seen");
  assert.equal(b.isDirty(), false);
});

test("where it cannot be shown now it is offered again at the next look", async () => {
  const device = makeDevice();
  const [a, b] = [await visit(device), await visit(device, { adopts: false })];
  await write(a, "seen");
  await rest();
  assert.equal(b.box(), "");
  b.told.adopts = true;
  await b.refresh();
  assert.equal(b.box(), "seen");
});

test("a tab without word from others looks when it is looked at", async () => {
  const device = makeDevice({ channels: false });
  const [a, b] = [await visit(device), await visit(device)];
  await write(a, "seen");
  await b.refresh();
  assert.equal(b.box(), "seen");
});

test("a look at an unchanged text disturbs nobody, not even a widget that has changed by itself", async () => {
  const device = makeDevice();
  const a = await visit(device);
  await write(a, "mine");
  await a.refresh();
  const b = await visit(device);
  b.state({ ...BUILT, shape: "drawn by chance" }, null);
  await b.refresh();
  assert.deepEqual([a.told.elsewhere, b.told.elsewhere], [undefined, undefined]);
});

test("the same text written in two tabs disturbs nobody", async () => {
  const device = makeDevice();
  const [a, b] = [await visit(device), await visit(device)];
  b.text("explanation", "same");
  await write(a, "same");
  await rest();
  await b.flush();
  await rest();
  assert.deepEqual([a.told.elsewhere, b.told.elsewhere], [undefined, undefined]);
  assert.deepEqual([a.told.aside, b.told.aside], [[], []]);
});

test("what is typed while another tab's text is on its way stays in the box", async () => {
  const device = makeDevice({ channels: false });
  await write(await visit(device), "old");
  const b = await visit(device);
  await write(await visit(device), "from A");
  b.state({ ...b.now().fields, ticked: ["update"] }, { name: "point_update", value: "true" });
  const saving = b.flush();
  b.text("explanation", "from B");
  await saving;
  assert.equal(b.box(), "from B");
  const looking = b.refresh();
  b.text("explanation", "from B, and more");
  await looking;
  assert.equal(b.box(), "from B, and more");
  await b.flush();
  assert.deepEqual(texts(await visit(device)), ["from A"]);
});

test("two tabs that write in turn leave one text beside, not one for every letter", async () => {
  const device = makeDevice({ channels: false });
  const tabs = [await visit(device, { adopts: false }), await visit(device, { adopts: false })];
  for (let letters = 1; letters < 8; letters++) {
    for (const [at, letter] of ["a", "b"].entries()) await write(tabs[at], letter.repeat(letters));
  }
  assert.equal((await stored(device))[KEY].aside.length, 1);
});

test("a text kept beside and deleted in one tab is gone in the other, and stays gone", async () => {
  const device = makeDevice();
  await plant(device, { version: 1, fields: {}, drafts: {}, aside: [{ field: "explanation", text: "beside", why: "tab" }], revision: 1 });
  const [a, b] = [await visit(device), await visit(device)];
  a.dropAside(a.told.aside[0]);
  assert.deepEqual(a.told.aside, []);
  await a.flush();
  await rest();
  assert.deepEqual(b.told.aside, []);
  assert.deepEqual((await visit(device)).told.aside, []);
});

test("a text that changes places with the one in the box is not lost, and neither is the other", async () => {
  const device = makeDevice();
  await plant(device, { version: 1, fields: { explanation: "front" }, drafts: {}, aside: [{ field: "explanation", text: "beside", why: "tab" }], revision: 1 });
  const saver = await visit(device);
  saver.text("explanation", "beside");
  saver.addAside("explanation", "front", "box");
  assert.deepEqual(saver.told.aside, [{ field: "explanation", text: "front", why: "box" }]);
  await saver.flush();
  assert.deepEqual(texts(await visit(device)), ["front"]);
});

test("whatever two tabs do, with or without word between them, no word that was saved or left is lost", async () => {
  let seed = 7;
  const below = (most) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
  for (let round = 0; round < 60; round++) {
    const device = makeDevice({ channels: round % 2 === 0 });
    const tabs = [await visit(device), await visit(device)];
    const said = [];
    for (let step = 0; step < 14; step++) {
      const at = below(2);
      const tab = tabs[at];
      const word = `w${round}x${step}.`;
      const doing = below(8);
      if (doing < 3) {
        tab.text("explanation", `${tab.box()}${word}`);
        said.push(word);
      } else if (doing === 3) {
        const { fields, drafts } = tab.now();
        const value = drafts.explanation;
        if (value !== undefined) tab.state({ ...fields, explanation: value }, { name: "explanation", value });
      } else if (doing === 4) await tab.flush();
      else if (doing === 5) tab.told.adopts = below(2) === 1;
      else if (doing === 6) await tab.refresh();
      else {
        // Left; and if the database was too slow for that, the note alone must do.
        tab.leave();
        if (below(2)) await tab.flush();
        tabs[at] = device.tab().saver();
        if (below(2)) {
          tabs[at].text("explanation", word);
          said.push(word);
        }
        await tabs[at].read();
      }
      if (below(2)) await rest(10);
    }
    for (const tab of tabs) tab.leave();
    await rest();
    const end = await visit(device);
    const found = [end.box(), ...texts(end)].join("|");
    for (const word of said) assert.ok(found.includes(word), `round ${round}: ${word} is not in ${found}`);
  }
});

// Where a page is left in a hurry.

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
});

test("notes that are no notes of ours are left alone", async () => {
  const device = makeDevice();
  device.box.setItem(`nudge / unsaved ${KEY} x`, "{]");
  device.box.setItem(`nudge / unsaved ${KEY} y`, JSON.stringify({ before: null }));
  device.box.setItem(`nudge / unsaved ${KEY} z`, JSON.stringify({ before: {}, mine: {}, add: [] }));
  assert.deepEqual((await visit(device)).now(), { fields: BUILT, drafts: {} });
});

// How often it writes.

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

// What belongs to whom.

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

// Where the device is full, silent, forbidden or spoilt.

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

// What version 0.1.0 kept.

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
  const { saver, scope } = device.tab({ keyval: { update: (...all) => (fails-- > 0 ? failing("UnknownError")() : scope.idbKeyval.update(...all)) } });
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

test("beside a text that was written since it is kept aside", async () => {
  const device = makeDevice();
  await write(await visit(device), "since");
  device.box.setItem(FIRST, JSON.stringify({ explanation: "of 0.1.0", ticked: [] }));
  const saver = await visit(device);
  assert.deepEqual([saver.box(), ...texts(saver)], ["since", "of 0.1.0"]);
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

// A page that is left and comes back.

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
