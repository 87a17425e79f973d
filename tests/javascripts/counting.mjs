// The model worker on a runtime that only counts: what it is asked for, and when it runs.
import { settled } from "./scope.mjs";
import { file, makeWorker } from "./worker.mjs";

export const LAB = { model: "lab" };
const json = (name) => JSON.parse(new TextDecoder().decode(file(`models/lab/${name}`)));
export const SIZE = json("weights.json").size;
export const LAST = json("manifest.json").moments.at(-1);
export const VOCABULARY = 768;

/**
 * A worker on a runtime that only counts. `takes` are milliseconds of a clock of the test's own for a run of each graph.
 */
export function made({ takes = {}, missing = new Set(), broken = {}, onRun = () => {} } = {}) {
  const it = { ran: [], now: 0, most: 0, runs: 0, made: [] };

  class Tensor {
    constructor(type, data, dims) {
      Object.assign(this, { type, data, dims });
    }
  }
  const output = (length, fill = 0) => ({ data: new Float32Array(length).fill(fill) });

  async function create(data) {
    const graph = new TextDecoder().decode(data).split("/").pop();
    it.made.push(graph);
    if (broken.create) throw broken.create;
    async function run(feeds) {
      it.runs += 1;
      it.most = Math.max(it.most, it.runs);
      await settled();
      it.now += takes[graph] || 0;
      it.runs -= 1;
      it.ran.push(graph);
      onRun(graph, it);
      if (broken[graph]) throw broken[graph];
      if (graph.startsWith("step")) {
        const all = { next: output(SIZE, 1), next_m: output(SIZE, 2), next_v: output(SIZE, 3), loss: output(1, 2.5), norms: output(4, 1) };
        it.fed = feeds;
        return all;
      }
      return { logits: output(VOCABULARY * feeds.ids.data.length, 0.5) };
    }
    return { run };
  }

  function give(name) {
    if (missing.has(name)) throw new Error(`${name} is missing on the site's host (404); try again later.`);
    if (name.endsWith(".onnx") || name === "ort.wasm") return new TextEncoder().encode(name);
    return file(name);
  }

  const ort = { env: { wasm: {} }, Tensor, InferenceSession: { create } };
  const globals = { performance: { now: () => it.now }, console: { error() {} } };
  return Object.assign(it, makeWorker({ ort, give, globals }));
}

export const predict = (it, more) => it.ask("Predict", { ...LAB, text: "The cat", ...more });
export const lay = (it, more) => it.ask("Weights", { ...LAB, run: "mine", moment: -1, seed: null, ...more });
export const train = (it, steps, more, options) => {
  const usual = { run: "mine", text: "The cat sat on the mat.", batch_size: 1, context: 0, optimizer: "sgd", seed: 0 };
  return it.ask("TrainStep", { ...usual, rates: Array(steps).fill(0.1), ...more }, options);
};
export const asked = (it) => it.sent.filter(({ type }) => type === "need").map(({ name }) => name);
