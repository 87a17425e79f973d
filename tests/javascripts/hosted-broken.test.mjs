// A file whose line broke goes on where it was: what is asked of the host, what is taken from it, and when all begins anew.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, makeClock, settled } from "./scope.mjs";

const BASE = "https://host.example/nudge/";
const FILE = Uint8Array.from({ length: 10 }, (_, index) => index);
const ENTRY = { at: "vendor/a.bin", size: 99, packed: FILE.length, sha256: "00" };

/**
 * A host that answers as it is told, in turn: `breaks` is the place in the file at which the line does, `from` where it
 * begins whatever was asked, `ranges` whether it can send a part; the last answer stands for all later ones.
 */
function stage(...answers) {
  const asked = [];
  async function fetch(url, { signal, headers, cache }) {
    const range = headers.Range;
    asked.push([range, cache]);
    const told = answers[Math.min(asked.length, answers.length) - 1];
    const { breaks, stalls, gone, status, ranges = true, total = FILE.length, encoding } = told;
    if (gone) throw new TypeError("Failed to fetch");
    const part = Boolean(range) && ranges;
    const from = part ? (told.from ?? Number(range.match(/^bytes=(\d+)-$/)[1])) : 0;
    const body = new ReadableStream({
      start(controller) {
        signal.addEventListener("abort", () => controller.error(new Error("aborted")));
        const rest = FILE.subarray(from, breaks ?? stalls);
        if (rest.length) controller.enqueue(new Uint8Array(rest));
        if (stalls === undefined && breaks === undefined) controller.close();
        // After what came was read.
        else if (breaks !== undefined) setImmediate(() => controller.error(new TypeError("network error")));
      },
    });
    const described = { ...(part && { "Content-Range": `bytes ${from}-${total - 1}/${total}` }), ...(encoding && { "Content-Encoding": encoding }) };
    return new Response(body, { status: status || (part ? 206 : 200), headers: described });
  }
  const clock = makeClock();
  const source = load(["assets.js", "hosted.js"], { fetch }).nudgeHosted(BASE, { clock });
  const seen = [];
  const take = (options = {}) => source.packed("a", ENTRY, { onProgress: (loaded) => seen.push(loaded), ...options });
  return { asked, clock, seen, take, ranges: () => asked.map(([range]) => range) };
}

const whole = (data) => assert.deepEqual([...data], [...FILE]);
const lost = { message: "a could not be fetched. Look at your connection and try again." };

test("a line that breaks while the network is there is noticed by nobody: the rest is asked for at once", async () => {
  const { take, ranges, seen } = stage({ breaks: 4 }, { breaks: 7 }, {});
  whole(await take());
  assert.deepEqual(ranges(), [undefined, "bytes=4-", "bytes=7-"]);
  assert.deepEqual(seen, [0, 4, 4, 7, 7, 10, 10], "what has come stays counted");
});

test("without a network it is said, and the next try goes on where it was", async () => {
  const { take, ranges, seen } = stage({ breaks: 6 }, { gone: true }, {});
  await assert.rejects(take(), lost);
  seen.length = 0;
  whole(await take());
  assert.deepEqual(ranges(), [undefined, "bytes=6-", "bytes=6-"]);
  assert.deepEqual(seen, [6, 10, 10]);
});

test("a file that stopped coming, and one that was given up, go on at the next try", async () => {
  const stalled = stage({ stalls: 3 }, {});
  const coming = stalled.take();
  coming.catch(() => {});
  await settled();
  await stalled.clock.advance(20_000);
  await assert.rejects(coming, /a stopped coming/);
  whole(await stalled.take());
  assert.deepEqual(stalled.ranges(), [undefined, "bytes=3-"]);
  const given = stage({ stalls: 3 }, {});
  const abort = new AbortController();
  const first = given.take({ signal: abort.signal });
  await settled();
  abort.abort();
  await assert.rejects(first);
  whole(await given.take());
  assert.deepEqual(given.ranges(), [undefined, "bytes=3-"]);
});

test("a host in trouble at the next try costs nothing of what came", async () => {
  const { take, ranges } = stage({ breaks: 6 }, { status: 503 }, {});
  await assert.rejects(take(), /the host answered 503/);
  whole(await take());
  assert.deepEqual(ranges(), [undefined, "bytes=6-", "bytes=6-"]);
});

test("a host that sends no parts sends the whole, and what came before is in it once", async () => {
  const { take, ranges } = stage({ breaks: 4, ranges: false }, { ranges: false });
  whole(await take());
  assert.deepEqual(ranges(), [undefined, "bytes=4-"]);
});

for (const [how, answer] of [
  ["begins elsewhere", { from: 2 }],
  ["is of a file of another length", { total: 12 }],
  ["is refused as none of the file", { status: 416 }],
]) {
  test(`a part that ${how} is not joined to what came: the whole is fetched`, async () => {
    const { take, ranges } = stage({ breaks: 4 }, answer, {});
    whole(await take());
    assert.deepEqual(ranges(), [undefined, "bytes=4-", undefined]);
  });
}

test("what the host packed once more for the way is begun anew, since its bytes are others", async () => {
  const { take, ranges } = stage({ breaks: 4, encoding: "gzip" }, {});
  await assert.rejects(take(), lost);
  whole(await take());
  assert.deepEqual(ranges(), [undefined, undefined]);
});

test("a line that always breaks at the same place is given up", async () => {
  const { take, asked } = stage({ breaks: 4, ranges: false });
  await assert.rejects(take(), lost);
  assert.equal(asked.length, 2);
});

test("what came damaged is fetched whole, past what came before", async () => {
  const { take, asked } = stage({ breaks: 4 }, { gone: true }, {});
  await assert.rejects(take(), lost);
  whole(await take({ again: true }));
  assert.deepEqual(asked.at(-1), [undefined, "reload"]);
});

test("of two who fetch the same file after it broke only one goes on with what came", async () => {
  const { take, ranges } = stage({ breaks: 4 }, { gone: true }, {});
  await assert.rejects(take(), lost);
  const both = await Promise.all([take(), take()]);
  both.forEach(whole);
  assert.deepEqual(ranges().slice(2), ["bytes=4-", undefined]);
});

test("the list, of which nobody knows the length, begins anew", async () => {
  const asked = [];
  async function fetch(_, { headers }) {
    asked.push(headers.Range);
    let turn = 0;
    const read = async () => (turn++ ? Promise.reject(new TypeError("network error")) : { value: Uint8Array.of(123) });
    if (asked.length > 1) return new Response("{}");
    return { ok: true, status: 200, headers: new Headers(), body: { getReader: () => ({ read }) } };
  }
  const source = load(["assets.js", "hosted.js"], { fetch }).nudgeHosted(BASE, { clock: makeClock() });
  await assert.rejects(source.list(), /assets\.json could not be fetched/);
  assert.deepEqual(Object.keys(await source.list()), []);
  assert.deepEqual(asked, [undefined, undefined]);
});
