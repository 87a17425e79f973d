// How a file is fetched from the host: what is asked of the browser, what is counted, and when it is given up.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, makeClock, settled } from "./scope.mjs";

const BASE = "https://host.example/nudge/";
const ENTRY = { at: "vendor/a.bin", size: 9, packed: 6, sha256: "00" };

/** A host whose bytes come when the test says so; it answers the list, if it is given one, at once, and if `mute` nothing. */
function stage({ list, mute, copies, document } = {}) {
  const asked = [];
  const wire = {};
  async function fetch(url, options) {
    asked.push({ url: url.slice(BASE.length), ...options });
    if (list) return new Response(JSON.stringify(list));
    const gone = new Promise((_, reject) => options.signal.addEventListener("abort", () => reject(new Error("aborted"))));
    if (mute) return gone;
    const read = () => Promise.race([gone, new Promise((resolve) => (wire.send = resolve))]);
    return { ok: true, status: 200, headers: new Headers(), body: { getReader: () => ({ read }) } };
  }
  async function chunk(...bytes) {
    wire.send({ value: Uint8Array.from(bytes) });
    await settled();
  }
  const end = () => wire.send({ done: true });
  const clock = makeClock();
  const source = load(["assets.js", "hosted.js"], { fetch, document }).nudgeHosted(BASE, { clock, copies });
  return { source, asked, clock, chunk, end };
}

test("the list is asked for anew each time a page opens, a file may come from the browser's cache", async () => {
  const { source, asked } = stage({ list: { a: ENTRY } });
  await source.list();
  await source.packed("a", ENTRY, {});
  await source.packed("a", ENTRY, { again: true, priority: "high" });
  assert.deepEqual(asked.map(({ url, cache, priority }) => [url, cache, priority]), [
    ["vendor/assets.json", "no-cache", "auto"],
    ["vendor/a.bin", "default", "auto"],
    ["vendor/a.bin", "reload", "high"],
  ]);
});

test("the list is asked for once, and again only after it did not come", async () => {
  const list = { a: { ...ENTRY, size: -1 } };
  const { source, asked } = stage({ list });
  await assert.rejects(source.list());
  list.a = ENTRY;
  await Promise.all([source.list(), source.list()]);
  await source.list();
  assert.equal(asked.length, 2);
});

const WRONG = {
  "says nothing": {},
  "does not say where": { size: 9, sha256: "00" },
  "says nothing of its length": { at: "vendor/b.bin", sha256: "00" },
  "is less than nothing": { at: "vendor/b.bin", size: -1, sha256: "00" },
  "has no sum": { at: "vendor/b.bin", size: 9 },
};
for (const [how, wrong] of Object.entries(WRONG)) {
  test(`a list of which one entry ${how} is damaged`, async () => {
    for (const list of [{ a: ENTRY, b: wrong }, { b: wrong, a: ENTRY }]) {
      await assert.rejects(stage({ list }).source.list(), /assets\.json came damaged/);
    }
  });
}

test("a file may be empty", async () => {
  const list = { a: { ...ENTRY, size: 0 } };
  assert.deepEqual(Object.keys(await stage({ list }).source.list()), ["a"]);
});

test("a file that comes slowly is not given up, as long as something comes within 20 seconds", async () => {
  const { source, clock, chunk, end } = stage();
  const coming = source.packed("a", ENTRY, {});
  for (const byte of [1, 2, 3]) {
    await clock.advance(19_000);
    await chunk(byte);
  }
  await clock.advance(19_000);
  end();
  assert.deepEqual([...(await coming)], [1, 2, 3]);
});

test("a host that does not answer at all is given up after 20 seconds", async () => {
  const { source, clock } = stage({ mute: true });
  let said = "";
  source.packed("a", ENTRY, {}).catch((error) => (said = error.message));
  await clock.advance(19_999);
  assert.equal(said, "");
  await clock.advance(1);
  assert.match(said, /^a stopped coming: no byte for 20 seconds/);
});

test("a file of which the last part does not come is given up 20 seconds after the part before it", async () => {
  const { source, clock, chunk } = stage();
  let said = "";
  source.packed("a", ENTRY, {}).catch((error) => (said = error.message));
  await clock.advance(15_000);
  await chunk(1);
  await clock.advance(19_999);
  assert.equal(said, "");
  await clock.advance(1);
  assert.match(said, /^a stopped coming: no byte for 20 seconds/);
});

test("nothing waits for a download that has ended, well or not", async () => {
  const good = stage();
  const coming = good.source.packed("a", ENTRY, {});
  await settled();
  good.end();
  await coming;
  assert.equal(good.clock.waiting, 0);
  const bad = stage();
  const abort = new AbortController();
  const given = bad.source.packed("a", ENTRY, { signal: abort.signal });
  await settled();
  abort.abort();
  await assert.rejects(given, /a could not be fetched/);
  assert.equal(bad.clock.waiting, 0);
});

test("who may give a download up is asked until it has ended", async () => {
  const { source, end } = stage();
  const heard = new Map();
  const signal = {
    addEventListener: (name, hear) => heard.set(name, hear),
    removeEventListener: (name, hear) => heard.get(name) === hear && heard.delete(name),
  };
  const coming = source.packed("a", ENTRY, { signal });
  await settled();
  assert.deepEqual([...heard.keys()], ["abort"]);
  end();
  await coming;
  assert.equal(heard.size, 0);
});

test("progress ends with the whole, though a host sent fewer bytes or more than the list says", async () => {
  for (const [sent, between] of [[[1, 2], 2], [[1, 2, 3, 4, 5, 6, 7], 6]]) {
    const { source, chunk, end } = stage();
    const seen = [];
    const coming = source.packed("a", ENTRY, { onProgress: (...progress) => seen.push(progress) });
    await settled();
    await chunk(...sent);
    end();
    assert.deepEqual([...(await coming)], sent);
    assert.deepEqual(seen, [[0, 6, "a"], [between, 6, "a"], [6, 6, "a"]]);
  }
});

test("a copy is not kept once more, and what was fetched past it is", async () => {
  const put = [];
  const copies = { get: async () => Uint8Array.of(1), put: async (at, data) => put.push([at, ...data]) };
  const { source, end } = stage({ copies });
  await source.keep(ENTRY, await source.packed("a", ENTRY, {}));
  assert.deepEqual(put, []);
  const coming = source.packed("a", ENTRY, { again: true });
  await settled();
  end();
  await source.keep(ENTRY, await coming);
  assert.deepEqual(put, [["vendor/a.bin"]]);
});

test("where nothing is kept, keeping fails nobody", async () => {
  await stage().source.keep(ENTRY, Uint8Array.of(1));
});

test("a script that the build has written nothing at asks for the list by its own name", async () => {
  for (const document of [undefined, {}, { currentScript: { dataset: {} } }]) {
    const { source, asked } = stage({ list: { a: ENTRY }, document });
    await source.list();
    assert.deepEqual(asked.map(({ url }) => url), ["vendor/assets.json"]);
  }
});
