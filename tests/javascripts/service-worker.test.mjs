// The service worker with caches, a network and a Workbox of the test's own: what it serves, and what a version brings.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { load, plain } from "./scope.mjs";
import { shelves } from "./shelves.mjs";

const BASE = "https://host.example/nudge/";
const LIST = "vendor/assets.5678abcd.json";
const FILES = "nudge files /nudge/";

/** A file's entry in the list, and its bytes on the wire. */
function file(name, text) {
  const data = Buffer.from(text);
  const sha256 = createHash("sha256").update(data).digest("hex");
  return { at: `vendor/assets/${name}.${sha256.slice(0, 8)}.bin`, size: data.length, packed: 1, sha256, wire: gzipSync(data) };
}

/** A version of the site: `files` by name; `wire` is what the host sends instead, by address, or nothing; `status` how. */
function stage({ files = {}, kept = [], wire = {}, status = {} } = {}) {
  const cached = ["index.html", "404.html", "glossary/index.html"];
  const listeners = {};
  const log = [];
  const caches = { ...shelves(), has: async (name) => caches.all.has(name) };
  if (kept.length) caches.all.set(FILES, new Map(kept.map((at) => [BASE + at, Buffer.from("kept")])));
  const open = caches.open;
  caches.open = async (name) => ({ ...(await open(name)), delete: async (url) => caches.all.get(name).delete(url) });
  async function fetch(asked, { cache } = {}) {
    const place = (asked.url || asked).slice(BASE.length);
    log.push(cache ? `${place} (${cache})` : place);
    if (place === LIST) return new Response(JSON.stringify(files), { status: status[place] || 200 });
    const data = place in wire ? wire[place] : Object.values(files).find(({ at }) => at === place)?.wire;
    if (data === undefined) throw new TypeError("Failed to fetch");
    return data ? new Response(data, { status: status[place] || 200 }) : new Response("", { status: 404 });
  }
  class PrecacheController {
    constructor(options) {
      assert.deepEqual(plain(options), { fallbackToNetwork: true });
    }
    addToCacheList(pages) {
      log.push(["pages", ...pages]);
    }
    install() {
      return Promise.resolve(log.push("installed"));
    }
    activate() {
      return Promise.resolve(log.push("activated"));
    }
    getCacheKeyForURL(url) {
      return cached.includes(url.slice(BASE.length)) ? url : undefined;
    }
    createHandlerBoundToURL(url) {
      return async ({ request, event }) => request === event.request && `kept ${url.slice(BASE.length)}`;
    }
    async matchPrecache(url) {
      return this.getCacheKeyForURL(url) && `kept ${url.slice(BASE.length)}`;
    }
  }
  const scope = load(["sha256.js", "unpack.js", "service-worker.js"], {
    addEventListener: (name, hear) => (listeners[name] = hear),
    skipWaiting: () => log.push("skips waiting"),
    registration: { scope: BASE },
    workbox: { PrecacheController },
    nudgePages: ["page"],
    nudgeList: LIST,
    caches,
    fetch,
  });
  /** Let an event of a service worker's life happen. */
  async function live(name) {
    let until;
    listeners[name]({ waitUntil: (work) => (until = work) });
    await until;
  }
  /** What a request is answered with; undefined if it goes to the network untouched, and so has no answer at all. */
  async function answer(url, { mode = "no-cors", method = "GET" } = {}) {
    let given;
    listeners.fetch({ request: { url, mode, method }, respondWith: (work) => (given = work ?? assert.fail("no answer")) });
    return given;
  }
  const places = () => [...(caches.all.get(FILES) || new Map()).keys()].map((url) => url.slice(BASE.length));
  return { scope, log, live, answer, places, listeners, caches };
}

test("a page is served as it was kept, by its folder, its name, and with words to mark in it", async () => {
  const { answer } = stage();
  assert.equal(await answer(`${BASE}`), "kept index.html");
  assert.equal(await answer(`${BASE}glossary/?h=token#loss`), "kept glossary/index.html");
  assert.equal(await answer(`${BASE}index.html`), "kept index.html");
});

test("what is no part of the site, or asks for more than to read, goes its way", async () => {
  const { answer } = stage();
  assert.equal(await answer("https://host.example/other/"), undefined);
  assert.equal(await answer(`${BASE}vendor/assets/nudge.zip.1234abcd.bin`), undefined);
  assert.equal(await answer(BASE, { method: "POST" }), undefined);
});

test("a page that is not kept comes from the host, and without a network there is the page of missing ones", async () => {
  const { answer, log } = stage({ wire: { "new/": "a page of the next version" } });
  assert.equal(await (await answer(`${BASE}new/`, { mode: "navigate" })).text(), "a page of the next version");
  assert.equal(await answer(`${BASE}nowhere/`, { mode: "navigate" }), "kept 404.html");
  assert.deepEqual(log.slice(-2), ["new/", "nowhere/"]);
});

test("who has kept nothing fetches only pages", async () => {
  const { live, log, places } = stage({ files: { "nudge.zip": file("nudge.zip", "new") } });
  await live("install");
  await live("activate");
  assert.deepEqual(log, [["pages", "page"], "installed", "activated"]);
  assert.deepEqual(places(), []);
});

test("what was kept is there in its new form before a version is used, and the old goes when it is", async () => {
  const [python, runtime, model] = [file("nudge.zip", "new"), file("ort.wasm", "same"), file("models/demo/next.onnx", "unused")];
  const old = "vendor/assets/nudge.zip.00000000.bin";
  const { live, places } = stage({ files: { "nudge.zip": python, "ort.wasm": runtime, "models/demo/next.onnx": model }, kept: [old, runtime.at] });
  await live("install");
  assert.deepEqual(places(), [old, runtime.at, python.at]);
  await live("activate");
  assert.deepEqual(places(), [runtime.at, python.at]);
});

test("who asked for everything gets what is new as well", async () => {
  const model = file("models/demo/next.onnx", "new in this version");
  const { live, places } = stage({ files: { "models/demo/next.onnx": model }, kept: ["everything"] });
  await live("install");
  await live("activate");
  assert.deepEqual(places(), ["everything", model.at]);
});

test("a file is fetched past the browser's cache, and may come unpacked, whatever its first bytes", async () => {
  const files = {};
  for (const text of ["a word", "\x1fword", "w\x8b"]) {
    const data = Buffer.from(text, "latin1");
    files[text] = { ...file(`file${data[0]}-${data.length}`, data), wire: data };
  }
  const { live, log, places } = stage({ files, kept: ["everything"] });
  await live("install");
  const fetched = Object.values(files).map(({ at }) => at);
  assert.deepEqual(places(), ["everything", ...fetched]);
  assert.deepEqual(log.slice(-3), fetched.map((at) => `${at} (reload)`));
});

test("a host in trouble is named, and its answers are no files, even if they look like them", async () => {
  const python = file("nudge.zip", "new");
  const site = { files: { "nudge.zip": python }, kept: ["everything"] };
  const listless = stage({ ...site, status: { [LIST]: 503 } });
  await assert.rejects(listless.live("install"), new RegExp(`${LIST}: the host answered 503`));
  const trouble = stage({ ...site, status: { [python.at]: 500 } });
  await assert.rejects(trouble.live("install"), /came damaged/);
  assert.deepEqual(trouble.places(), ["everything"]);
});

for (const [how, sent] of [
  ["lost", undefined],
  ["missing", ""],
  ["damaged", gzipSync("another file")],
  ["cut off", gzipSync("new").subarray(0, 12)],
]) {
  test(`a version whose file is ${how} is none, and what was kept stays`, async () => {
    const python = file("nudge.zip", "new");
    const old = "vendor/assets/nudge.zip.00000000.bin";
    const { live, places } = stage({ files: { "nudge.zip": python }, kept: [old], wire: { [python.at]: sent } });
    await assert.rejects(live("install"), sent === undefined ? /Failed to fetch/ : /nudge\.zip\.\w+\.bin came damaged/);
    assert.deepEqual(places(), [old]);
  });
}

test("a version waits until it is asked for", () => {
  const { listeners, log } = stage();
  listeners.message({ data: "something else" });
  assert.ok(!log.includes("skips waiting"));
  listeners.message({ data: "use" });
  assert.ok(log.includes("skips waiting"));
});
