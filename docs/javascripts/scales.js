/**
 * Scales: the mathematics of dragging, with no page in it. A handle's data becomes a map from places of its axis to a
 * control's values, a point of the screen becomes one of the picture, and a value becomes a step of its control.
 */
(function (scope) {
  "use strict";

  /**
   * @typedef {object} Scale the map of a handle
   * @property {"x" | "y"} axis
   * @property {number} from where `low` lies, in units of the picture
   * @property {number} to where `high` lies
   * @property {number} low value of the control at `from`
   * @property {number} high value of the control at `to`
   * @property {boolean} log
   */

  /** @param {DOMStringMap | object} data a handle's dataset @returns {Scale} */
  function scaleOf({ axis, from, to, low, high, scale }) {
    return { axis, from: Number(from), to: Number(to), low: Number(low), high: Number(high), log: scale === "log" };
  }

  /** A point of the screen in units of the picture. @param {{a, b, c, d, e, f}} matrix from the picture to the screen */
  function inPicture({ x, y }, { a, b, c, d, e, f }) {
    const size = a * d - b * c;
    return { x: (d * (x - e) - c * (y - f)) / size, y: (a * (y - f) - b * (x - e)) / size };
  }

  /** The value at a place of the axis; beyond an end it is the end's. @param {Scale} scale */
  function valueAt({ from, to, low, high, log }, place) {
    const share = Math.min(Math.max((place - from) / (to - from), 0), 1);
    return log ? low * (high / low) ** share : low + share * (high - low);
  }

  /**
   * The value that a control takes: the nearest of its steps, inside its limits, as text without stray digits.
   * @param {number} value
   * @param {{min: string, max: string, step: string}} limits as the control's attributes give them; "" is none
   */
  function stepped(value, { min, max, step }) {
    const [low, high] = [min === "" ? -Infinity : Number(min), max === "" ? Infinity : Number(max)];
    const inside = Math.min(Math.max(value, low), high);
    if (step === "any") return String(inside);
    const width = Number(step) || 1;
    const start = Number.isFinite(low) ? low : 0;
    // A little room, since 0.999 lies a rounding error below 998 steps of 0.001 from 0.001.
    const most = Math.floor((high - start) / width + 1e-6);
    const count = Math.min(Math.round((inside - start) / width), most);
    return String(Number((start + count * width).toFixed(Math.max(digits(start), digits(width)))));
  }

  /**
   * The nearest of some round values, by ratio; as it is written. A 0 before them stands a stride before the next.
   * @param {number} value @param {string[]} values
   */
  function rounded(value, values) {
    const [, first, second] = values;
    const far = values.map((one) => Math.abs(Math.log((Number(one) || (first * first) / second) / value)));
    return values[far.indexOf(Math.min(...far))];
  }

  /** Decimals of a number: 3 of 0.001, 5 of 1e-5. */
  function digits(number) {
    const [written, power = "0"] = String(number).split("e");
    const [, decimals = ""] = written.split(".");
    return Math.min(Math.max(decimals.length - Number(power), 0), 20);
  }

  /** Where a handle is drawn, in units of the picture. @param {string} transform such as "translate(62 12.5)" */
  function drawnAt(transform) {
    const [x, y] = (/^translate\(([-\d.]+) ([-\d.]+)\)$/.exec(transform) || [0, 0, 0]).slice(1).map(Number);
    return { x, y };
  }

  /** The place nearest to a point; its index. @param {{x, y}} point @param {{x, y}[]} places */
  function nearest(point, places) {
    const far = places.map(({ x, y }) => Math.hypot(x - point.x, y - point.y));
    // The last of equals lies on top.
    return far.lastIndexOf(Math.min(...far));
  }

  /** The places of a trail. @param {string} path such as "546,1290 547,1288" @returns {{x, y}[]} */
  function placesOf(path) {
    return path.split(" ").map((place) => {
      const [x, y] = place.split(",").map(Number);
      return { x, y };
    });
  }

  /** The point of a line through places that is nearest to a point. @param {{x, y}[]} places @param {{x, y}} point */
  function onCurve(places, point) {
    let [best, least] = [places[0], Infinity];
    for (let i = 0; i < Math.max(places.length - 1, 1); i++) {
      const [from, to] = [places[i], places[i + 1] || places[i]];
      const [across, down] = [to.x - from.x, to.y - from.y];
      const length = across * across + down * down;
      const along = length && ((point.x - from.x) * across + (point.y - from.y) * down) / length;
      const share = Math.min(Math.max(along, 0), 1);
      const there = { x: from.x + share * across, y: from.y + share * down };
      const far = Math.hypot(there.x - point.x, there.y - point.y);
      if (far < least) [best, least] = [there, far];
    }
    return best;
  }

  /**
   * The places of a trail as a hand reaches them: those at an end that lie too near to be told apart stand in a row that
   * leads on beyond it, so that whoever pulls farther still reaches each.
   * @param {{x, y}[]} places
   * @param {number} least how far two places must lie apart
   */
  function reached(places, least) {
    return pulled(pulled(places, least).reverse(), least).reverse();
  }

  function pulled(places, least) {
    const [end] = places;
    const first = places.findIndex(({ x, y }) => Math.hypot(x - end.x, y - end.y) >= least);
    if (first < 0) return [...places];
    const { x, y } = places[first];
    const share = least / Math.hypot(end.x - x, end.y - y);
    return places.map((place, index) => {
      const more = (first - 1 - index) * share;
      return more < 0 ? place : { x: end.x + more * (end.x - x), y: end.y + more * (end.y - y) };
    });
  }

  /**
   * The place of a trail that a hand means: the nearest; of those that it cannot tell apart, the one with the fewest
   * places between it and where the hand was.
   * @param {{x, y}[]} places
   * @param {{x, y}} point
   * @param {number} now the number of the place where it was
   * @param {number} least how far two places must lie apart to be told
   * @returns {number}
   */
  function along(places, point, now, least) {
    const far = places.map(({ x, y }) => Math.hypot(x - point.x, y - point.y));
    const near = Math.min(...far) + least / 2;
    const meant = [...far.keys()].filter((index) => far[index] <= near);
    return meant.reduce((best, index) => (Math.abs(index - now) < Math.abs(best - now) ? index : best));
  }

  scope.nudgeScales = { scaleOf, inPicture, valueAt, stepped, rounded, drawnAt, nearest, placesOf, onCurve, reached, along };
})(self);
