/**
 * The page's Python, in a classic worker: wakes Pyodide and passes messages to widgets/engine/page.py.
 *
 * In: {type: "boot", base} once, then {type: "call", call, method, args}. Out: {type: "progress", loaded, total},
 * {type: "ready"}, {type: "failed", message}, {type: "reply", call, reply}.
 */
"use strict";

importScripts("assets.js");

/** What Python needs before the first widget mounts. */
const RUNTIME = ["vendor/python_stdlib.zip", "vendor/packages.zip", "vendor/nudge.zip"];
const SCRIPTS = ["vendor/pyodide.js", "vendor/pyodide.asm.js"];
const WASM = "vendor/pyodide.asm.wasm";
const TOKENIZER = /^models\/([^/]+)\/tokenizer\.json$/;

let page, python;

onmessage = ({ data }) => {
  if (data.type === "boot") boot(data.base).catch(fail);
  else postMessage({ type: "reply", call: data.call, reply: answer(data.method, data.args) });
};

function fail(error) {
  postMessage({ type: "failed", message: String((error && error.message) || error) });
}

async function boot(base) {
  const assets = nudgeAssets.hosted(base);
  const list = await assets.list();
  const tokenizers = Object.keys(list).filter((name) => TOKENIZER.test(name));
  const wanted = [...RUNTIME, ...tokenizers];
  const total = [...wanted, ...SCRIPTS, WASM].reduce((sum, name) => sum + list[name].size, 0);
  let loaded = 0;
  const progress = (bytes) => postMessage({ type: "progress", loaded: (loaded += bytes), total });

  const arriving = Promise.all(wanted.map((name) => assets.bytes(name, progress)));
  arriving.catch(() => {});
  for (const name of SCRIPTS) {
    importScripts(await assets.url(name));
    progress(list[name].size);
  }
  const [stdlib, packages, nudge, ...coders] = await arriving;
  python = await loadPyodide({
    indexURL: new URL("vendor/", base).href,
    stdLibURL: URL.createObjectURL(new Blob([stdlib])),
    // No package is loaded by name: ours come in one archive, so the lock file has nothing to list.
    lockFileContents: JSON.stringify({ info: { abi_version: "2025_0", arch: "wasm32", platform: "emscripten_4_0_9", python: "3.13.2", version: "0.28.3" }, packages: {} }),
  });
  progress(list[WASM].size);
  const target = python.runPython("import sysconfig; sysconfig.get_path('purelib')");
  for (const archive of [packages, nudge]) python.unpackArchive(archive, "zip", { extractDir: target });
  python.runPython("import importlib; importlib.invalidate_caches()");
  const install = python.pyimport("widgets.ml.tokenizer").install;
  tokenizers.forEach((name, index) => {
    const data = python.toPy(coders[index]);
    install(TOKENIZER.exec(name)[1], data);
    data.destroy();
  });
  page = python.pyimport("widgets.engine.page").Page();
  postMessage({ type: "ready" });
}

/** Call a method of Page; its reply is JSON, or undefined for unmount. */
function answer(method, args) {
  try {
    // Python's None is JavaScript's undefined; null would arrive as a value of its own.
    const converted = args.map((value) => (value === null ? undefined : typeof value === "object" ? python.toPy(value) : value));
    const reply = page[method](...converted);
    for (const value of converted) if (value && value.destroy) value.destroy();
    return reply === undefined ? null : JSON.parse(reply);
  } catch (error) {
    // Page answers errors of widgets itself; what arrives here is the interpreter's own.
    return { error: String((error && error.message) || error).trim().split("\n").pop() };
  }
}
