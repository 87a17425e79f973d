/**
 * The page's handle on the language model: performs the effects that need it in the model worker, which is started at
 * the first of them, and afresh after it ended for whatever reason.
 */
(function (scope) {
  "use strict";

  const FIRST_FILES = ["ort.wasm"];
  /** Bytes after which a widget hears again how far a marker's files are. */
  const A_PART = 200_000;

  /**
   * @param {object} options
   * @param {{worker: Function, bytes: Function, text: Function}} options.provider (assets.js)
   * @param {Function} [options.link] (link.js)
   * @param {object} [options.clock] setInterval and clearInterval
   * @param {(sum: {loaded: number, total: number}) => void} [options.onProgress] bytes of the model's files on the wire
   * @param {() => void} [options.onReady] all files that were asked for have come, and something was answered
   * @param {(message: string) => void} [options.onEnd] the worker ended, and with it all weights of runs
   */
  function models({ provider, link = scope.nudgeLink, clock = scope, onProgress = () => {}, onReady = () => {}, onEnd = () => {} }) {
    /** Whether all files have come, and nothing was answered since. */
    let whole = false;
    /** How many wait for an answer. */
    let asking = 0;
    /** Those who wait for a marker, by number: where its files lie, and what they have heard. */
    const marking = new Map();
    const worker = link({
      name: "The language model",
      make: (count) => provider.worker("model", count),
      provider,
      clock,
      ahead: FIRST_FILES,
      onProgress(sum, files) {
        whole = sum.loaded === sum.total;
        if (!asking) return answered();
        onProgress(sum);
        for (const one of marking.values()) tell(one, files);
      },
      onEnd,
    });

    /** How far the files of a marker are, while they come. */
    function tell(one, files) {
      const mine = [...files].filter(([name]) => name.startsWith(one.folder)).map(([, file]) => file);
      const [loaded, total] = ["loaded", "total"].map((key) => mine.reduce((sum, file) => sum + file[key], 0));
      if (!total || (loaded - one.loaded < A_PART && loaded < total)) return;
      one.loaded = loaded;
      one.onHeard?.({ p: [], loaded, total });
    }

    function answered() {
      if (whole) onReady();
      whole = false;
    }

    // Requests that wait for the worker to start: what is dropped meanwhile never reaches it.
    const waiting = new Set();

    async function ask(asked, number, onHeard) {
      asking += 1;
      if (asked.kind === "MarkText") marking.set(number, { folder: `models/${asked.model}/`, loaded: -A_PART, onHeard });
      try {
        // A worker that runs is asked within this turn: it thinks while the page draws.
        if (!worker.running) await started(number);
        const hear = (value) => (answered(), onHeard?.(value));
        return await worker.request(number, asked, { onProgress: hear });
      } finally {
        asking -= 1;
        marking.delete(number);
        answered();
      }
    }

    async function started(number) {
      waiting.add(number);
      try {
        await worker.start();
      } finally {
        if (!waiting.delete(number)) throw Object.assign(new Error("A newer request has taken its place."), { dropped: true });
      }
    }

    /** A file of a model, straight from the provider: what JSON says, or the text of another. */
    async function published({ model, file, optional }) {
      const name = `models/${model}/${file}`;
      if (optional && !Object.hasOwn(await provider.list(), name)) return null;
      const text = await provider.text(name);
      if (!name.endsWith(".json")) return text;
      try {
        return JSON.parse(text);
      } catch {
        throw new Error(`${name} is no JSON; reload the page.`);
      }
    }

    /**
     * Perform an effect of widgets/engine/effects.py. Rejects with one sentence for the reader, or with
     * {dropped: true} after `drop`.
     * @param {object} effect as JSON, with its `kind`
     * @param {object} options
     * @param {number} options.number from nudgeNumbers.next()
     * @param {(value: object) => void} [options.onProgress] takes parts of the answer
     * @param {string} [options.owner] the widget; the runs of one are not those of another
     */
    function perform(effect, { number, onProgress: onHeard, owner = "" }) {
      return effect.kind === "Published" ? published(effect) : ask({ ...effect, owner }, number, onHeard);
    }

    /**
     * Give up requests by number; a training ends after its slice and keeps the weights it has reached. The files of a
     * marker for which nobody waits any more come no further.
     */
    function drop(numbers) {
      numbers.forEach((number) => waiting.delete(number));
      for (const [number, { folder }] of [...marking].filter(([one]) => numbers.includes(one))) {
        marking.delete(number);
        if (![...marking.values()].some((one) => one.folder === folder)) worker.giveUp(folder);
      }
      worker.drop(numbers);
    }

    /** A widget has left the page: let go of its weights. */
    const forget = (owner) => worker.running && ask({ kind: "Forget", owner }, scope.nudgeNumbers.next()).catch(() => {});

    return { perform, drop, forget, kinds: ["Predict", "Score", "Attend", "Tokenize", "Evaluate", "Write", "Weights", "Keep", "TrainStep", "Probe", "MarkText", "Published"] };
  }

  scope.nudgeModels = models;
})(self);
