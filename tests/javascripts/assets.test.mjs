// The provider: for every file and every way in which it can arrive, the right bytes or one sentence that names it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { load, makeClock, settled } from "./scope.mjs";

const BASE = "https://host.example/nudge/";
const FILES = ["ort.wasm", "pyodide.asm.wasm", "python_stdlib.zip", "nudge.zip", "models/demo/tokenizer.json", "pyodide.js", "pyodide.asm.js", "python-worker.js"];
const contents = (name) => Buffer.from(`the contents of ${name} `.repeat(50));
const sum = (data) => createHash("sha256").update(data).digest("hex");
const LOGIN = "<!DOCTYPE html><title>Login to WiFi</title>";

/** A network of the test's own: what each file answers, in turn; its last answer stands for all later ones. */
function stage({ answers = {}, globals = {}, tools = {} } = {}) {
  const listed = Object.fromEntries(
    FILES.map((name) => {
      const data = contents(name);
      const packed = gzipSync(data);
      return [name, { at: `vendor/assets/${name}.${sum(data).slice(0, 8)}.bin`, size: data.length, packed: packed.length, sha256: sum(data) }];
    }),
  );
  const asked = [];
  const turns = {};
  const nameOf = (url) => (url.endsWith("assets.json") ? "assets.json" : Object.keys(listed).find((name) => url.includes(name)));
  const right = (name) => (name === "assets.json" ? Buffer.from(JSON.stringify(listed)) : gzipSync(contents(name)));
  const clock = makeClock();
  async function fetch(url, options) {
    const name = nameOf(url);
    asked.push([name, options.cache]);
    const turn = (turns[name] = (turns[name] || 0) + 1);
    const given = answers[name] || [];
    const answer = given[Math.min(turn, given.length) - 1];
    const { status = 200, type = "text/plain", body, fails, silent } = typeof answer === "function" ? answer(right(name)) : {};
    if (fails) throw new TypeError("Failed to fetch");
    const stream = new ReadableStream({
      start(controller) {
        options.signal.addEventListener("abort", () => controller.error(new Error("aborted")));
        const data = body === undefined ? right(name) : Buffer.from(body);
        controller.enqueue(new Uint8Array(data.subarray(0, 20)));
        if (silent) return;
        controller.enqueue(new Uint8Array(data.subarray(20)));
        controller.close();
      },
    });
    return new Response(stream, { status, headers: { "Content-Type": type } });
  }
  const scope = load(["sha256.js", "unpack.js", "assets.js", "hosted.js"], { fetch, Worker: class {}, ...globals });
  const provider = scope.nudgeAssets.provider(scope.nudgeHosted(BASE, { clock }), { clock, ...tools });
  return { provider, scope, asked, clock, listed };
}

const text = (data) => Buffer.from(data).toString();

for (const name of FILES) {
  test(`${name} comes unpacked, whatever type the host gives it`, async () => {
    for (const type of ["text/plain", "application/octet-stream", "application/wasm", "text/html"]) {
      const { provider } = stage({ answers: { [name]: [() => ({ type })] } });
      assert.equal(text(await provider.bytes(name)), text(contents(name)));
    }
  });

  test(`${name} comes from a host that has unpacked it already`, async () => {
    const { provider } = stage({ answers: { [name]: [() => ({ body: contents(name) })] } });
    assert.equal(text(await provider.bytes(name)), text(contents(name)));
  });

  const short = name.split("/").at(-1);
  const damage = {
    "cut off": (right) => ({ body: right.subarray(0, right.length / 2) }),
    "packed twice": (right) => ({ body: gzipSync(right) }),
    "another build's": () => ({ body: gzipSync("another file") }),
    "of the right length and another content": () => ({ body: gzipSync(Buffer.alloc(contents(name).length)) }),
    empty: () => ({ body: "" }),
  };
  for (const [how, answer] of Object.entries(damage)) {
    test(`${name}, ${how}: it is fetched once more past the cache, then said; the next try works`, async () => {
      const { provider, asked } = stage({ answers: { [name]: [answer, answer, () => ({})] } });
      await assert.rejects(provider.bytes(name), (error) => {
        assert.match(error.message, new RegExp(`^\\S*${short.replaceAll(".", "\\.")} came damaged; trying again fetches it anew\\.$`));
        return true;
      });
      assert.deepEqual(asked.filter(([one]) => one === name).map(([, cache]) => cache), ["default", "reload"]);
      assert.equal(text(await provider.bytes(name)), text(contents(name)));
    });
  }

  test(`${name}, damaged only in the cache: nobody notices`, async () => {
    const { provider } = stage({ answers: { [name]: [() => ({ body: "x" }), () => ({})] } });
    assert.equal(text(await provider.bytes(name)), text(contents(name)));
  });

  test(`${name} as a login page is called one`, async () => {
    const { provider } = stage({ answers: { [name]: [() => ({ body: LOGIN, type: "text/html" })] } });
    await assert.rejects(provider.bytes(name), /came as a web page, perhaps a network's login page; trying again/);
  });

  test(`${name}, missing or refused, is said with the host's answer`, async () => {
    const missing = stage({ answers: { [name]: [() => ({ status: 404 })] } });
    await assert.rejects(missing.provider.bytes(name), /is missing on the site's host \(404\); try again later/);
    const broken = stage({ answers: { [name]: [() => ({ status: 503 })] } });
    await assert.rejects(broken.provider.bytes(name), /the host answered 503/);
  });

  test(`${name} without a network says so, and the next try works`, async () => {
    const { provider } = stage({ answers: { [name]: [() => ({ fails: true }), () => ({})] } });
    await assert.rejects(provider.bytes(name), /could not be fetched. Look at your connection and try again/);
    assert.equal(text(await provider.bytes(name)), text(contents(name)));
  });

  test(`${name} that stops coming is given up after 20 seconds without a byte, and not before`, async () => {
    const { provider, clock } = stage({ answers: { [name]: [() => ({ silent: true })] } });
    let said = "";
    provider.bytes(name).catch((error) => (said = error.message));
    await clock.advance(19_000);
    assert.equal(said, "");
    await clock.advance(2_000);
    await settled();
    assert.match(said, /stopped coming: no byte for 20 seconds/);
  });
}

test("the list as a login page, missing or cut off is said by its name, and asked for again", async () => {
  const faults = [() => ({ body: LOGIN }), () => ({ status: 404 }), (right) => ({ body: right.subarray(0, 30) }), () => ({ body: "{\"a\": {}}" })];
  for (const fault of faults) {
    const { provider } = stage({ answers: { "assets.json": [fault, () => ({})] } });
    await assert.rejects(provider.bytes("ort.wasm"), /^\S*Error: assets\.json |assets\.json/);
    assert.equal(text(await provider.bytes("ort.wasm")), text(contents("ort.wasm")));
  }
});

test("a name that the site does not have is said", async () => {
  const { provider } = stage();
  await assert.rejects(provider.bytes("toString"), /toString is not part of this site/);
});

test("progress counts bytes on the wire up to those that the list names", async () => {
  const { provider, listed } = stage();
  const seen = [];
  await provider.bytes("ort.wasm", { onProgress: (...progress) => seen.push(progress) });
  const { packed } = listed["ort.wasm"];
  assert.deepEqual(seen.slice(0, 2), [[0, packed, "ort.wasm"], [20, packed, "ort.wasm"]]);
  assert.deepEqual(seen.at(-1), [packed, packed, "ort.wasm"]);
});

test("whoever needs a file that is coming already hears how far it is", async () => {
  const { provider, listed } = stage();
  const seen = [];
  provider.ahead("ort.wasm");
  for (let turns = 0; turns < 5; turns++) await settled();
  const { packed } = listed["ort.wasm"];
  const coming = provider.bytes("ort.wasm", { onProgress: (...progress) => seen.push(progress) });
  assert.deepEqual(seen.map(([, ...known]) => known), [[packed, "ort.wasm"]], "at once, and not only at the next chunk");
  await coming;
  assert.deepEqual(seen.at(-1), [packed, packed, "ort.wasm"]);
});

test("a download that is given up stops", async () => {
  const { provider } = stage({ answers: { "ort.wasm": [() => ({ silent: true })] } });
  const abort = new AbortController();
  const coming = provider.bytes("ort.wasm", { signal: abort.signal });
  await settled();
  abort.abort();
  await assert.rejects(coming);
});

test("what was fetched ahead is not fetched again, and a failure ahead is tried again when it is needed", async () => {
  const good = stage();
  good.provider.ahead("ort.wasm");
  await good.provider.bytes("ort.wasm");
  assert.equal(good.asked.filter(([name]) => name === "ort.wasm").length, 1);
  const bad = stage({ answers: { "ort.wasm": [() => ({ fails: true }), () => ({})] } });
  bad.provider.ahead("ort.wasm");
  await settled();
  assert.equal(text(await bad.provider.bytes("ort.wasm")), text(contents("ort.wasm")));
});

for (const [name, word] of [["Worker", "web workers"], ["WebAssembly", "WebAssembly"], ["DecompressionStream", "unpack"]]) {
  test(`a browser without ${name} is told`, () => {
    const { scope } = stage({ globals: { [name]: undefined } });
    assert.match(scope.nudgeAssets.unable(), new RegExp(word));
  });
}

test("opened from disk the page says at once what brings it to life", () => {
  const { scope } = stage({ globals: { location: { protocol: "file:" } } });
  assert.match(scope.nudgeAssets.unable(), /python -m http\.server/);
  assert.equal(stage().scope.nudgeAssets.unable(), "");
});

test("in a closed frame, and where WebAssembly is forbidden, the page says so at once", () => {
  class Module {
    constructor() {
      throw new Error("CompileError: violates the following Content Security Policy directive");
    }
  }
  assert.match(stage({ globals: { origin: "null" } }).scope.nudgeAssets.unable(), /closed frame.*tab of its own/);
  assert.match(stage({ globals: { WebAssembly: { Module } } }).scope.nudgeAssets.unable(), /^WebAssembly is forbidden here.*tab of its own/);
});

test("where a worker may not be made that is one sentence too", async () => {
  class Forbidden {
    constructor() {
      throw new Error("SecurityError: Failed to construct 'Worker'");
    }
  }
  const URL = Object.assign(class extends globalThis.URL {}, { createObjectURL: () => "blob:x", revokeObjectURL() {} });
  const { provider } = stage({ globals: { Worker: Forbidden, URL } });
  await assert.rejects(provider.worker("python"), /start no worker here/);
});

test("without the browser's own SHA-256 a library sums in slices", async () => {
  let slices = 0;
  const create = () => {
    const hash = createHash("sha256");
    return { update: (part) => (slices++, hash.update(part)), digest: () => new Uint8Array(hash.digest()) };
  };
  const scope = load(["sha256.js"], { crypto: {}, nobleHashes: { sha256: { create } } });
  const data = new Uint8Array(3_000_000).fill(7);
  assert.equal(await scope.nudgeSha256(data), sum(data));
  assert.equal(slices, 3);
  assert.equal(await load(["sha256.js"]).nudgeSha256(data), sum(data));
});
