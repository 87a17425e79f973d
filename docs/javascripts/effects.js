/**
 * Performs what widgets ask for (widgets/engine/effects.py): a table from an effect's kind to a function. Each resolves
 * to a plain value or rejects with one sentence for the reader.
 */
(function (scope) {
  "use strict";

  /**
   * @param {object} page
   * @param {{perform: Function, drop: Function}} page.models the page's handle on the model worker
   * @param {string} page.base the address of the site's folder
   * @param {() => {read: Function, save: Function}} page.store
   * @param {() => {follow: Function}} page.ledgers
   * @returns {{perform: (effect: object, options: object) => Promise<any>, drop: (numbers: number[]) => void}}
   */
  function effects({ models, base, store, ledgers }) {
    const byModel = (effect, options) => models.perform(effect, options);
    // What a widget keeps by name belongs to the site and not to a page; the newest value wins.
    const named = (name) => `* ${name}`;
    const whole = { built: { value: null }, texts: [] };
    /** What ends the following of a ledger, or a request that its page makes itself, by its number. */
    const followed = new Map();
    const holding = (value) => ({ fields: { value }, drafts: {} });

    // One run of a widget: the next takes its place.
    const shelf = ({ run }, { owner }) => scope.nudgeStore.key(scope.nudgeKept.page, scope.nudgeStore.WEIGHTS, `${owner}.${run}`);

    /** The weights are copied out of the worker, and kept whole. */
    async function keep(effect, options) {
      const found = await byModel(effect, options);
      try {
        await store().put(shelf(effect, options), { ...found, mark: effect.mark });
      } catch {
        throw new Error("Your browser keeps no weights here: this run can go on only until you leave the page.");
      }
      return [found.flat, found.m, found.v].reduce((sum, part) => sum + (part ? part.byteLength : 0), 0);
    }

    async function packed(effect, options) {
      const found = await store().get(shelf(effect, options)).catch(() => undefined);
      if (found?.mark === effect.kept) return found;
      throw new Error("The weights of this run are not on this device any more, so it cannot go on; start a new one.");
    }

    const performers = {
      Predict: byModel,
      Score: byModel,
      Attend: byModel,
      Tokenize: byModel,
      Evaluate: byModel,
      Write: byModel,
      Weights: async (effect, options) => byModel({ ...effect, packed: effect.kept && (await packed(effect, options)) }, options),
      Keep: keep,
      TrainStep: byModel,
      Probe: byModel,
      MarkText: byModel,
      Published: byModel,
      Prose: async () => prose(),
      Save: ({ name, value }) => store().save(named(name), holding(null), holding(value), whole).then(() => true),
      Load: ({ name }) => store().read(named(name), whole).then((kept) => (kept ? kept.fields.value : null)),
      // Never whole: it is answered again at every change, until it is dropped.
      Ledger: ({ name, add, clear }, { number, onProgress }) =>
        new Promise(() => followed.set(number, ledgers().follow(name, { add, clear }, onProgress))),
      SaveFile: async ({ name, text }) => (scope.nudgeForgetting.save(name, text), true),
      Random: async ({ count }) => [...crypto.getRandomValues(new Uint32Array(count))].map((word) => word / 2 ** 32),
      Now: async () => Date.now() / 1000,
      Address: async () => base,
    };

    return {
      async perform(effect, options) {
        const { kind } = effect;
        if (performers[kind]) return performers[kind](effect, options);
        // What one page alone may do, by a script of its own (stronger.js).
        if (!scope.nudgeOwn) throw new Error("A script of this page did not arrive; reload the page.");
        return scope.nudgeOwn[kind](effect, { ...options, onDrop: (end) => followed.set(options.number, end) });
      },
      drop(numbers) {
        for (const number of numbers) {
          followed.get(number)?.();
          followed.delete(number);
        }
        models.drop(numbers);
      },
    };
  }

  /** What the page says, a paragraph a line; of widgets only what a reader may have learned from, the quiz and the cards. */
  function prose() {
    const [these, others] = [":is", ":not"].map((kind) => `live-widget${kind}([name="quiz"], [name="flashcards"])`);
    const blocks = [...document.querySelectorAll(`article :is(p, li, h2, h3, td), ${these} span`)].filter((one) => !one.closest(others));
    return blocks.map(({ textContent }) => textContent.replace(/\s+/g, " ")).join("\n");
  }

  scope.nudgeEffects = effects;
})(self);
