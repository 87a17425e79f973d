// Two tabs of one page lose nothing to each other, whether they can talk or not.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILT, KEY, makeDevice, plant, rest, stored, texts, visit, write } from "./device.mjs";

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
