// Every file of the site's real list in turn, and every way in which it can come wrong: one sentence that names it and says
// what to do, nothing wrong kept, no other file touched, and the next try gets it. Small bodies stand for the large ones.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { load, makeClock, settled } from "./scope.mjs";
import { shelves } from "./shelves.mjs";

const BASE = "https://host.example/nudge/";
const REAL = JSON.parse(readFileSync(new URL("../../docs/vendor/assets.json", import.meta.url), "utf8"));
const PAGE = Buffer.from("<!doctype html><title>Not found</title>");

/** What the host has: the list with the real names and places, and what lies there, packed. */
const files = new Map();
const LISTED = Object.fromEntries(
  Object.entries(REAL).map(([name, { at }]) => {
    const data = Buffer.from(`the contents of ${name} `.repeat(9));
    const packed = gzipSync(data);
    files.set(at, packed);
    return [name, { at, size: data.length, packed: packed.length, sha256: createHash("sha256").update(data).digest("hex") }];
  }),
);
const contents = (name) => `the contents of ${name} `.repeat(9);

function flipped(right) {
  const wrong = Buffer.from(right);
  // In the middle of what is packed.
  wrong[right.length >> 1] ^= 1;
  return wrong;
}

const DAMAGED = /^\S+ came damaged; trying again fetches it anew\.$/;
const LOST = /^\S+ could not be fetched\. Look at your connection and try again\.$/;

/** What a fault makes of a file's answer, and what is said; `asks` are how often the file is asked for before that. */
const FAULTS = {
  missing: { answer: () => ({ status: 404, body: PAGE }), says: /^\S+ is missing on the site's host \(404\); try again later\.$/, asks: 1 },
  "refused by a host in trouble": { answer: () => ({ status: 500, body: PAGE }), says: /^\S+ could not be fetched: the host answered 500\. Try again later\.$/, asks: 1 },
  truncated: { answer: (right) => ({ body: right.subarray(0, right.length >> 1) }), says: DAMAGED, asks: 2 },
  "one byte wrong": { answer: (right) => ({ body: flipped(right) }), says: DAMAGED, asks: 2 },
  "sent as a page": {
    answer: () => ({ body: PAGE, type: "text/html" }),
    says: /^\S+ came as a web page, perhaps a network's login page; trying again fetches it anew\.$/,
    asks: 2,
  },
  slow: { answer: () => ({ pause: 19_000 }), asks: 1 },
  stalled: { answer: () => ({ stalls: true }), says: /^\S+ stopped coming: no byte for 20 seconds\. Look at your connection and try again\.$/, asks: 1 },
  "without a network": { answer: () => ({ gone: true }), says: LOST, asks: 1 },
  // Once more at once, and then it has come no further.
  "lost in the middle": { answer: () => ({ breaks: true }), says: LOST, asks: 2 },
};

/** A visit whose network does `fault` to the file `at`, until `heal`. */
function visit(at, fault) {
  const clock = makeClock();
  const caches = shelves();
  const asked = [];
  let healed = false;
  async function fetch(url, { signal, headers }) {
    const place = url.slice(BASE.length);
    if (place === "vendor/assets.json") return new Response(JSON.stringify(LISTED));
    asked.push(place);
    const right = files.get(place);
    const begin = Number(/\d+/.exec(headers.Range || "")?.[0] || 0);
    const wrong = place === at && !healed ? fault(right) : {};
    if (wrong.gone) throw new TypeError("Failed to fetch");
    const body = wrong.body || right;
    const stream = new ReadableStream({
      start(controller) {
        signal.addEventListener("abort", () => controller.error(new Error("aborted")));
        // A line that breaks breaks at the same byte each time.
        const middle = body.length >> 1;
        if (begin < middle) controller.enqueue(new Uint8Array(body.subarray(begin, middle)));
        const rest = () => {
          controller.enqueue(new Uint8Array(body.subarray(Math.max(begin, middle))));
          controller.close();
        };
        if (wrong.breaks) setImmediate(() => controller.error(new TypeError("network error")));
        else if (wrong.pause) clock.setTimeout(rest, wrong.pause);
        else if (!wrong.stalls) rest();
      },
    });
    const part = begin && { "Content-Range": `bytes ${begin}-${right.length - 1}/${right.length}` };
    return new Response(stream, { status: wrong.status || (begin ? 206 : 200), headers: { "Content-Type": wrong.type || "text/plain", ...part } });
  }
  const document = { currentScript: { src: `${BASE}javascripts/any.js`, dataset: { offline: "" } } };
  const scope = load(["sha256.js", "unpack.js", "assets.js", "copies.js", "hosted.js"], { fetch, caches, document });
  const provider = scope.nudgeAssets.provider(scope.nudgeHosted(BASE, { clock }), { clock });
  /** What was kept, by place. */
  const kept = () => new Map([...caches.all.values()].flatMap((cache) => [...cache]).map(([url, data]) => [url.slice(BASE.length), data]));
  return { provider, clock, asked, kept, heal: () => (healed = true) };
}

/** A file as text, or what was said instead; the clock goes on as long as nothing comes. */
async function taken({ provider, clock }, name) {
  let ended;
  provider.text(name).then((text) => (ended = { text }), (error) => (ended = { error }));
  // Unpacking and summing are other threads' work, which takes time of the real kind.
  const began = performance.now();
  for (let turns = 0; !ended; turns++) {
    await settled();
    // What needs no clock comes first.
    if (turns > 20) await clock.advance(1_000);
    assert.ok(performance.now() - began < 10_000, `${name} neither comes nor fails`);
  }
  return ended;
}

async function until(holds) {
  for (let turns = 0; turns < 100 && !holds(); turns++) await settled();
  assert.ok(holds());
}

const names = Object.keys(LISTED);

test("the list is the real one", () => {
  assert.ok(names.length > 100);
  for (const name of ["pyodide.asm.wasm", "ort.wasm", "nudge.zip", "models/tutor/marker.onnx"]) assert.ok(names.includes(name));
});

for (const [how, { answer, says, asks }] of Object.entries(FAULTS)) {
  test(`each of the files, ${how}: ${says ? "it is said, nothing is kept, and the next try gets it" : "it comes"}`, async () => {
    for (const [index, name] of names.entries()) {
      const { at } = LISTED[name];
      const one = visit(at, answer);
      const { text, error } = await taken(one, name);
      assert.deepEqual(one.asked, Array(asks).fill(at), `${name} alone is asked for, and no oftener than helps`);
      if (says) {
        assert.match(error.message, says);
        assert.ok(error.message.startsWith(`${name} `), `${error.message} does not name ${name}`);
        await settled();
        assert.equal(one.kept().size, 0, `something of ${name} is kept`);
        // The rest goes on meanwhile, and stays.
        const other = names[(index + 1) % names.length];
        assert.equal((await taken(one, other)).text, contents(other));
        await until(() => one.kept().size === 1);
        one.heal();
        assert.equal((await taken(one, name)).text, contents(name));
      } else assert.equal(text, contents(name));
      await until(() => one.kept().has(at));
      assert.deepEqual(one.kept().get(at), files.get(at));
      assert.equal(one.clock.waiting, 0, "nothing waits any more");
    }
  });
}
