/**
 * The page's Python, in a worker: wakes Pyodide and passes messages to widgets/engine/page.py.
 *
 * Joined behind Pyodide's own two scripts (assets.js), it fetches nothing: it asks the page for bytes, and gives them to
 * Pyodide as answers of an invented origin. Messages are those of link.js. A request is {method, args}, a call of a method
 * of Page, or {stage: "numpy"}, "fsrs" or "segno", which loads what a stage needs; a stage of another name is a zip of
 * our own Python.
 */
(function (scope) {
  "use strict";

  const ORIGIN = "https://page.invalid/";
  /** Milliseconds that Pyodide may take once it has its bytes; it does not settle when it cannot go on. */
  const PATIENCE = 90_000;
  const STAGES = { numpy, fsrs, segno };
  /** Where our own Python comes together: a package that lies in two zips is found in one of them only. */
  const HOUSE = "/lib/nudge";
  // No package is loaded by name, so Pyodide's list has nothing to list; of itself it says what vendor.py wrote down.
  const LOCK = { info: scope.nudgePyodide, packages: {} };

  /** Requests for bytes that the page has not answered yet. */
  const asked = new Map();
  const handed = new Map();
  const said = [];
  let page, python;

  const hears = {
    boot: () => boot().catch((error) => scope.postMessage({ type: "failed", message: words(error) })),
    bytes: ({ name, data, message }) => {
      const { resolve, reject } = asked.get(name);
      asked.delete(name);
      data ? resolve(data) : reject(Object.assign(new Error(message), { plain: true }));
    },
    ping: () => scope.postMessage({ type: "pong" }),
    request: ({ number, method, args, stage }) => {
      if (!stage) return scope.postMessage({ type: "answer", number, value: call(method, args) });
      (STAGES[stage] || ours)(stage).then(
        () => scope.postMessage({ type: "answer", number, value: null }),
        (error) => scope.postMessage({ type: "answer", number, message: words(error) }),
      );
    },
    // A call lasts milliseconds: it is over before a word that it is overtaken could come.
    drop: () => {},
  };

  scope.onmessage = ({ data }) => hears[data.type](data);

  /** @returns {Promise<Uint8Array>} a file; asked for again while it is on its way, it is the same one */
  function need(name) {
    if (!asked.has(name)) {
      const one = {};
      one.coming = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }));
      asked.set(name, one);
      scope.postMessage({ type: "need", name });
    }
    return asked.get(name).coming;
  }

  scope.fetch = async (request) => {
    const data = handed.get(String(request.url || request));
    if (!data) throw new TypeError(`${request.url || request} is not at hand`);
    return new Response(data, { headers: { "Content-Type": "application/wasm" } });
  };

  async function boot() {
    const core = need("pyodide.asm.wasm").then((data) => WebAssembly.compile(data));
    core.catch(() => {});
    const [stdlib, nudge] = await Promise.all(["python_stdlib.zip", "nudge.zip"].map(need));
    handed.set(`${ORIGIN}python_stdlib.zip`, stdlib);
    const compiled = await core;
    // Compiled while the others came; and what cannot be compiled is an error here, where Pyodide would wait for ever.
    const streaming = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (response, imports) => {
      // Pyodide has fetched its answer; nobody reads it.
      await Promise.resolve(response).catch(() => {});
      return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
    };
    handed.set(`${ORIGIN}pyodide.asm.wasm`, new Uint8Array(0));
    scope.postMessage({ type: "busy", seconds: PATIENCE / 1000 });
    python = await inTime(
      loadPyodide({
        indexURL: ORIGIN,
        stdLibURL: `${ORIGIN}python_stdlib.zip`,
        lockFileContents: JSON.stringify(LOCK),
        stderr: (line) => (page ? console.error(line) : said.push(line)),
      }),
    );
    WebAssembly.instantiateStreaming = streaming;
    handed.clear();
    unpack(nudge, HOUSE);
    python.runPython(`import sys; sys.path.insert(0, '${HOUSE}')`);
    page = python.pyimport("widgets.engine.page").Page();
    scope.postMessage({ type: "ready" });
  }

  async function inTime(starting) {
    let timer;
    const late = new Promise((resolve, reject) => (timer = setTimeout(() => reject(new Error("it did not start in time")), PATIENCE)));
    try {
      return await Promise.race([starting, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A zip of our own Python, by the name that the list of files gives it (widgets/embed/shares.py). */
  async function ours(name) {
    unpack(await need(name), HOUSE);
    // What Python has seen in these folders; importlib's own way to forget it asks for modules that come with numpy.
    python.runPython(`for at in [*sys.path_importer_cache]: at.startswith('${HOUSE}') and sys.path_importer_cache.pop(at)`);
  }

  /** The rest of Python's library, and numpy. */
  async function numpy() {
    const [library, packages] = await Promise.all(["library.zip", "packages.zip"].map(need));
    scope.postMessage({ type: "busy", seconds: PATIENCE / 1000 });
    python.FS.writeFile("/lib/library.zip", library);
    python.runPython("sys.path.append('/lib/library.zip')");
    unpack(packages, python.runPython("import site; site.getsitepackages()[0]"));
    python.runPython("import importlib; importlib.invalidate_caches(); import numpy");
  }

  /** What schedules cards, pure Python, read from its zip. */
  async function fsrs() {
    python.FS.writeFile("/lib/fsrs.zip", await need("fsrs.zip"));
    python.runPython("sys.path.append('/lib/fsrs.zip'); import fsrs");
  }

  /** What makes codes to be scanned: pure Python, a part of its package. */
  async function segno() {
    // In a folder of its own, which no import has looked into: forgetting what they saw takes the rest of the library.
    unpack(await need("segno.zip"), "/lib/segno");
    python.runPython("sys.path.append('/lib/segno'); import segno.encoder");
  }

  /** Write the files of a stored zip (no compression inside) below a folder. */
  function unpack(zip, folder) {
    const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
    const made = new Set();
    let end = zip.length - 22;
    while (view.getUint32(end, true) !== 0x06054b50) end--;
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      const [size, name, extra, comment] = [24, 28, 30, 32].map((place, index) =>
        index ? view.getUint16(at + place, true) : view.getUint32(at + place, true),
      );
      const local = view.getUint32(at + 42, true);
      const path = `${folder}/${new TextDecoder().decode(zip.subarray(at + 46, at + 46 + name))}`;
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const parent = path.slice(0, path.lastIndexOf("/"));
      if (!made.has(parent)) python.FS.mkdirTree(parent);
      made.add(parent);
      python.FS.writeFile(path, zip.subarray(start, start + size));
      at += 46 + name + extra + comment;
    }
  }

  /** Call a method of Page; its reply is JSON, or null for unmount. */
  function call(method, args) {
    try {
      // Python's None is JavaScript's undefined; null would arrive as a value of its own.
      const converted = args.map((value) => (value === null ? undefined : typeof value === "object" ? python.toPy(value) : value));
      const reply = page[method](...converted);
      for (const value of converted) if (value && value.destroy) value.destroy();
      return reply === undefined ? null : JSON.parse(reply);
    } catch (error) {
      // Page answers errors of widgets itself; what arrives here is the interpreter's own.
      const why = lastLine(error);
      if (error.pyodide_fatal_error || why.includes("fatally failed")) {
        scope.postMessage({ type: "failed", message: `Python stopped (${why}); start it again.` });
      }
      return { error: why };
    }
  }

  /** One sentence for people; what the provider says is one already. */
  function words(error) {
    if (error && error.plain) return error.message;
    const why = [lastLine(error), ...said.slice(-1)].filter(Boolean).join("; ");
    return `Python could not be started (${why}); try again, or with another browser.`;
  }

  const lastLine = (error) => String((error && error.message) || error).trim().split("\n").pop();
})(self);
