/**
 * Performs what a widget asks for (widgets/engine/effects.py). Each effect resolves to a plain value or rejects with
 * one sentence for the reader.
 */
(function (scope) {
  "use strict";

  const PREFIX = "nudge:";

  /** @param {string} base address of the site's root */
  function effects(base) {
    let worker;
    let calls = 0;
    const open = new Map();

    function modelWorker() {
      if (!worker) {
        worker = new Worker(new URL("javascripts/model-worker.js", base));
        worker.onmessage = ({ data }) => settle(data.call, data);
        worker.onerror = () => {
          worker = undefined;
          for (const call of [...open.keys()]) settle(call, { message: "The language model could not be started." });
        };
        worker.postMessage({ type: "boot", base });
      }
      return worker;
    }

    function settle(call, { value, message }) {
      const { resolve, reject } = open.get(call) || {};
      open.delete(call);
      if (resolve) message === undefined ? resolve(value) : reject(new Error(message));
    }

    const performers = {
      Predict: ({ model, ids }) =>
        new Promise((resolve, reject) => {
          open.set(++calls, { resolve, reject });
          modelWorker().postMessage({ call: calls, kind: "Predict", model, ids });
        }),
      Save({ name, value }) {
        try {
          localStorage.setItem(PREFIX + name, JSON.stringify(value));
          return true;
        } catch {
          throw new Error("This browser keeps nothing for this page, so your text is not saved. Copy it elsewhere.");
        }
      },
      Load({ name }) {
        let stored;
        try {
          stored = localStorage.getItem(PREFIX + name);
        } catch {
          throw new Error("This browser keeps nothing for this page, so nothing can be saved here.");
        }
        try {
          return stored === null ? null : JSON.parse(stored);
        } catch {
          return "unreadable";
        }
      },
      Random({ count }) {
        return [...crypto.getRandomValues(new Uint32Array(count))].map((word) => word / 2 ** 32);
      },
      Now: () => Date.now() / 1000,
    };

    return async (effect) => performers[effect.kind](effect);
  }

  scope.nudgeEffects = effects;
})(self);
