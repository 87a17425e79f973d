/**
 * The language model, in a classic worker of its own, so that a long step never stops the sliders.
 *
 * In: {type: "boot", base}, then {call, kind: "Predict", model, ids}. Out: {call, value} or {call, message}.
 */
"use strict";

importScripts("assets.js");

let assets;
let runtime;
const sessions = new Map();
// One request at a time: a session must not be run twice at once.
let queue = Promise.resolve();

onmessage = ({ data }) => {
  if (data.type === "boot") assets = nudgeAssets.hosted(data.base);
  else queue = queue.then(() => perform(data));
};

async function perform({ call, model, ids }) {
  try {
    const value = await predict(model, ids);
    postMessage({ call, value }, [value.buffer]);
  } catch (error) {
    postMessage({ call, message: `The language model did not answer: ${(error && error.message) || error}` });
  }
}

async function start() {
  importScripts(await assets.url("vendor/ort.js"));
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = await assets.bytes("vendor/ort.wasm");
}

async function session(model) {
  if (!sessions.has(model)) {
    const graph = await assets.bytes(`models/${model}/model.int8.onnx`);
    sessions.set(model, await ort.InferenceSession.create(graph, { executionProviders: ["wasm"] }));
  }
  return sessions.get(model);
}

/** Logits of the token after `ids`. */
async function predict(model, ids) {
  runtime = runtime || start();
  runtime.catch(() => (runtime = undefined));
  await runtime;
  const loaded = await session(model);
  const input = new ort.Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
  const { logits } = await loaded.run({ ids: input });
  return Float32Array.from(logits.data);
}
