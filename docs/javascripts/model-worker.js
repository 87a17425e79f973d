/**
 * The language model, in a classic worker of its own, so that a long step never stops the sliders: what to do with an
 * effect stands in a table (reading.js, training.js, probe.js, marking.js); here it gets files, graphs and its turn.
 *
 * Messages are those of link.js. A request is an effect of widgets/engine/effects.py as JSON, with the `owner` whose
 * runs it speaks of. The worker never fetches: it asks the page for a file and is given its bytes.
 */
(function (scope) {
  "use strict";

  // The runtime compiles for seconds on a slow device, and cannot answer meanwhile.
  const PATIENCE = 60;
  const DROPPED = Symbol("dropped");

  /** Something that cannot be done, with a sentence for the reader; anything else that is thrown is a fault. */
  class NudgeRefused extends Error {}
  scope.NudgeRefused = NudgeRefused;

  const post = (message, transfer = []) => scope.postMessage(message, transfer);

  /** A function that keeps what it found for each key; what failed is tried again. */
  function kept(find) {
    const found = new Map();
    return (...key) => {
      const name = key.join(" ");
      if (!found.has(name)) {
        found.set(name, find(...key));
        found.get(name).catch(() => found.delete(name));
      }
      return found.get(name);
    };
  }

  // Files that are on their way, by name.
  const coming = new Map();

  /** The bytes of a file, from the page; rejects with the page's sentence. */
  function bytes(name) {
    const asked = coming.get(name);
    if (asked) return asked.promise;
    const file = {};
    file.promise = new Promise((resolve, reject) => Object.assign(file, { resolve, reject }));
    coming.set(name, file);
    post({ type: "need", name });
    return file.promise;
  }

  function arrived({ name, data, message }) {
    const file = coming.get(name);
    coming.delete(name);
    if (file) message === undefined ? file.resolve(data) : file.reject(new NudgeRefused(message));
  }

  const json = kept(async (name) => JSON.parse(new TextDecoder().decode(await bytes(name))));

  /** What every text needs: tokens, the layout of the weights, and how many tokens are read at once. */
  const model = kept(async (name) => {
    const files = ["tokenizer.json", "weights.json"].map((file) => json(`models/${name}/${file}`));
    const [described, layout] = await Promise.all(files);
    return { coder: scope.nudgeTokens(described), layout, most: layout.block_size };
  });

  // Moments are kept as they were packed: a quarter of the room.
  const packed = kept(bytes);

  /** The weights (N,) at a published step, -1 for the last, in a vector of their own. */
  async function moment(name, step) {
    const [{ moments }, { layout }] = await Promise.all([json(`models/${name}/manifest.json`), model(name)]);
    const one = step === -1 ? moments[moments.length - 1] : moments.find((other) => other.step === step);
    if (!one) throw new NudgeRefused(`This model has no moment at step ${step}.`);
    return { step: one.step, flat: scope.nudgeWeights.unpacked(await packed(`models/${name}/${one.file}`), layout) };
  }

  const last = kept(async (name) => (await moment(name, -1)).flat);

  const runtime = kept(async () => {
    scope.ort.env.wasm.numThreads = 1;
    scope.ort.env.wasm.wasmBinary = await bytes("ort.wasm");
  });

  /** A graph, ready to run. */
  const graph = kept(async (name, file) => {
    const [data] = await Promise.all([bytes(`models/${name}/${file}`), runtime()]);
    return alone({}, async () => {
      post({ type: "busy", seconds: PATIENCE });
      const session = await scope.ort.InferenceSession.create(data, { executionProviders: ["wasm"] });
      // The runtime is compiled with its first session: its 14 MB make room.
      scope.ort.env.wasm.wasmBinary = undefined;
      return session;
    });
  });

  // The runtime does one thing at a time, and one session must not run twice at once.
  let queue = Promise.resolve();

  /** Run `work` when all before it has run; work that was dropped meanwhile never begins. */
  function alone(task, work) {
    const mine = queue.then(() => {
      if (task.dropped) throw DROPPED;
      return work();
    });
    queue = mine.catch(() => {});
    return mine;
  }

  /** Let messages in: resolves in a turn of its own. */
  function turn() {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }

  const house = {
    kept,
    json,
    model,
    moment,
    last,
    graph,
    alone,
    turn,
    runs: scope.nudgeTraining.makeRuns(),
    now: () => performance.now(),
    busy: (seconds) => post({ type: "busy", seconds }),
    floats: (numbers, dims = [numbers.length]) => new scope.ort.Tensor("float32", numbers, dims),
    scalar: (number) => new scope.ort.Tensor("float32", Float32Array.of(number), []),
    longs: (rows) => new scope.ort.Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0].length]),
  };

  const tables = [scope.nudgeReading, scope.nudgeTraining, scope.nudgeProbe, scope.nudgeMarking];
  const performers = Object.assign({}, ...tables.map((table) => table(house)));
  const open = new Map();

  async function perform({ number, ...asked }) {
    const task = { dropped: false, progress: (value) => task.dropped || post({ type: "progress", number, value }) };
    open.set(number, task);
    try {
      const value = await performers[asked.kind](asked, task);
      if (task.dropped) throw DROPPED;
      post({ type: "answer", number, value }, value && value.logits ? [value.logits.buffer] : []);
    } catch (error) {
      if (error === DROPPED) post({ type: "dropped", numbers: [number] });
      else if (error instanceof NudgeRefused) post({ type: "answer", number, message: error.message });
      else fail(error);
    }
    open.delete(number);
  }

  /** A runtime that failed once may fail for ever: the page ends this worker, and makes another at the next request. */
  function fail(error) {
    console.error(error);
    const full = error instanceof RangeError || /memory|alloc/i.test(String(error));
    const reason = full ? "needs more memory than the browser gives it; close other pages and" : "broke off;";
    post({ type: "failed", message: `The language model ${reason} try again.` });
  }

  const hears = {
    boot: () => post({ type: "ready" }),
    request: perform,
    drop: ({ numbers }) => numbers.forEach((number) => open.has(number) && (open.get(number).dropped = true)),
    bytes: arrived,
    ping: () => post({ type: "pong" }),
  };

  scope.onmessage = ({ data }) => hears[data.type](data);
})(self);
