// The page's own python-worker.js with the real Python in Node: core first, then its stages. Prints what every widget
// answers. Usage: node core.mjs RUNTIME WIDGET... ; those after a word of STAGES are mounted once that stage is there.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { load } from "./scope.mjs";

const STAGES = ["fsrs", "numpy"];
const [runtime, ...names] = process.argv.slice(2);
const pyodide = await import(pathToFileURL(`${process.cwd()}/node_modules/pyodide/pyodide.mjs`));
const printed = [];
const open = new Map();
let started, last = 0;

/** What the page does with the worker's messages: hands over files, takes answers. */
const heard = {
  need: ({ name }) => tell({ type: "bytes", name, data: new Uint8Array(readFileSync(`${runtime}/${name}`)) }),
  ready: () => started.resolve(),
  failed: ({ message }) => started.reject(new Error(message)),
  answer: ({ number, value, message }) => (message ? open.get(number).reject(new Error(message)) : open.get(number).resolve(value)),
  busy() {},
};
const scope = load(["python-worker.js"], {
  nudgePyodide: JSON.parse(readFileSync("node_modules/pyodide/pyodide-lock.json", "utf-8")).info,
  console: { ...console, error: (line) => printed.push(line) },
  // In Node Pyodide reads its files from a disk instead of asking for them.
  loadPyodide: ({ stderr, lockFileContents }) =>
    pyodide.loadPyodide({ stdLibURL: `${runtime}/python_stdlib.zip`, stderr, lockFileContents }),
  postMessage: (data) => heard[data.type](data),
});
const tell = (data) => queueMicrotask(() => scope.onmessage({ data }));

function ask(body) {
  const number = ++last;
  tell({ ...body, type: "request", number });
  return new Promise((resolve, reject) => open.set(number, { resolve, reject }));
}
const call = (method, ...args) => ask({ method, args });

/** Mount a widget, move every control of it once, and let it raise: whoever looks finds a traceback. */
async function tryOut(name) {
  await ask({ stage: `widget-${name}.zip` });
  const replies = [await call("mount", name, name, "{}")];
  for (const [tag] of (replies[0].html || "").matchAll(/<(?:input|select|textarea|button)\b[^>]*>/g)) {
    const [, control] = tag.match(/\bname="([^"]*)"/) || [];
    const [, value] = tag.match(/\bvalue="([^"]*)"/) || [, ""];
    if (control) replies.push(await call("event", name, control, value));
  }
  replies.push(await call("event", name, "no such control", 1));
  return replies.map(({ html, error, refused }) => ({ html: Boolean(html), error, refused }));
}

await new Promise((resolve, reject) => {
  started = { resolve, reject };
  tell({ type: "boot" });
});
const said = {};
for (const name of names) {
  if (STAGES.includes(name)) await ask({ stage: name });
  else said[name] = await tryOut(name);
}
console.log(JSON.stringify({ said, printed }));
