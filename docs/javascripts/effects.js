/**
 * Performs what widgets ask for (widgets/engine/effects.py): a table from an effect's kind to a function. Each resolves
 * to a plain value or rejects with one sentence for the reader.
 */
(function (scope) {
  "use strict";

  /**
   * @param {object} page
   * @param {{perform: Function, drop: Function}} page.models the page's handle on the model worker
   * @param {() => {read: Function, save: Function}} page.store
   * @returns {{perform: (effect: object, options: object) => Promise<any>, drop: (numbers: number[]) => void}}
   */
  function effects({ models, store }) {
    const byModel = (effect, options) => models.perform(effect, options);
    // What a widget keeps by name belongs to the site and not to a page; the newest value wins.
    const named = (name) => `* ${name}`;
    const whole = { built: { value: null }, texts: [] };
    const holding = (value) => ({ fields: { value }, drafts: {} });

    const performers = {
      Predict: byModel,
      Score: byModel,
      Attend: byModel,
      Tokenize: byModel,
      Evaluate: byModel,
      Write: byModel,
      Weights: byModel,
      TrainStep: byModel,
      Probe: byModel,
      Published: byModel,
      Save: ({ name, value }) => store().save(named(name), holding(null), holding(value), whole).then(() => true),
      Load: ({ name }) => store().read(named(name), whole).then((kept) => (kept ? kept.fields.value : null)),
      SaveFile: async ({ name, text }) => (scope.nudgeForgetting.save(name, text), true),
      Random: async ({ count }) => [...crypto.getRandomValues(new Uint32Array(count))].map((word) => word / 2 ** 32),
      Now: async () => Date.now() / 1000,
    };

    return {
      async perform(effect, options) {
        return performers[effect.kind](effect, options);
      },
      drop: (numbers) => models.drop(numbers),
    };
  }

  scope.nudgeEffects = effects;
})(self);
