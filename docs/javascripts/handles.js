/**
 * Handles: a marked point of a chart that can be dragged names a control, and a drag sets that native control as the
 * reader's own hand would; there is no second path. Keys move the control itself, which a drag leaves focused.
 *
 * A handle carries the map from its axis to the control's values (widgets/engine/charts.py): data-handle, data-axis,
 * data-from and data-to in units of the picture, data-low and data-high, data-scale.
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

  /** Decimals of a number: 3 of 0.001, 5 of 1e-5. */
  function digits(number) {
    const [, decimals = "", power = "0"] = /^-?\d+\.?(\d*)(?:e(.+))?$/.exec(String(number)) || [];
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

  scope.nudgeHandles = { scaleOf, inPicture, valueAt, stepped, drawnAt, nearest };
  if (!scope.document) return;

  /** The drag under way. @type {{pointer: number, widget: Element, picture: Element, name: string, off: number} | undefined} */
  let held;

  const pointOf = (event, picture) => inPicture({ x: event.clientX, y: event.clientY }, picture.getScreenCTM());
  const handlesOf = (picture) => [...picture.querySelectorAll("[data-handle]")];
  const placeOf = (handle) => drawnAt(handle.getAttribute("transform"));
  /** The control of a handle: a slider or a field, not a button of the same name. */
  const controlOf = (widget, name) =>
    [...widget.querySelectorAll("input[type=range], input[type=number]")].find((control) => control.name === name);

  function take(event) {
    if (held || event.button !== 0 || !event.target.closest) return;
    const grabbed = event.target.closest("[data-handle]");
    const widget = grabbed && grabbed.closest("live-widget");
    if (!widget) return;
    const picture = grabbed.ownerSVGElement;
    const point = pointOf(event, picture);
    // Where two handles are near each other, the finger lands on both.
    const handles = handlesOf(picture);
    const handle = handles[nearest(point, handles.map(placeOf))];
    const control = controlOf(widget, handle.dataset.handle);
    if (!control || control.disabled) return;
    const { axis } = scaleOf(handle.dataset);
    held = { pointer: event.pointerId, widget, picture, name: control.name, off: placeOf(handle)[axis] - point[axis] };
    widget.dataset.held = control.name;
    handle.setPointerCapture(event.pointerId);
    // No text is selected, no picture dragged.
    event.preventDefault();
    // Keys carry on where the hand stops; a field would open a keyboard on the screen.
    if (control.type === "range") control.focus({ preventScroll: true });
  }

  function move(event) {
    if (!held || event.pointerId !== held.pointer) return;
    // A patch may have made the picture anew.
    if (!held.picture.isConnected) held.picture = held.widget.querySelector(`[data-handle="${held.name}"]`)?.ownerSVGElement;
    const handle = held.picture && handlesOf(held.picture).find((one) => one.dataset.handle === held.name);
    const control = controlOf(held.widget, held.name);
    if (!handle || !control) return drop(event);
    const scale = scaleOf(handle.dataset);
    const value = stepped(valueAt(scale, pointOf(event, held.picture)[scale.axis] + held.off), control);
    if (value === control.value) return;
    control.value = value;
    held.moved = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function drop(event) {
    if (!held || event.pointerId !== held.pointer) return;
    const { widget, name, moved } = held;
    held = undefined;
    delete widget.dataset.held;
    // As a slider does when it is let go.
    if (moved) controlOf(widget, name)?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("pointerdown", take);
  document.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop);
  document.addEventListener("selectstart", (event) => held && event.preventDefault());
  // For browsers that do not ask an element of a picture for its touch-action.
  const still = (event) => event.target.closest("[data-handle]") && event.preventDefault();
  for (const picture of document.querySelectorAll("svg.chart-picture")) {
    picture.addEventListener("touchstart", still, { passive: false });
  }
})(self);
