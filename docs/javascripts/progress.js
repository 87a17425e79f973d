/**
 * What a reader has done with the concepts of a page, as values: where they are, whose end they saw for long enough, and
 * how that is said. No page here; spine.js is its hands.
 */
(function (scope) {
  "use strict";

  /** What can be said of a concept, in the order in which it is said. */
  const DONE = ["read", "tried", "met", "answered"];

  /**
   * Where a reader is: the place of the last heading that has passed a line across the view.
   *
   * @param {number[]} tops of the headings, from first to last
   * @param {number} line
   * @returns {number} -1 before the first
   */
  const current = (tops, line) => tops.filter((top) => top <= line).length - 1;

  /** Names of the ends that lie in view. @param {Map<string, number>} ends where each is @param {{from, to}} view */
  const inView = (ends, { from, to }) => [...ends].filter(([, end]) => end >= from && end <= to).map(([name]) => name);

  /**
   * Tells what has been in view without a break.
   *
   * @param {number} patience milliseconds that it takes
   */
  function dwell(patience) {
    const since = new Map();

    return {
      /**
       * @param {string[]} names what is in view
       * @param {number} now milliseconds
       * @returns {{done: string[], wait: number}} what has been there for long enough, and when to look again if
       *   nothing moves: Infinity where nothing new is in view
       */
      look(names, now) {
        for (const name of since.keys()) if (!names.includes(name)) since.delete(name);
        for (const name of names) if (!since.has(name)) since.set(name, now);
        const left = [...since].map(([name, at]) => [name, at + patience - now]);
        const coming = left.map(([, time]) => time).filter((time) => time > 0);
        return { done: left.filter(([, time]) => time <= 0).map(([name]) => name), wait: Math.min(...coming) };
      },
    };
  }

  /** The fields under which the marks of some concepts are kept, all unset. */
  const unmarked = (names) => Object.fromEntries(names.flatMap((name) => DONE.map((what) => [`${name} ${what}`, false])));

  /** What was done with a concept: ["read", "tried"]. */
  const doneWith = (marks, name) => DONE.filter((what) => marks[`${name} ${what}`] === true);

  /** Behind a title, for those who hear it: ", read and tried". */
  function words(done) {
    if (!done.length) return "";
    const last = done[done.length - 1];
    return `, ${done.length > 1 ? `${done.slice(0, -1).join(", ")} and ` : ""}${last}`;
  }

  /** Marks of two places at once: what was done in either was done. */
  const both = (one, other) => Object.fromEntries(Object.keys(one).map((key) => [key, one[key] || other[key] === true]));

  scope.nudgeProgress = { DONE, current, inView, dwell, unmarked, doneWith, words, both };
})(self);
