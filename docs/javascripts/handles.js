/**
 * Handles: a marked point of a chart that can be dragged names a control, and a drag sets that native control as the
 * reader's own hand would; there is no second path. Keys move the control itself, which a drag leaves focused.
 *
 * A handle carries the map from its axis to the control's values (widgets/engine/charts.py): data-handle, data-axis,
 * data-from and data-to in units of the picture, data-low and data-high, data-scale; one that lies on a curve carries
 * data-curve, and goes to its place nearest to the hand. One that walks along a trail
 * (widgets/engine/ground.py) carries data-path, and its control counts the trail's places from 0. What has data-along
 * sets that control, or that menu, when it is pressed: to its data-at, or to the nearest place of the trail.
 */
(function (scope) {
  "use strict";

  const { scaleOf, inPicture, valueAt, stepped, rounded, drawnAt, nearest, placesOf, reached, along, onCurve } = scope.nudgeScales;
  /** How far apart two places of a trail lie at least for a hand, in pixels. */
  const APART = 6;

  /** The drag under way. @type {{pointer: number, widget: Element, picture: Element, name: string, off: {x, y}} | undefined} */
  let held;

  const pointOf = (event, picture) => inPicture({ x: event.clientX, y: event.clientY }, picture.getScreenCTM());
  const handlesOf = (picture) => [...picture.querySelectorAll("[data-handle]")];
  const placeOf = (handle) => drawnAt(handle.getAttribute("transform"));
  /** The control of a handle: a slider or a field, not a button of the same name. */
  const controlOf = (widget, name) =>
    [...widget.querySelectorAll("input[type=range], input[type=number]")].find((control) => control.name === name);

  const menuOf = (widget, name) => [...widget.querySelectorAll("select")].find((menu) => menu.name === name);

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
    const place = handle.dataset.path ? trailOf(handle)[control.value] : placeOf(handle);
    held = { pointer: event.pointerId, widget, picture, name: control.name, off: { x: place.x - point.x, y: place.y - point.y } };
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
    const point = pointOf(event, held.picture);
    if (set(control, valueFor(handle, { x: point.x + held.off.x, y: point.y + held.off.y }, control))) held.moved = true;
  }

  /** The value of its control when a handle is at a point of the picture. */
  function valueFor(handle, point, control) {
    if (handle.dataset.path) return String(along(trailOf(handle), point, Number(control.value), apart(handle)));
    const scale = scaleOf(handle.dataset);
    const { curve } = handle.dataset;
    const value = valueAt(scale, (curve ? onCurve(placesOf(curve), point) : point)[scale.axis]);
    const round = control.closest(".control-log")?.querySelector("[data-values]");
    return round ? rounded(value, round.dataset.values.split(" ")) : stepped(value, control);
  }

  const apart = (handle) => APART / handle.ownerSVGElement.getScreenCTM().a;
  const trailOf = (handle) => reached(placesOf(handle.dataset.path), apart(handle));

  function set(control, value) {
    if (value === control.value) return false;
    control.value = value;
    // What is typed into a field speaks when it is whole, as each of these is.
    control.dispatchEvent(new Event(control.type === "number" ? "change" : "input", { bubbles: true }));
    return true;
  }

  /** A trail, or a place of it, was pressed. */
  function goTo(event) {
    const pressed = event.target.closest?.("[data-along]");
    const widget = pressed && pressed.closest("live-widget");
    if (!widget) return;
    const { along: name, at: place } = pressed.dataset;
    const control = controlOf(widget, name) || menuOf(widget, name);
    const handle = widget.querySelector(`[data-handle="${name}"]`);
    if (!control || control.disabled || (place === undefined && !handle)) return;
    const at = place === undefined ? valueFor(handle, pointOf(event, handle.ownerSVGElement), control) : place;
    if (control.type !== "number") control.focus({ preventScroll: true });
    if (set(control, at)) control.dispatchEvent(new Event("change", { bubbles: true }));
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
  document.addEventListener("click", goTo);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop);
  document.addEventListener("selectstart", (event) => held && event.preventDefault());
  // For browsers that do not ask an element of a picture for its touch-action.
  const still = (event) => event.target.closest("[data-handle]") && event.preventDefault();
  for (const picture of document.querySelectorAll("svg:has([data-handle])")) {
    picture.addEventListener("touchstart", still, { passive: false });
  }
})(self);
