// Files that come as scripts from a folder: whole and right, or one sentence that names what is missing.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { load } from "./scope.mjs";

const BASE = "file:///home/reader/nudge-offline/";
const sum = (data) => createHash("sha256").update(data).digest("hex");
const FILES = { "nudge.zip": Buffer.from("our Python ".repeat(99)), "ort.wasm": Buffer.alloc(900_000, 7), "weights.bin": randomBytes(500_000) };

/** A folder of the test's own; `lacks` and `damaged` name files. */
function stage({ lacks = [], damaged = [] } = {}) {
  const scope = load(["sha256.js", "unpack.js", "assets.js", "folder.js"], { atob, location: { protocol: "file:" }, origin: "null", Worker: class {} });
  const listed = {};
  const scripts = {};
  for (const [name, data] of Object.entries(FILES)) {
    const packed = gzipSync(data);
    const at = `vendor/assets/${name}.bin`;
    listed[name] = { at, size: data.length, packed: packed.length, sha256: sum(data) };
    scripts[`${at}.js`] = damaged.includes(name) ? packed.subarray(9).toString("base64") : packed.toString("base64");
  }
  scripts["vendor/assets.json.js"] = listed;
  for (const name of lacks) delete scripts[Object.keys(scripts).find((at) => at.includes(name))];
  const asked = [];
  async function run(address) {
    const at = address.slice(BASE.length);
    asked.push(at);
    if (at in scripts) scope.nudgeGive(at, scripts[at]);
    else if (!scripts.silent) throw new Event("error");
  }
  return { scope, asked, scripts, listed, provider: scope.nudgeAssets.provider(scope.nudgeFolder(BASE, { run })) };
}

for (const [name, data] of Object.entries(FILES)) {
  test(`${name} comes as it was packed`, async () => {
    const { provider } = stage();
    assert.deepEqual(Buffer.from(await provider.bytes(name)), data);
  });

  test(`${name}, if it is missing, is named, and can be asked for again`, async () => {
    const { provider, scripts, listed } = stage({ lacks: [name] });
    await assert.rejects(provider.bytes(name), new RegExp(`${name} is missing in this folder; unpack the whole archive`));
    scripts[`${listed[name].at}.js`] = gzipSync(data).toString("base64");
    assert.equal((await provider.bytes(name)).length, data.length);
  });

  test(`${name}, if it is damaged, is read once more and named`, async () => {
    const { provider, asked } = stage({ damaged: [name] });
    await assert.rejects(provider.bytes(name), new RegExp(`${name} came damaged`));
    assert.equal(asked.filter((at) => at.includes(name)).length, 2);
  });

  test(`${name}, if its script holds something else, is named`, async () => {
    const { provider, scripts, listed } = stage();
    scripts[`${listed[name].at}.js`] = "no base64 at all: §";
    await assert.rejects(provider.bytes(name), new RegExp(`${name} came damaged`));
  });
}

test("without the list the page says so, and asks again at the next try", async () => {
  const { provider, scripts, listed } = stage({ lacks: ["assets.json"] });
  await assert.rejects(provider.list(), /assets\.json is missing in this folder/);
  scripts["vendor/assets.json.js"] = listed;
  assert.deepEqual(Object.keys(await provider.list()), Object.keys(FILES));
});

test("what was handed over is not kept twice", async () => {
  const { provider, asked } = stage();
  await provider.bytes("nudge.zip");
  await provider.bytes("nudge.zip");
  assert.deepEqual(asked.filter((at) => at.includes("nudge.zip")).length, 2, "each asking runs the script anew");
});

test("progress says how much is still to come", async () => {
  const { provider, listed } = stage();
  const seen = [];
  await provider.bytes("ort.wasm", { onProgress: (...progress) => seen.push(progress) });
  const { packed } = listed["ort.wasm"];
  assert.deepEqual(seen, [[0, packed, "ort.wasm"], [packed, packed, "ort.wasm"]]);
});

test("a folder needs no server and no origin of its own to come to life", () => {
  assert.equal(stage().scope.nudgeAssets.unable(), "");
});

test("a script that hands nothing over is damaged, also if it did before", async () => {
  const { provider, scripts, listed } = stage();
  await provider.bytes("nudge.zip");
  delete scripts[`${listed["nudge.zip"].at}.js`];
  scripts.silent = true;
  await assert.rejects(provider.bytes("nudge.zip"), /nudge\.zip came damaged/);
  const without = stage();
  delete without.scripts["vendor/assets.json.js"];
  without.scripts.silent = true;
  await assert.rejects(without.provider.list(), /assets\.json came damaged/);
});

test("in a page each file is a script that stays until it has run", async () => {
  const made = [];
  const inside = new Set();
  const document = {
    createElement(tag) {
      const script = Object.assign(new EventTarget(), { tag, remove: () => inside.delete(script) });
      return script;
    },
    head: { append: (script) => inside.add(script) && made.push(script) },
  };
  const scope = load(["assets.js", "folder.js"], { atob, document });
  const { list } = scope.nudgeFolder(BASE);
  const failed = list();
  assert.deepEqual([...inside], made);
  made[0].dispatchEvent(new Event("error"));
  await assert.rejects(failed, /assets\.json is missing in this folder/);
  const listed = list();
  scope.nudgeGive("vendor/assets.json.js", { a: {} });
  made[1].dispatchEvent(new Event("load"));
  assert.deepEqual(Object.keys(await listed), ["a"]);
  const asked = ["script", `${BASE}vendor/assets.json.js`];
  assert.deepEqual(made.map(({ tag, src }) => [tag, src]), [asked, asked]);
  assert.equal(inside.size, 0);
});
