/**
 * The page's handle on its Python: starts the worker once, survives instant navigation, reports what it is doing in
 * `data-runtime` and in a small status line.
 */
(function (scope) {
  "use strict";

  const base = new URL("../", document.currentScript.src).href;
  const root = document.documentElement;
  const open = new Map();
  let calls = 0;
  let worker;
  let waking;
  const heard = { end: [], progress: [] };

  root.dataset.runtime = "asleep";

  function status(text) {
    let line = document.querySelector(".nudge-status");
    if (!line) {
      line = document.createElement("div");
      line.className = "nudge-status";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    line.textContent = text;
    line.hidden = !text;
  }

  function progress({ loaded, total }) {
    const mega = (bytes) => (bytes / 1e6).toFixed(1);
    for (const hear of heard.progress) hear({ loaded, total });
    const now = loaded < total ? `Loading Python: ${mega(loaded)} of ${mega(total)} MB` : "Starting Python";
    status(now);
  }

  function unable() {
    if (typeof Worker === "undefined") return "This browser has no web workers, so the widgets stay as printed.";
    if (typeof WebAssembly === "undefined") return "This browser has no WebAssembly, so the widgets stay as printed.";
    return "";
  }

  /** Start Python, or return the start that is under way. Rejects with one sentence; a later call tries again. */
  function wake() {
    waking = waking || start();
    waking.catch(() => (waking = undefined));
    return waking;
  }

  function start() {
    return new Promise((resolve, reject) => {
      function fail(message) {
        root.dataset.runtime = "failed";
        status("");
        if (worker) worker.terminate();
        worker = undefined;
        // Python that dies later has started once; without this it would never be started again.
        waking = undefined;
        for (const { reject: drop } of open.values()) drop(new Error(message));
        open.clear();
        reject(new Error(message));
        for (const hear of heard.end) hear(message);
      }
      const reason = unable();
      if (reason) return fail(reason);
      root.dataset.runtime = "waking";
      status("Loading Python");
      worker = new Worker(new URL("javascripts/python-worker.js", base));
      worker.onerror = (event) => fail(`Python could not be started: ${event.message || "its script is missing"}.`);
      worker.onmessage = ({ data }) => {
        if (data.type === "progress") progress(data);
        else if (data.type === "failed") fail(`Python could not be started: ${data.message}.`);
        else if (data.type === "ready") {
          root.dataset.runtime = "ready";
          status("");
          resolve();
        } else {
          const call = open.get(data.call);
          open.delete(data.call);
          if (call) call.resolve(data.reply);
        }
      };
      worker.postMessage({ type: "boot", base });
    });
  }

  /** Call a method of widgets.engine.page.Page. */
  function call(method, ...args) {
    return new Promise((resolve, reject) => {
      if (!worker) return reject(new Error("Python is not running."));
      open.set(++calls, { resolve, reject });
      worker.postMessage({ type: "call", call: calls, method, args });
    });
  }

  scope.nudgeNumbers = scope.nudgeNumbers || { next: () => ++calls };
  scope.nudgePython = {
    base,
    provider: nudgeAssets.hosted(base),
    models: nudgeModels(base),
    wake,
    call,
    onEnd: (hear) => heard.end.push(hear),
    onProgress: (hear) => heard.progress.push(hear),
  };
})(self);
