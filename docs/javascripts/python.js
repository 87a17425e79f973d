/**
 * The page's handle on its Python: wakes it in stages, and says what it is doing in `data-runtime` and in the small line
 * of status.js.
 */
(function (scope) {
  "use strict";

  const base = new URL("../", document.currentScript.src).href;
  const root = document.documentElement;
  const provider = nudgeAssets.provider((scope.nudgeFolder || scope.nudgeHosted)(base));
  const heard = { end: [], progress: [] };
  const CORE = ["pyodide.asm.wasm", "python_stdlib.zip", "nudge.zip"];
  const SCRIPTS = ["pyodide.js", "pyodide.asm.js", "python-worker.js"];
  /** Bytes on the wire until Python answers: what has not begun to come is still to come. */
  let expected = 0;
  const [PYTHON, MODEL] = ["Python", "the language model"];
  /** What a need will ask for, fetched while Python's core starts; one that is not named here is itself a file. */
  const AHEAD = {
    numpy: ["library.zip", "packages.zip"],
    fsrs: ["fsrs.zip"],
    segno: ["segno.zip"],
    model: ["ort.js", "tokenizers.js", "ort.wasm"],
  };
  /** Bytes that are there within a moment, such as one widget's Python: they are not announced. */
  const MOMENT = 100_000;
  const begun = new Set();
  const turns = nudgeTurns();
  let stages = {};
  /** How many wait for Python, or for a stage of it. */
  let waiting = 0;

  const worker = nudgeLink({
    name: PYTHON,
    make: (count) => provider.worker("python", count),
    provider,
    ahead: CORE,
    onProgress: ({ loaded, total }) => progress({ loaded, total: Math.max(total, expected) }),
    onEnd(message) {
      stages = {};
      root.dataset.runtime = "failed";
      nudgeStatus(PYTHON, "");
      for (const hear of heard.end) hear(message);
    },
  });
  const models = nudgeModels({
    provider,
    onProgress: (sum) => nudgeStatus.loading(MODEL, sum),
    onReady: () => nudgeStatus(MODEL, ""),
    onEnd: () => nudgeStatus(MODEL, ""),
  });

  for (const touch of ["input", "pointerdown", "pointermove", "keydown"]) {
    addEventListener(touch, turns.touch, { capture: true, passive: true });
  }

  root.dataset.runtime = nudgeAssets.unable() ? "failed" : "asleep";

  function progress({ loaded, total }) {
    for (const hear of heard.progress) hear({ loaded, total });
    if (worker.running && total - loaded < MOMENT) told();
    else nudgeStatus.loading(PYTHON, { loaded, total });
  }

  function told() {
    if (!waiting) nudgeStatus(PYTHON, "");
  }

  /**
   * Have Python, and what else a widget needs, ready.
   * @param {string[]} needs of "numpy", "fsrs", "segno" and "model", and zips of our own Python
   * @param {{touched: boolean}} options whether a hand waits for it: if not, only Python's core is fetched at once
   * @returns {Promise<void>} rejects with one sentence; a later call tries again
   */
  async function wake(needs, { touched }) {
    const why = nudgeAssets.unable();
    if (why) throw new Error(why);
    if (touched) return turns.first(ready(needs));
    await core();
    told();
    await turns.calm();
    return ready(needs);
  }

  async function core() {
    if (!worker.running) root.dataset.runtime = "waking";
    const started = worker.start();
    provider.list().then(
      (files) => (expected = [...CORE, ...SCRIPTS].reduce((sum, name) => sum + files[name].packed, 0)),
      // Whoever waits for Python hears it.
      () => {},
    );
    await started;
    root.dataset.runtime = "ready";
  }

  async function ready(needs) {
    waiting += 1;
    try {
      const started = core();
      for (const need of needs.filter((one) => !begun.has(one))) {
        begun.add(need);
        (AHEAD[need] || [need]).forEach(provider.ahead);
      }
      await started;
      await Promise.all(needs.filter((need) => need !== "model").map(stage));
    } finally {
      waiting -= 1;
      told();
    }
  }

  function stage(name) {
    stages[name] = stages[name] || worker.request(nudgeNumbers.next(), { stage: name });
    stages[name].catch(() => delete stages[name]);
    return stages[name];
  }

  /** Call a method of widgets.engine.page.Page: what is only near waits until it has answered. */
  const call = (method, ...args) => turns.first(worker.request(nudgeNumbers.next(), { method, args }));

  scope.nudgePython = {
    base,
    provider,
    models,
    wake,
    call,
    onEnd: (hear) => heard.end.push(hear),
    onProgress: (hear) => heard.progress.push(hear),
  };
})(self);
