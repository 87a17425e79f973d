// Python's worker: it fetches nothing, its start always ends, and what it cannot do it says. With a Pyodide of the test's.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, makeClock, plain, settled } from "./scope.mjs";

const WASM = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const FILES = { "pyodide.asm.wasm": WASM, "python_stdlib.zip": Uint8Array.of(1), "library.zip": Uint8Array.of(3) };

/** A stored zip, as bundle.py writes it. */
function zip(files) {
  const local = [];
  const central = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(path.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(data.length, 24);
    entry.writeUInt16LE(path.length, 28);
    entry.writeUInt32LE(at, 42);
    local.push(head, path, data);
    central.push(entry, path);
    at += 30 + path.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...local, ...central, end]));
}

/** The worker, its page, and a Pyodide that keeps what is done with it; `files` may be Errors that the page says. */
function stage({ files = {}, page = {}, loadPyodide } = {}) {
  const it = { said: [], ran: [], written: {}, folders: [], clock: makeClock(), files: { ...FILES, "nudge.zip": zip({ "widgets/engine.pyc": "E" }), "packages.zip": zip({ "numpy/core/a.so": "A", "numpy/b.pyc": "B", "c.pyc": "" }), ...files } };
  const python = {
    FS: { writeFile: (path, data) => (it.written[path] = Buffer.from(data).toString()), mkdirTree: (path) => it.folders.push(path) },
    runPython: (code) => (it.ran.push(code), code.includes("getsitepackages") ? "/site" : undefined),
    pyimport: () => ({ Page: () => page }),
    toPy: (value) => ({ python: value, destroy: () => (it.destroyed = (it.destroyed || 0) + 1) }),
  };
  it.scope = load(["python-worker.js"], {
    setTimeout: it.clock.setTimeout,
    clearTimeout: it.clock.clearTimeout,
    WebAssembly: { compile: WebAssembly.compile, instantiate: WebAssembly.instantiate, instantiateStreaming: WebAssembly.instantiateStreaming },
    console: { error: (line) => (it.printed = line) },
    postMessage(data) {
      it.said.push(plain(data));
      if (data.type === "ready" || data.type === "failed") it.booted();
      if (data.type !== "need" || !it.files[data.name]) return;
      const file = it.files[data.name];
      it.tell(file instanceof Error ? { type: "bytes", name: data.name, message: file.message } : { type: "bytes", name: data.name, data: file });
    },
    loadPyodide: loadPyodide || (async (options) => ((it.options = options), await it.start(options), python)),
  });
  it.start = async () => {};
  it.tell = (data) => queueMicrotask(() => it.scope.onmessage({ data }));
  it.of = (type) => it.said.filter((message) => message.type === type);
  // Compiling takes its time, however small the module: wait for what comes of it.
  it.boot = () => (it.tell({ type: "boot" }), new Promise((resolve) => (it.booted = resolve)));
  it.ask = async (body) => {
    it.tell({ ...body, type: "request" });
    for (let turns = 0; turns < 5; turns++) await settled();
  };
  return it;
}

test("it asks the page for its files, says that it will be busy, and is ready", async () => {
  const it = stage();
  await it.boot();
  assert.deepEqual(it.of("need").map(({ name }) => name).sort(), ["nudge.zip", "pyodide.asm.wasm", "python_stdlib.zip"]);
  assert.deepEqual(it.said.slice(-2).map(({ type }) => type), ["busy", "ready"]);
  assert.ok(it.of("busy")[0].seconds > 60);
  assert.equal(it.written["/lib/nudge/widgets/engine.pyc"], "E");
  assert.ok(it.ran.some((code) => code.includes("sys.path.insert(0, '/lib/nudge')")));
});

test("Pyodide's files come from the page's bytes under an invented origin, and nothing else does", async () => {
  const it = stage();
  let stdlib, module, instance, refused;
  it.start = async ({ indexURL, stdLibURL }) => {
    stdlib = new Uint8Array(await (await it.scope.fetch(stdLibURL)).arrayBuffer());
    const answer = it.scope.fetch({ url: `${indexURL}pyodide.asm.wasm` });
    ({ module, instance } = await it.scope.WebAssembly.instantiateStreaming(answer, {}));
    refused = await it.scope.fetch("https://elsewhere.example/x").catch((error) => error.message);
  };
  const before = it.scope.WebAssembly.instantiateStreaming;
  await it.boot();
  assert.deepEqual([...stdlib], [1]);
  assert.ok(module instanceof WebAssembly.Module);
  assert.ok(instance instanceof WebAssembly.Instance);
  assert.match(refused, /elsewhere.*not at hand/);
  assert.equal(it.scope.WebAssembly.instantiateStreaming, before);
  await assert.rejects(it.scope.fetch(it.options.stdLibURL), /not at hand/);
});

for (const name of ["pyodide.asm.wasm", "python_stdlib.zip", "nudge.zip"]) {
  test(`${name} that does not come fails the start with the page's own sentence`, async () => {
    const it = stage({ files: { [name]: new Error(`${name} came damaged; trying again fetches it anew.`) } });
    await it.boot();
    assert.deepEqual(it.of("failed"), [{ type: "failed", message: `${name} came damaged; trying again fetches it anew.` }]);
    assert.deepEqual(it.of("ready"), []);
  });
}

test("a core that cannot be compiled is one sentence, where Pyodide would wait for ever", async () => {
  const it = stage({ files: { "pyodide.asm.wasm": Uint8Array.of(9, 9) } });
  await it.boot();
  assert.match(it.of("failed")[0].message, /^Python could not be started \(.*\); try again, or with another browser\.$/);
});

test("a Pyodide that never settles is given up, and what it printed is said", async () => {
  const it = stage();
  const booted = it.boot();
  await new Promise((resolve) => {
    it.start = ({ stderr }) => (stderr("Fatal Python error: no codec"), resolve(), new Promise(() => {}));
  });
  await it.clock.advance(89_000);
  assert.deepEqual(it.of("failed"), []);
  await it.clock.advance(2_000);
  await booted;
  assert.match(it.of("failed")[0].message, /did not start in time; Fatal Python error: no codec/);
});

test("a Pyodide that fails is said by the last line of its error, and no timer stays", async () => {
  const it = stage();
  it.start = async () => {
    throw new Error("Traceback\n  many lines\nMemoryError: out of memory");
  };
  await it.boot();
  assert.equal(it.of("failed")[0].message, "Python could not be started (MemoryError: out of memory); try again, or with another browser.");
  assert.equal(it.clock.waiting, 0);
});

test("a call reaches Page's method; null is Python's None, objects become Python's and are let go", async () => {
  const heard = [];
  const it = stage({ page: { event: (...args) => (heard.push(args), '{"html": "<p>"}'), unmount: () => undefined } });
  await it.boot();
  await it.ask({ number: 5, method: "event", args: ["id", null, [1, 2], 3] });
  assert.equal(heard[0][1], undefined);
  assert.deepEqual(heard[0][2].python, [1, 2]);
  assert.equal(it.destroyed, 1);
  await it.ask({ number: 6, method: "unmount", args: ["id"] });
  assert.deepEqual(it.of("answer"), [
    { type: "answer", number: 5, value: { html: "<p>" } },
    { type: "answer", number: 6, value: null },
  ]);
});

test("an error of the interpreter's own is the reply's; one that it does not survive ends the worker too", async () => {
  let error = new Error("Traceback\nRecursionError: too deep");
  const it = stage({
    page: {
      event() {
        throw error;
      },
    },
  });
  await it.boot();
  await it.ask({ number: 7, method: "event", args: [] });
  assert.deepEqual(it.of("answer")[0].value, { error: "RecursionError: too deep" });
  assert.deepEqual(it.of("failed"), []);
  error = Object.assign(new Error("memory access out of bounds"), { pyodide_fatal_error: true });
  await it.ask({ number: 8, method: "event", args: [] });
  assert.deepEqual(it.of("failed"), [{ type: "failed", message: "Python stopped (memory access out of bounds); start it again." }]);
  error = new Error("Pyodide already fatally failed and can no longer be used.");
  await it.ask({ number: 9, method: "event", args: [] });
  assert.equal(it.of("failed").length, 2);
});

test("what a running widget prints goes to the console", async () => {
  const it = stage();
  await it.boot();
  it.options.stderr("Traceback (most recent call last):");
  assert.equal(it.printed, "Traceback (most recent call last):");
});

test("it answers a ping at once, and is not hurried by what it hears of dropped work", async () => {
  const it = stage();
  await it.boot();
  it.tell({ type: "drop", numbers: [1] });
  it.tell({ type: "ping" });
  await settled();
  assert.deepEqual(it.said.at(-1), { type: "pong" });
});

test("a stage that is a zip of our own Python is laid into the same tree, and Python looks there anew", async () => {
  const it = stage({ files: { "widget-quiz.zip": zip({ "widgets/quiz.pyc": "Q" }) } });
  await it.boot();
  const before = it.ran.length;
  await it.ask({ number: 1, stage: "widget-quiz.zip" });
  assert.deepEqual(it.of("answer"), [{ type: "answer", number: 1, value: null }]);
  assert.equal(it.written["/lib/nudge/widgets/quiz.pyc"], "Q");
  assert.ok(it.ran.slice(before).some((code) => code.includes("path_importer_cache.pop")));
});

test("the stage numpy brings the rest of the library and unpacks packages file by file", async () => {
  const it = stage();
  await it.boot();
  await it.ask({ number: 1, stage: "numpy" });
  assert.deepEqual(it.of("answer"), [{ type: "answer", number: 1, value: null }]);
  assert.equal(it.written["/lib/library.zip"], Buffer.from([3]).toString());
  const { "/site/numpy/core/a.so": so, "/site/numpy/b.pyc": pyc, "/site/c.pyc": empty } = it.written;
  assert.deepEqual([so, pyc, empty], ["A", "B", ""]);
  assert.deepEqual(it.folders, ["/lib/nudge/widgets", "/site/numpy/core", "/site/numpy", "/site"]);
  assert.ok(it.ran.some((code) => code.includes("import numpy")));
});

test("the stage fsrs brings its own zip alone, from which Python reads", async () => {
  const it = stage({ files: { "fsrs.zip": Uint8Array.of(4) } });
  await it.boot();
  await it.ask({ number: 1, stage: "fsrs" });
  assert.deepEqual(it.of("answer"), [{ type: "answer", number: 1, value: null }]);
  assert.equal(it.written["/lib/fsrs.zip"], Buffer.from([4]).toString());
  assert.ok(it.ran.at(-1).includes("sys.path.append('/lib/fsrs.zip')") && it.ran.at(-1).endsWith("import fsrs"));
  assert.equal(it.of("need").filter(({ name }) => name === "packages.zip").length, 0);
});

test("the stage segno is unpacked where no import has looked, and asks for nothing else", async () => {
  const it = stage({ files: { "segno.zip": zip({ "segno/encoder.pyc": "E" }) } });
  await it.boot();
  const before = it.of("need").length;
  await it.ask({ number: 1, stage: "segno" });
  assert.deepEqual(it.of("answer"), [{ type: "answer", number: 1, value: null }]);
  assert.deepEqual(it.of("need").slice(before).map(({ name }) => name), ["segno.zip"]);
  assert.equal(it.written["/lib/segno/segno/encoder.pyc"], "E");
  assert.match(it.ran.at(-1), /sys\.path\.append\('\/lib\/segno'\); import segno\.encoder/);
});

test("a stage whose file does not come is said, takes nothing with it, and can be asked for again meanwhile", async () => {
  const it = stage({ page: { event: () => "{}" }, files: { "library.zip": new Error("library.zip is missing on the site's host (404); try again later."), "packages.zip": undefined } });
  await it.boot();
  await it.ask({ number: 1, stage: "numpy" });
  assert.deepEqual(it.of("answer"), [{ type: "answer", number: 1, message: "library.zip is missing on the site's host (404); try again later." }]);
  await it.ask({ number: 2, method: "event", args: [] });
  assert.deepEqual(it.said.at(-1), { type: "answer", number: 2, value: {} });
  it.files["library.zip"] = FILES["library.zip"];
  await it.ask({ number: 3, stage: "numpy" });
  assert.equal(it.of("need").filter(({ name }) => name === "packages.zip").length, 1);
  it.tell({ type: "bytes", name: "packages.zip", data: zip({ "a.pyc": "a" }) });
  for (let turns = 0; turns < 5; turns++) await settled();
  assert.deepEqual(it.said.at(-1), { type: "answer", number: 3, value: null });
});
