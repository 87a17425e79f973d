/**
 * When a widget is near: within one screen, once the reader has scrolled or touched anything. On a connection that
 * saves data nothing is near, and only a touch of the widget itself wakes it.
 */
(function (scope) {
  "use strict";

  const MOVES = ["scroll", "pointerdown", "pointermove", "keydown", "touchstart"];
  /** @type {Map<Element, () => void>} */
  const waiting = new Map();
  const visible = new Set();
  let moved = false;

  const observer = scope.IntersectionObserver && new IntersectionObserver(seen, { rootMargin: "100% 0px" });

  function seen(entries) {
    for (const { target, isIntersecting } of entries) isIntersecting ? visible.add(target) : visible.delete(target);
    tell();
  }

  function tell() {
    if (!moved) return;
    for (const element of [...visible].filter((one) => waiting.has(one))) {
      const run = waiting.get(element);
      forget(element);
      run();
    }
  }

  function firstMove({ type, target }) {
    // The theme moves its list of contents by itself.
    if (type === "scroll" && target !== scope.document) return;
    moved = true;
    for (const move of MOVES) removeEventListener(move, firstMove, true);
    tell();
  }
  for (const move of MOVES) addEventListener(move, firstMove, { capture: true, passive: true });

  function saving() {
    const connection = navigator.connection;
    return Boolean(connection && (connection.saveData || connection.type === "cellular"));
  }

  function forget(element) {
    waiting.delete(element);
    visible.delete(element);
    if (observer) observer.unobserve(element);
  }

  /** Call `run` once when `element` is near. @returns {() => void} stops waiting */
  function near(element, run) {
    if (!observer || saving()) return () => {};
    waiting.set(element, run);
    observer.observe(element);
    return () => forget(element);
  }

  scope.nudgeNear = near;
})(self);
