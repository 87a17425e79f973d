// The page's handle on a worker: nothing lost, nothing stale, no wait without an end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, makeClock, plain, settled } from "./scope.mjs";

const TICK = 2000;

/** A worker that does what the test says: `sent` is what it was told, `say` lets it speak. */
class FakeWorker {
  sent = [];
  alive = true;
  postMessage(data, transfer = []) {
    this.sent.push(structuredClone(data, { transfer: [...transfer] }));
  }
  terminate() {
    this.alive = false;
  }
  say(data) {
    this.onmessage({ data });
  }
  told(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

/** A link with everything around it; files that the provider has are given as {name: bytes, Error or promise}. */
function made({ files = {}, ...options } = {}) {
  const clock = makeClock();
  const scope = load(["link.js"]);
  const it = { clock, workers: [], ended: [], progress: [], asked: [], next: scope.nudgeNumbers.next };
  const provider = {
    async bytes(name, { onProgress, signal }) {
      it.asked.push({ name, signal });
      const data = await files[name];
      if (data instanceof Error) throw data;
      onProgress(data.length, data.length, name);
      return data.slice();
    },
  };
  async function make() {
    it.workers.push(new FakeWorker());
    return it.workers.at(-1);
  }
  it.link = scope.nudgeLink({
    name: "Python",
    make,
    provider,
    clock,
    onEnd: (message) => it.ended.push(message),
    onProgress: (sum) => it.progress.push(plain(sum)),
    ...options,
  });
  return it;
}

/** The same, started and ready. */
async function running(options) {
  const it = made(options);
  const started = it.link.start();
  await settled();
  it.workers[0].say({ type: "ready" });
  await started;
  return { ...it, worker: it.workers[0] };
}

test("it starts one worker however often it is asked, and says boot once", async () => {
  const it = made({ boot: { base: "here" } });
  const starts = [it.link.start(), it.link.start()];
  await settled();
  assert.equal(it.workers.length, 1);
  assert.deepEqual(it.workers[0].sent, [{ base: "here", type: "boot" }]);
  assert.equal(it.link.running, false);
  it.workers[0].say({ type: "ready" });
  await Promise.all([...starts, it.link.start()]);
  assert.equal(it.link.running, true);
  assert.equal(it.workers.length, 1);
});

test("an answer reaches the request of its number, whatever the order", async () => {
  const { link, worker, next } = await running();
  const [a, b] = [next(), next()];
  const answers = [link.request(a, { method: "one" }), link.request(b, { method: "two" })];
  assert.deepEqual(worker.told("request"), [
    { method: "one", type: "request", number: a },
    { method: "two", type: "request", number: b },
  ]);
  worker.say({ type: "answer", number: b, value: "second" });
  worker.say({ type: "answer", number: a, value: "first" });
  assert.deepEqual(await Promise.all(answers), ["first", "second"]);
});

test("a request that fails rejects with the worker's sentence, and progress reaches it before", async () => {
  const { link, worker, next } = await running();
  const seen = [];
  const number = next();
  const answer = link.request(number, {}, { onProgress: (value) => seen.push(value) });
  worker.say({ type: "progress", number, value: 0.5 });
  worker.say({ type: "answer", number, message: "There is no such model." });
  await assert.rejects(answer, { message: "There is no such model." });
  worker.say({ type: "progress", number, value: 0.6 });
  assert.deepEqual(seen, [0.5]);
});

test("numbers never come twice", () => {
  const { next } = made();
  const numbers = Array.from({ length: 100 }, next);
  assert.equal(new Set(numbers).size, 100);
});

test("what is dropped rejects as dropped, the worker is told once, and a late answer is not taken", async () => {
  const { link, worker, next } = await running();
  const [old, kept] = [next(), next()];
  const overtaken = link.request(old, {});
  const answer = link.request(kept, {});
  link.drop([old, 12345]);
  link.drop([old]);
  await assert.rejects(overtaken, { dropped: true });
  assert.deepEqual(worker.told("drop"), [{ type: "drop", numbers: [old] }]);
  worker.say({ type: "answer", number: old, value: "late" });
  worker.say({ type: "answer", number: kept, value: "right" });
  assert.equal(await answer, "right");
});

test("a worker may drop by itself", async () => {
  const { link, worker, next } = await running();
  const number = next();
  const answer = link.request(number, {});
  worker.say({ type: "dropped", numbers: [number] });
  await assert.rejects(answer, { dropped: true });
});

test("the worker's needs are answered from the provider, by transfer", async () => {
  const data = Uint8Array.of(1, 2, 3);
  const { worker, asked } = await running({ files: { "a.bin": data } });
  worker.say({ type: "need", name: "a.bin" });
  await settled();
  assert.deepEqual(worker.told("bytes"), [{ type: "bytes", name: "a.bin", data }]);
  assert.equal(asked.length, 1);
});

test("a file that does not come is answered with the provider's sentence, and asked for anew the next time", async () => {
  const files = { "a.bin": new Error("a.bin came damaged; trying again fetches it anew.") };
  const { worker } = await running({ files });
  worker.say({ type: "need", name: "a.bin" });
  await settled();
  assert.deepEqual(worker.told("bytes"), [{ type: "bytes", name: "a.bin", message: files["a.bin"].message }]);
  files["a.bin"] = Uint8Array.of(7);
  worker.say({ type: "need", name: "a.bin" });
  await settled();
  assert.deepEqual(worker.told("bytes")[1].data, Uint8Array.of(7));
});

test("a file asked for again while it is on its way is handed over once", async () => {
  let arrive;
  const { worker, asked } = await running({ files: { "a.bin": new Promise((resolve) => (arrive = resolve)) } });
  worker.say({ type: "need", name: "a.bin" });
  worker.say({ type: "need", name: "a.bin" });
  arrive(Uint8Array.of(1));
  await settled();
  assert.equal(worker.told("bytes").length, 1);
  assert.equal(asked.length, 1);
});

test("files named ahead are fetched before the worker is there, once, and handed over when asked for", async () => {
  let ready;
  const worker = new FakeWorker();
  const make = () => new Promise((resolve) => (ready = () => resolve(worker)));
  const it = made({ make, files: { "a.bin": Uint8Array.of(1) }, ahead: ["a.bin"] });
  it.link.start();
  await settled();
  assert.deepEqual(it.asked.map(({ name }) => name), ["a.bin"]);
  ready();
  await settled();
  assert.deepEqual(worker.told("bytes"), []);
  worker.say({ type: "need", name: "a.bin" });
  await settled();
  assert.equal(worker.told("bytes").length, 1);
  assert.equal(it.asked.length, 1);
});

test("progress adds up the bytes of all files, those of the worker's own script too", async () => {
  const make = async (count) => {
    count(0, 40, "script.js");
    count(40, 40, "script.js");
    return new FakeWorker();
  };
  const it = made({ make, files: { "a.bin": new Uint8Array(60) }, ahead: ["a.bin"] });
  it.link.start();
  await settled();
  assert.deepEqual(it.progress.at(-1), { loaded: 100, total: 100 });
  assert.ok(it.progress.some(({ loaded, total }) => loaded < total));
});

test("a start that fails says why, ends the worker, and the next start is afresh", async () => {
  const it = made();
  const first = it.link.start();
  await settled();
  it.workers[0].say({ type: "failed", message: "packages.zip came damaged; trying again fetches it anew." });
  await assert.rejects(first, { message: "packages.zip came damaged; trying again fetches it anew." });
  assert.equal(it.workers[0].alive, false);
  assert.equal(it.ended.length, 1);
  const second = it.link.start();
  await settled();
  it.workers[0].say({ type: "failed", message: "late" });
  it.workers[1].say({ type: "ready" });
  await second;
  assert.equal(it.link.running, true);
  assert.equal(it.ended.length, 1);
});

test("a worker that cannot be made fails the start with the sentence", async () => {
  let broken = true;
  const it = made({
    make: async () => {
      if (broken) throw new Error("Workers are forbidden here.");
      return new FakeWorker();
    },
  });
  await assert.rejects(it.link.start(), { message: "Workers are forbidden here." });
  broken = false;
  const again = it.link.start();
  await settled();
  assert.equal(it.ended.length, 1);
  it.link.stop("enough");
  await assert.rejects(again, { message: "enough" });
});

test("a worker that dies settles everything that is open and says so once", async () => {
  const { link, worker, ended, next, clock } = await running();
  const open = [link.request(next(), {}), link.request(next(), {})];
  worker.onerror({ message: "out of memory" });
  for (const answer of open) await assert.rejects(answer, /^Error: Python stopped \(out of memory\); start it again\.$/);
  assert.equal(link.running, false);
  assert.equal(worker.alive, false);
  assert.equal(ended.length, 1);
  assert.equal(clock.waiting, 0);
  await assert.rejects(link.request(next(), {}), /not running/);
});

test("a worker that ends before its first word, without a reason, was forbidden", async () => {
  const it = made();
  const started = it.link.start();
  await settled();
  it.workers[0].onerror({});
  await assert.rejects(started, /lets the page start no worker here.*tab of its own/);
  const { worker, ended } = await running();
  worker.onerror({});
  assert.match(ended[0], /^Python stopped \(without a reason\); start it again\.$/);
});

test("a message that cannot be read ends the worker with a sentence", async () => {
  const { link, worker, ended } = await running();
  worker.onmessageerror();
  assert.match(ended[0], /start it again/);
  assert.equal(link.running, false);
});

test("nothing from before a restart is taken", async () => {
  const it = await running();
  const number = it.next();
  const before = it.link.request(number, {});
  it.link.stop("Restarted.");
  await assert.rejects(before, { message: "Restarted." });
  const again = it.link.start();
  await settled();
  it.workers[1].say({ type: "ready" });
  await again;
  const later = it.next();
  assert.ok(later > number);
  const after = it.link.request(later, {});
  it.workers[0].say({ type: "answer", number: later, value: "of the old worker" });
  it.workers[1].say({ type: "answer", number: later, value: "of the new one" });
  assert.equal(await after, "of the new one");
});

test("bytes that were under way when the worker ended are fetched no further and reach no other worker", async () => {
  let arrive;
  const it = await running({ files: { "a.bin": new Promise((resolve) => (arrive = resolve)) } });
  it.worker.say({ type: "need", name: "a.bin" });
  await settled();
  it.link.stop("Restarted.");
  assert.equal(it.asked[0].signal.aborted, true);
  it.link.start();
  await settled();
  arrive(Uint8Array.of(1));
  await settled();
  assert.deepEqual(it.workers.map((worker) => worker.told("bytes").length), [0, 0]);
});

test("a worker made after its start was given up is ended at once", async () => {
  let ready;
  const worker = new FakeWorker();
  const it = made({ make: () => new Promise((resolve) => (ready = () => resolve(worker))) });
  const started = it.link.start();
  await settled();
  it.link.stop("Left the page.");
  await assert.rejects(started, { message: "Left the page." });
  ready();
  await settled();
  assert.equal(worker.alive, false);
  assert.deepEqual(worker.sent, []);
});

test("a worker that is silent for eight seconds is gone; one that answers pings lives", async () => {
  const { clock, worker, link, ended } = await running();
  for (let tick = 0; tick < 10; tick++) {
    await clock.advance(TICK);
    worker.say({ type: "pong" });
  }
  assert.equal(worker.told("ping").length, 10);
  assert.equal(link.running, true);
  await clock.advance(3 * TICK + 1);
  assert.equal(link.running, true);
  await clock.advance(TICK);
  assert.equal(link.running, false);
  assert.match(ended[0], /^Python does not answer any more.*Start it again\.$/);
});

test("silence is counted in ticks, so that a computer that slept for an hour accuses nobody", async () => {
  const { clock, worker, link } = await running();
  await clock.sleep(3_600_000);
  assert.equal(link.running, true);
  await clock.sleep(3_600_000);
  worker.say({ type: "pong" });
  await clock.advance(3 * TICK);
  assert.equal(link.running, true);
});

test("a start whose worker never speaks ends too", async () => {
  const it = made();
  const started = it.link.start();
  await it.clock.advance(4 * TICK);
  await assert.rejects(started, /does not answer/);
});

test("a worker that said it is busy has more time, pings answered in between or not, until its piece is done", async () => {
  const { clock, worker, link, next } = await running();
  worker.say({ type: "busy", seconds: 60 });
  worker.say({ type: "pong" });
  await clock.advance(58_000);
  assert.equal(link.running, true);
  const number = next();
  const answer = link.request(number, {});
  worker.say({ type: "answer", number, value: 1 });
  await answer;
  await clock.advance(4 * TICK);
  assert.equal(link.running, false);
});

test("a body that cannot be sent rejects and leaves nothing open", async () => {
  const { link, next, worker } = await running();
  await assert.rejects(link.request(next(), { run: () => {} }));
  const number = next();
  const answer = link.request(number, {});
  worker.say({ type: "answer", number, value: "still works" });
  assert.equal(await answer, "still works");
});
