// Runs the model worker's scripts outside a browser: with onnxruntime itself, or with one of the test's own.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { settled } from "./scope.mjs";

const ROOT = new URL("../../", import.meta.url);
const RUNTIME = new URL(".cache/runtime/", ROOT);
/** Where models lie; a test may have some of its own. */
const MODELS = process.env.NUDGE_MODELS ? pathToFileURL(`${process.env.NUDGE_MODELS}/`) : new URL("docs/models/", ROOT);
const OWN = ["tokens.js", "weights.js", "reading.js", "training.js", "probe.js", "marking.js", "model-worker.js"];

/** The bytes of a file by the name that the worker asks for it. */
export function file(name) {
  return new Uint8Array(readFileSync(name.startsWith("models/") ? new URL(name.slice("models/".length), MODELS) : new URL(name, RUNTIME)));
}

/**
 * Run scripts joined into one, as the page's workers are made, with a scope of their own: a context of node:vm is twenty
 * times slower where a script looks for something global in a loop.
 * @param {string[]} vendored such as ["tokenizers.js"]
 * @param {string[]} own of docs/javascripts
 * @param {object} globals what the scripts find besides, or in place of, Node's own
 */
export function join(vendored, own, globals = {}) {
  const scope = { ...globals };
  const parts = [
    ...vendored.map((name) => [new URL(name, RUNTIME), `;self.${name.slice(0, -3)} = ${name.slice(0, -3)};`]),
    ...own.map((name) => [new URL(`docs/javascripts/${name}`, ROOT), ""]),
  ].map(([path, after]) => readFileSync(path, "utf8") + after);
  // A process would tell onnxruntime that it is not in a browser.
  const given = { ...globals, self: scope, process: undefined };
  new Function(...Object.keys(given), parts.join("\n;\n"))(...Object.values(given));
  return scope;
}

/**
 * @param {object} [options]
 * @param {object} [options.ort] in place of onnxruntime
 * @param {object} [options.globals] what the scope has besides, such as `performance`
 * @param {(name: string) => Uint8Array | Promise<Uint8Array>} [options.give] the page's answer to {type: "need"}; what it
 *   throws is the page's sentence
 */
export function makeWorker({ ort, globals = {}, give = file } = {}) {
  const sent = [];
  const hearers = new Set();
  const postMessage = (message, transfer = []) => {
    sent.push({ ...message, transfer });
    for (const hear of [...hearers]) hear(message);
    if (message.type === "need") hand(message.name);
  };
  const browser = { postMessage, location: { href: "http://page.invalid/" }, ...globals };
  const scope = ort ? join(["tokenizers.js"], OWN, { ...browser, ort }) : join(["ort.js", "tokenizers.js"], OWN, browser);
  const tell = (data) => scope.onmessage({ data });

  async function hand(name) {
    await settled();
    try {
      tell({ type: "bytes", name, data: await give(name) });
    } catch (error) {
      tell({ type: "bytes", name, message: error.message });
    }
  }

  let last = 0;

  /** Ask the worker; resolves to {number, value, progress} or rejects with its sentence, with {dropped} or {failed}. */
  function ask(kind, body = {}, { onProgress = () => {} } = {}) {
    const number = ++last;
    const progress = [];
    const answer = new Promise((resolve, reject) => {
      function hear(message) {
        if (message.type === "progress" && message.number === number) {
          progress.push(message.value);
          onProgress(message.value);
        }
        const mine = message.number === number || (message.numbers || []).includes(number);
        if (message.type === "failed") reject(Object.assign(new Error(message.message), { failed: true }));
        else if (message.type === "dropped" && mine) reject(Object.assign(new Error("dropped"), { dropped: true }));
        else if (message.type === "answer" && mine && "message" in message) reject(new Error(message.message));
        else if (message.type === "answer" && mine) resolve({ number, value: message.value, progress });
        else return;
        hearers.delete(hear);
      }
      hearers.add(hear);
    });
    tell({ type: "request", number, owner: "widget", ids: [], run: "", kind, ...body });
    return Object.assign(answer, { number });
  }

  tell({ type: "boot" });
  return { scope, sent, tell, ask, drop: (...numbers) => tell({ type: "drop", numbers }) };
}
