/**
 * Keys that press buttons: while the focus is in a widget, the key that a button of it names in data-press presses it.
 */
(function (scope) {
  "use strict";

  scope.document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    // Where a key writes or moves something it does that.
    if (target.matches("input, textarea, select")) return;
    const buttons = target.closest("live-widget")?.querySelectorAll("button[data-press]") || [];
    const button = [...buttons].find((one) => one.dataset.press === key);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})(self);
