// The one request to another origin: where it goes, what goes along, when it is given up, and what is said of every failure.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, makeClock, plain, settled } from "./scope.mjs";

const LOCAL = "http://localhost:11434/v1";
const KEY = "sk-0123456789";

/** The page at `at`, its box with `address`, its field with `key`; a server that sends `answer`, or fails as `fails` does. */
function page({ at = "https://site.example/nudge/tutor/", address = LOCAL, key = "", answer = "{}", status = 200, fails, mute, online = true, beside } = {}) {
  const asked = [];
  const ends = [];
  const fetch = async (url, options) => {
    asked.push({ url, ...options });
    if (fails) throw new TypeError("Failed to fetch");
    const gone = new Promise((_, reject) => options.signal.addEventListener("abort", () => reject(new Error("aborted"))));
    if (mute) return gone;
    gone.catch(() => {});
    return new Response(answer, { status });
  };
  const clock = makeClock();
  const elements = {
    mine: { querySelector: (selector) => ({ value: selector.includes("password") ? key : address }) },
    teach_back: beside,
  };
  const secret = { value: key };
  const listeners = {};
  const url = new URL(at);
  const { nudgeOwn } = load(["stronger.js"], {
    fetch, setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout,
    document: { getElementById: (id) => elements[id] || null, querySelectorAll: () => [secret] },
    addEventListener: (kind, run) => (listeners[kind] = run),
    location: { protocol: url.protocol },
    origin: url.origin,
    navigator: { onLine: online },
  });
  const ask = (effect = {}) => nudgeOwn.AskTutor({ address, body: "{\"model\":\"m\"}", ...effect }, { owner: "mine", onDrop: (end) => ends.push(end) });
  return { asked, ask, clock, ends, secret, listeners, nudgeOwn };
}

test("the question goes to the typed address, with nothing but itself", async () => {
  const on = page();
  assert.deepEqual(plain(await on.ask()), { status: 200, text: "{}" });
  const [{ signal, ...sent }] = on.asked;
  assert.deepEqual(plain(sent), {
    url: "http://localhost:11434/v1/chat/completions",
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{\"model\":\"m\"}",
    mode: "cors", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", cache: "no-store",
  });
  const slashes = page({ address: "https://api.example/v1//" });
  await slashes.ask();
  assert.equal(slashes.asked[0].url, "https://api.example/v1/chat/completions");
});

test("a key goes along as the password of the request, and a server that repeats it does not get it kept", async () => {
  const on = page({ key: ` ${KEY} `, answer: `{"error": "wrong key ${KEY}"}`, status: 401 });
  assert.deepEqual(plain(await on.ask()), { status: 401, text: '{"error": "wrong key (your key)"}' });
  assert.equal(on.asked[0].headers.Authorization, `Bearer ${KEY}`);
  assert.ok(!on.asked[0].url.includes(KEY) && !on.asked[0].body.includes(KEY));
  assert.equal((await page({ key: "x", answer: "x" }).ask()).text, "x");
});

test("what is not the address in the box, or none, is not asked", async () => {
  const moved = page();
  await assert.rejects(moved.ask({ address: "https://elsewhere.example/v1" }), /has changed meanwhile/);
  assert.equal(moved.asked.length, 0);
  for (const address of ["localhost", "", "ftp://localhost/", "javascript:alert(1)", "http://a:b@localhost/", "http://a@localhost/", "http://localhost/?a=b", "http://localhost/#a"]) {
    const on = page({ address });
    await assert.rejects(on.ask(), /nothing was sent/);
    assert.equal(on.asked.length, 0);
  }
});

test("from a page that came encrypted, another computer is asked encrypted or not at all", async () => {
  for (const address of ["http://192.168.1.7:11434/v1", "http://localhost.example.org/v1", "http://api.example/v1"]) {
    const on = page({ address });
    await assert.rejects(on.ask(), /over https:\/\/ alone/);
    assert.equal(on.asked.length, 0);
    await page({ address, at: "http://site.example/" }).ask();
  }
  for (const address of [LOCAL, "http://127.0.0.1:1/v1", "http://[::1]:1/v1", "http://ai.localhost/v1"]) await page({ address }).ask();
});

test("a key that no request can carry is spoken of", async () => {
  for (const key of ["two words", "schlüssel", "line\nbreak", 'quo"te', "back\\slash"]) {
    const on = page({ key });
    await assert.rejects(on.ask(), /neither spaces nor letters with accents/);
    assert.equal(on.asked.length, 0);
  }
});

test("silence is told with everything it may be, and with this site's own name", async () => {
  await assert.rejects(page({ fails: true }).ask(), /from localhost:11434\. Either no server answers.*OLLAMA_ORIGINS=https:\/\/site\.example when/);
  const far = { address: "https://api.example/v1", fails: true };
  await assert.rejects(page({ ...far, online: false }).ask(), /offline\. Your text is still here/);
  await assert.rejects(page({ ...far }).ask(), /from api\.example/);
  await assert.rejects(page({ fails: true, online: false }).ask(), /no server answers there/);
});

test("an answer that is too long is not read", async () => {
  await page({ answer: "x".repeat(100_000) }).ask();
  await assert.rejects(page({ answer: "x".repeat(100_001) }).ask(), /longer than 100 kB/);
});

test("a server that does not answer is given up after three minutes", async () => {
  const on = page({ mute: true });
  const given = assert.rejects(on.ask(), /did not answer within 3 minutes/);
  await settled();
  await on.clock.advance(179_999);
  assert.ok(!on.asked[0].signal.aborted);
  await on.clock.advance(1);
  await given;
});

test("a request that nobody waits for any more is ended", async () => {
  const on = page({ mute: true });
  const given = assert.rejects(on.ask());
  await settled();
  on.ends.forEach((end) => end());
  assert.ok(on.asked[0].signal.aborted);
  await given;
});

test("the key does not wait for its reader to come back", () => {
  const on = page({ key: KEY });
  on.listeners.pagehide();
  assert.equal(on.secret.value, "");
});

test("what stands beside is told as its reader sees it, typed or taken", async () => {
  const beside = { machine: { restored: async () => {} }, kept: { version: () => ({ fields: { explanation: "old", ticked: [] }, drafts: { explanation: "new" } }) } };
  assert.equal(await page({ beside }).nudgeOwn.Neighbor({ widget: "teach_back" }), '{"explanation":"new","ticked":[]}');
  assert.equal(await page().nudgeOwn.Neighbor({ widget: "teach_back" }), "");
});
