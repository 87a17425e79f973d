/**
 * Whose turn it is: what a hand waits for comes first, and what is only near begins when nothing is being moved.
 */
(function (scope) {
  "use strict";

  /** Milliseconds without a touch after which a long piece of work may begin. */
  const QUIET = 300;

  /** @param {{setTimeout: Function}} [clock] @param {() => number} [now] milliseconds */
  function turns(clock = scope, now = () => performance.now()) {
    let touched = -QUIET;
    let hands = 0;

    return {
      /** A reader moves something. */
      touch() {
        touched = now();
      },
      /** A hand waits for this. @template T @param {Promise<T>} work @returns {Promise<T>} */
      async first(work) {
        hands += 1;
        try {
          return await work;
        } finally {
          hands -= 1;
          // What was done meanwhile is answered now.
          touched = now();
        }
      },
      /** Resolves when no hand waits and nothing has been touched for a while. */
      async calm() {
        for (let left; (left = hands ? QUIET : touched + QUIET - now()) > 0; ) {
          await new Promise((resolve) => clock.setTimeout(resolve, left));
        }
      },
    };
  }

  scope.nudgeTurns = turns;
})(self);
