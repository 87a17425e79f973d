/**
 * Handles: a marked point of a chart that can be dragged names a control, and a drag sets that native control as the
 * reader's own hand would; there is no second path. Keys move the control itself, which a drag leaves focused.
 *
 * A handle carries the map from its axis to the control's values (widgets/engine/charts.py): data-handle, data-axis,
 * data-from and data-to in units of the picture, data-low and data-high, data-scale.
 */
(function (scope) {
  "use strict";

  const { scaleOf, inPicture, valueAt, stepped, drawnAt, nearest } = scope.nudgeScales;

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
