// What a widget has asked of its page: requests.js with a page of the test's own.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain, settled } from "./scope.mjs";

const { nudgeRequests } = load(["requests.js"]);

function stage() {
  const log = [];
  const asked = [];
  let number = 0;
  const host = {
    next: () => ++number,
    drop: (numbers) => log.push(["drop", ...numbers]),
    perform: (effect, options) => new Promise((resolve, reject) => asked.push({ effect, ...options, resolve, reject })),
  };
  const requests = nudgeRequests(host, () => log.push(["heard"]));
  const take = () => plain(requests.take() || null);
  return { requests, take, log, asked };
}

test("an answer waits until it is taken, and is taken once", async () => {
  const { requests, take, log, asked } = stage();
  requests.perform({ key: "clock" });
  assert.equal(take(), null);
  asked[0].resolve(5);
  await settled();
  assert.deepEqual(log, [["heard"]]);
  assert.deepEqual(take(), { method: "answer", key: "clock", value: 5, number: 1 });
  assert.equal(take(), null);
});

test("an answer that waits is overtaken by a request made meanwhile", async () => {
  const { requests, take, asked } = stage();
  requests.perform({ key: "prediction" });
  asked[0].resolve("of the old text");
  await settled();
  requests.overtake(["prediction"]);
  requests.perform({ key: "prediction" });
  assert.equal(take(), null);
  asked[1].resolve("of the new one");
  await settled();
  assert.equal(take().value, "of the new one");
});

test("what is overtaken is dropped by its number, and only what is open", () => {
  const { requests, log } = stage();
  requests.perform({ key: "a" });
  requests.perform({ key: "b" });
  requests.overtake(["b", "never asked"]);
  requests.overtake(["b"]);
  assert.deepEqual(log, [["drop", 2]]);
});

test("an answer that was taken leaves nothing to drop", async () => {
  const { requests, take, log, asked } = stage();
  requests.perform({ key: "a" });
  asked[0].resolve(1);
  await settled();
  take();
  requests.overtake(["a"]);
  assert.deepEqual(log, [["heard"]]);
});

test("progress comes in its order before the answer, and keeps the request open", async () => {
  const { requests, take, asked } = stage();
  requests.perform({ key: "steps" });
  asked[0].onProgress(1);
  asked[0].onProgress(2);
  asked[0].resolve(3);
  await settled();
  const heard = [take(), take(), take()].map(({ method, value }) => [method, value]);
  assert.deepEqual(heard, [["progress", 1], ["progress", 2], ["answer", 3]]);
  asked[0].onProgress(4);
  assert.equal(take(), null);
});

test("a failure is an answer; that something was overtaken is none", async () => {
  const { requests, take, asked } = stage();
  requests.perform({ key: "a" });
  requests.perform({ key: "b" });
  asked[0].reject(new Error("No network."));
  asked[1].reject(Object.assign(new Error("overtaken"), { dropped: true }));
  await settled();
  assert.deepEqual(take(), { method: "fail", key: "a", value: "No network.", number: 1 });
  assert.equal(take(), null);
});

test("after the end nothing is heard, and what was open is dropped", async () => {
  const { requests, take, log, asked } = stage();
  requests.perform({ key: "a" });
  requests.perform({ key: "b" });
  asked[0].resolve("waits");
  await settled();
  requests.end();
  assert.deepEqual(log.at(-1), ["drop", 1, 2]);
  asked[1].resolve("late");
  await settled();
  assert.equal(take(), null);
});
