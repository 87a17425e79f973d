// How a worker ends, and what is left of it: one sentence, nothing stale, no wait without an end.
import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeWorker, TICK, made, running } from "./line.mjs";
import { settled } from "./scope.mjs";

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
