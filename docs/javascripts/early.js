/**
 * What answers while Python is not there: a frame of the State as built with its controls moved; whatever else was
 * touched waits, and says so.
 */
(function (scope) {
  "use strict";

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /**
   * @param {{frame: Function, wait: Function}} host as in machine.js
   * @param {object} built the State as built
   */
  function early(host, built) {
    /** Controls that a frame has moved. @type {string[]} */
    let moved = [];

    /**
     * @param {object} fields the State to mount from
     * @param {{name: string, value: string}[]} queue events that wait
     * @param {string} [name] the control that was just touched
     * @returns {boolean} whether a frame was drawn
     */
    return function answer(fields, queue, name) {
      const values = {};
      for (const field of Object.keys(fields)) if (!same(fields[field], built[field])) values[field] = String(fields[field]);
      for (const event of queue) values[event.name] = event.value;
      // Another version may be the one as built.
      if (!Object.keys(values).length) for (const one of moved) values[one] = String(built[one]);
      const drawn = host.frame(values);
      if (drawn) moved = Object.keys(values);
      else if (name) host.wait(name);
      return drawn;
    };
  }

  early.same = same;
  scope.nudgeEarly = early;
})(self);
