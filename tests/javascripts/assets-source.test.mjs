// The provider with a source of the test's own: what it makes of the bytes that come, ahead, as text and as workers.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { load, makeClock, settled } from "./scope.mjs";

const SCRIPTS = {
  python: ["pyodide.js", "pyodide.asm.js", "python-worker.js"],
  model: ["ort.js", "tokenizers.js", "tokens.js", "weights.js", "reading.js", "training.js", "probe.js", "marking.js", "model-worker.js"],
};

/** A source of these files, by name; `came` is what comes instead of one, `keep` what becomes of it, `globals` the browser's. */
function stage({ files = {}, came = {}, globals = {}, tools = {}, keep = async () => {} } = {}) {
  for (const name of Object.values(SCRIPTS).flat()) files[name] = Buffer.from(`run("${name}")`);
  const listed = {};
  for (const [name, data] of Object.entries(files)) {
    listed[name] = { at: name, size: data.length, packed: data.length, sha256: createHash("sha256").update(data).digest("hex") };
  }
  const asked = [];
  const source = {
    list: async () => listed,
    async packed(name, entry, options) {
      asked.push({ name, ...options });
      return new Uint8Array(came[name] || files[name]);
    },
    keep,
  };
  const revoked = [];
  let blob;
  const URL = { createObjectURL: (given) => (blob = given) && "blob:1", revokeObjectURL: (address) => revoked.push(address) };
  class Worker {
    constructor(address) {
      this.address = address;
    }
  }
  const clock = makeClock();
  const scope = load(["sha256.js", "unpack.js", "assets.js"], { URL, Worker, ...globals });
  const provider = scope.nudgeAssets.provider(source, { clock, ...tools });
  return { provider, scope, asked, revoked, clock, joined: () => blob };
}

for (const [name, scripts] of Object.entries(SCRIPTS)) {
  test(`the ${name} worker is its scripts one after the other, each ended, wanted soon and counted`, async () => {
    const { provider, asked, joined } = stage();
    const onProgress = () => {};
    const worker = await provider.worker(name, onProgress);
    assert.equal(worker.address, "blob:1");
    assert.equal(joined().type, "text/javascript");
    assert.equal(await joined().text(), scripts.map((script) => `run("${script}");\n`).join(""));
    assert.deepEqual(asked, scripts.map((script) => ({ name: script, onProgress, priority: "high" })));
  });
}

test("the address of a worker's script is given back ten seconds later, when it has been read", async () => {
  const { provider, revoked, clock } = stage();
  await provider.worker("python");
  await clock.advance(9_999);
  assert.deepEqual(revoked, []);
  await clock.advance(1);
  assert.deepEqual(revoked, ["blob:1"]);
});

test("where nothing can come to life no worker is made, and nothing fetched for one", async () => {
  const { provider, scope, asked } = stage({ globals: { DecompressionStream: undefined } });
  await assert.rejects(provider.worker("python"), (error) => {
    assert.ok(error instanceof scope.nudgeAssets.AssetError);
    assert.equal(error.message, scope.nudgeAssets.unable());
    return true;
  });
  assert.deepEqual(asked, []);
});

test("a site on a host is no page from disk", () => {
  const { scope } = stage({ globals: { location: { protocol: "https:" }, origin: "https://host.example" } });
  assert.equal(scope.nudgeAssets.unable(), "");
});

test("a file is handed over as text, with every letter of it", async () => {
  const { provider, asked } = stage({ files: { "words.json": Buffer.from("naïve ½ – 字") } });
  assert.equal(await provider.text("words.json", { priority: "low" }), "naïve ½ – 字");
  assert.deepEqual(asked, [{ name: "words.json", priority: "low" }]);
});

test("what is fetched ahead lets everything else go first, and is asked for once", async () => {
  const { provider, asked } = stage();
  provider.ahead("ort.js");
  provider.ahead("ort.js");
  await provider.bytes("ort.js", { onProgress: () => {} });
  assert.deepEqual(asked.map(({ name, priority }) => [name, priority]), [["ort.js", "low"]]);
});

test("what does not come ahead is left alone until somebody needs it", async () => {
  const { provider, asked } = stage({ came: { "ort.js": Buffer.from("damaged") } });
  provider.ahead("ort.js");
  provider.ahead("ort.js");
  for (let turns = 0; turns < 5; turns++) await settled();
  assert.deepEqual(asked.map(({ again }) => again), [undefined, true]);
});

test("what was fetched ahead is handed over once, since its taker may hand it on; the next gets bytes of its own", async () => {
  const { provider, asked } = stage();
  provider.ahead("ort.js");
  const [one, other] = [await provider.bytes("ort.js"), await provider.bytes("ort.js")];
  assert.notEqual(one, other);
  assert.equal(asked.length, 2);
});

test("whoever is told nothing needs a file that is coming already all the same", async () => {
  const { provider, asked } = stage();
  provider.ahead("ort.js");
  await settled();
  await provider.bytes("ort.js");
  assert.equal(asked.length, 1);
});

test("a file that cannot be kept comes all the same, unless it is wanted to last", async () => {
  const { provider } = stage({ keep: () => Promise.reject(new Error("There is no room left.")) });
  assert.equal((await provider.bytes("ort.js")).length, 13);
  await assert.rejects(provider.bytes("ort.js", { lasting: true }), /^Error: There is no room left\.$/);
});

test("a file of another length is damaged, whatever its sum", async () => {
  const { provider } = stage({
    files: { "a.bin": Buffer.from("right") },
    came: { "a.bin": Buffer.from("longer") },
    tools: { sha256: async () => createHash("sha256").update("right").digest("hex") },
  });
  await assert.rejects(provider.bytes("a.bin"), /a\.bin came damaged/);
});

test("a file that begins only half as a packed one does is taken as it came", async () => {
  const files = { "first.bin": Buffer.of(0x1f, 1, 2), "second.bin": Buffer.of(1, 0x8b, 2) };
  const { provider } = stage({ files });
  for (const name of ["first.bin", "second.bin"]) assert.deepEqual(Buffer.from(await provider.bytes(name)), files[name]);
});

test("a login page is known by its beginning, and a file that only speaks of pages is damaged", async () => {
  const pages = ["<!DOCTYPE html>", "\n  <HTML lang=en>"];
  const others = ["x<html>", "a file about <html>", `${" ".repeat(100)}<html>`];
  for (const came of [...pages, ...others]) {
    const { provider } = stage({ files: { "a.bin": Buffer.from("right") }, came: { "a.bin": Buffer.from(came) } });
    await assert.rejects(provider.bytes("a.bin"), pages.includes(came) ? /a\.bin came as a web page/ : /a\.bin came damaged/);
  }
});
