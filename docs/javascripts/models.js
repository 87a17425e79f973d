/** The page's handle on the model worker: one request at a time, settled when the worker dies. */
(function (scope) {
  "use strict";

  /** @param {string} base address of the site's root */
  function models(base) {
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

    return {
      perform: ({ model, ids }) =>
        new Promise((resolve, reject) => {
          open.set(++calls, { resolve, reject });
          modelWorker().postMessage({ call: calls, kind: "Predict", model, ids });
        }),
      drop() {},
    };
  }

  scope.nudgeModels = models;
})(self);
