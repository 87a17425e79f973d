// What was packed comes out as it went in, and the page is never held up for long meanwhile.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { load } from "./scope.mjs";

const { nudgeUnpack } = load(["unpack.js"]);

for (const [what, data] of [["nothing", Buffer.alloc(0)], ["a word", Buffer.from("word")], ["more than one piece", randomBytes(300_000)], ["what packs well", Buffer.alloc(5_000_000, "ab")]]) {
  test(`${what} comes out as it went in`, async () => {
    assert.ok(Buffer.from(await nudgeUnpack(gzipSync(data))).equals(data));
  });
}

test("between two pieces others have their turn", async () => {
  let turns = 0;
  const other = setInterval(() => turns++, 0);
  await nudgeUnpack(gzipSync(randomBytes(3_000_000)));
  clearInterval(other);
  assert.ok(turns > 5, `${turns} turns`);
});

test("what is damaged, cut off or followed by more is refused", async () => {
  const whole = gzipSync(randomBytes(200_000));
  const damaged = Buffer.from(whole);
  damaged[100_000] ^= 255;
  for (const wrong of [damaged, whole.subarray(0, 150_000), whole.subarray(0, -4), Buffer.concat([whole, Buffer.from("more")])]) await assert.rejects(nudgeUnpack(wrong));
});
