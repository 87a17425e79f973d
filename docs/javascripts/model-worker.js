/**
 * The language model, in a classic worker of its own, so that a long step never stops the sliders.
 *
 * In: {type: "boot", base}, then {call, kind: "Predict", model, ids}. Out: {call, value} or {call, message}.
 */
"use strict";

importScripts("assets.js");

let assets;
let runtime;
const models = new Map();
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

/** The graph of the next token, and the model's weights as the one vector that it reads; kept once both are there. */
async function loaded(model) {
  if (!models.has(model)) {
    const folder = `models/${model}/`;
    const moment = Object.keys(await assets.list()).filter((name) => name.startsWith(`${folder}moments/`)).pop();
    const layout = JSON.parse(new TextDecoder().decode(await assets.bytes(`${folder}weights.json`)));
    const flat = unpacked(await assets.bytes(moment), layout);
    const graph = await assets.bytes(`${folder}next.onnx`);
    const session = await ort.InferenceSession.create(graph, { executionProviders: ["wasm"] });
    models.set(model, { session, flat: new ort.Tensor("float32", flat, [flat.length]), most: layout.block_size });
  }
  return models.get(model);
}

/** What widgets/ml/weights.py does: int8 rows with a scale each, and vectors as they are, into one Float32Array. */
function unpacked(data, layout) {
  if (data.length !== layout.bytes) throw new Error(`the weights have ${data.length} bytes, not ${layout.bytes}`);
  const flat = new Float32Array(layout.size);
  for (const part of layout.parts) {
    const [rows, columns] = part.shape;
    if (part.ints_at === undefined) {
      flat.set(new Float32Array(data.buffer, data.byteOffset + part.floats_at, rows), part.start);
      continue;
    }
    const ints = new Int8Array(data.buffer, data.byteOffset + part.ints_at, rows * columns);
    const scales = new Float32Array(data.buffer, data.byteOffset + part.scales_at, rows);
    for (let i = 0; i < ints.length; i++) flat[part.start + i] = ints[i] * scales[Math.floor(i / columns)];
  }
  return flat;
}

/** Logits of the token after `ids`. */
async function predict(model, ids) {
  runtime = runtime || start();
  runtime.catch(() => (runtime = undefined));
  await runtime;
  const { session, flat, most } = await loaded(model);
  const read = ids.slice(-most);
  const input = new ort.Tensor("int64", BigInt64Array.from(read, BigInt), [1, read.length]);
  const { logits } = await session.run({ flat, ids: input });
  return Float32Array.from(logits.data);
}
