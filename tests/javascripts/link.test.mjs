// The page's handle on a worker: requests, answers, drops and files.
import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeWorker, made, running } from "./line.mjs";
import { settled } from "./scope.mjs";

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

test("files that nobody wants any more are fetched no further and count for nothing; the worker hears that they did not come", async () => {
  const held = () => {
    const one = {};
    one.data = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }));
    return one;
  };
  const [large, other] = [held(), held()];
  const { link, worker, asked, progress } = await running({ files: { "models/tutor/marker.onnx": large.data, "models/demo/next.onnx": other.data } });
  for (const name of ["models/tutor/marker.onnx", "models/demo/next.onnx"]) worker.say({ type: "need", name });
  await settled();
  link.giveUp("models/tutor/");
  assert.deepEqual(asked.map(({ name, signal }) => [name.split("/")[1], signal.aborted]), [["tutor", true], ["demo", false]]);
  assert.deepEqual(progress.at(-1), { loaded: 0, total: 0 });
  large.resolve(new Error("models/tutor/marker.onnx could not be fetched."));
  other.resolve(new Uint8Array([1, 2]));
  await settled();
  await settled();
  assert.deepEqual(worker.told("bytes").map(({ name, message }) => [name, message]), [
    ["models/tutor/marker.onnx", "models/tutor/marker.onnx could not be fetched."],
    ["models/demo/next.onnx", undefined],
  ]);
  assert.deepEqual(progress.at(-1), { loaded: 2, total: 2 });
  link.stop("over");
  link.giveUp("models/");
});
