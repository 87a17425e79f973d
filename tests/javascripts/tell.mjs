// Tells Python what the page's scripts make of things: `node tell.mjs FILE` reads a list of questions as JSON, each
// [name, ...arguments], and writes the list of answers.
import { readFileSync, writeSync } from "node:fs";
import { file, join, makeWorker } from "./worker.mjs";

const plain = join(["tokenizers.js"], ["tokens.js", "weights.js"]);
const json = (name) => JSON.parse(new TextDecoder().decode(file(name)));
const made = new Map();
const coder = (model) => made.get(model) || made.set(model, plain.nudgeTokens(json(`models/${model}/tokenizer.json`))).get(model);
const worker = makeWorker();

const base64 = ({ buffer }) => Buffer.from(buffer).toString("base64");

const answers = {
  encode: (model, texts) => texts.map((text) => coder(model).encode(text)),
  decode: (model, rows) => rows.map((ids) => coder(model).decode(ids)),
  shown: (model, rows) => rows.map((ids) => coder(model).shown(ids)),
  tokens: (model) => Array.from({ length: coder(model).size }, (_, id) => coder(model).token(id)),
  starts: (...given) => plain.nudgeWeights.starts(...given),
  fresh: (model, seed) => base64(plain.nudgeWeights.fresh(json(`models/${model}/weights.json`), seed)),
  moment: (model, name) =>
    base64(plain.nudgeWeights.unpacked(file(`models/${model}/${name}`), json(`models/${model}/weights.json`))),
  ask: (kind, body) => worker.ask(kind, body).then(({ value }) => value, ({ message }) => ({ message })),
};

/** Rows of numbers as lists, and what JSON has no word for by name. */
function written(key, value) {
  if (ArrayBuffer.isView(value)) return Array.from(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

const said = [];
for (const [name, ...given] of JSON.parse(readFileSync(process.argv[2], "utf8"))) said.push(await answers[name](...given));
const bytes = Buffer.from(JSON.stringify(said, written));
for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
process.exit(0);
