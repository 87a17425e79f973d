/**
 * What one widget has asked of its page: the newest request of every key, and what came of it that Python has not heard
 * yet. It is looked at when it is handed over: an event that Python takes meanwhile may ask anew.
 */
(function (scope) {
  "use strict";

  /**
   * @param {object} host `perform`, `drop` and `next` of machine.js's host
   * @param {() => void} onHeard something waits to be handed over
   */
  function requests({ perform, drop, next }, onHeard) {
    /** Numbers, which come only once on a page, by key. @type {Map<string, number>} */
    const open = new Map();
    /** @type {{method: "answer"|"progress"|"fail", key: string, value: any, number: number}[]} */
    let heard = [];
    const newest = ({ key, number }) => open.get(key) === number;

    /** Nobody waits for the requests of these keys any more. @param {string[]} keys */
    function overtake(keys) {
      const numbers = keys.map((key) => open.get(key)).filter((number) => number !== undefined);
      for (const key of keys) open.delete(key);
      if (numbers.length) drop(numbers);
    }

    return {
      /** @param {{key: string}} effect of widgets/engine/effects.py */
      async perform(effect) {
        const { key } = effect;
        const number = next();
        open.set(key, number);
        function hear(method, value) {
          heard.push({ method, key, value, number });
          onHeard();
        }
        try {
          hear("answer", await perform(effect, { number, onProgress: (part) => hear("progress", part) }));
        } catch (error) {
          if (!error.dropped) hear("fail", error.message);
        }
      },
      /** The oldest answer that nothing has overtaken, to be handed over now; undefined if there is none. */
      take() {
        heard = heard.filter(newest);
        const one = heard.shift();
        if (one && one.method !== "progress") open.delete(one.key);
        return one;
      },
      overtake,
      /** Nothing of this is heard from here on. */
      end() {
        overtake([...open.keys()]);
        heard = [];
      },
    };
  }

  scope.nudgeRequests = requests;
})(self);
