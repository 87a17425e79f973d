/**
 * What sets a control of a widget beside the control itself: a number in the prose, and a slider through round values
 * (widgets/engine/controls.py, log_slider). Both move the native control as the reader's own hand would; there is no
 * second path.
 *
 * A link `<a class="sets" href="#cross_entropy" data-sets="p=0.49">` names widget, control and value; without scripts it
 * leads to the widget. A slider has data-sets, the name of its control, and data-values, what its positions stand for.
 */
(function (scope) {
  "use strict";

  /** What a link says: the control's name, and behind the first equals sign its value. @param {string} said */
  function wanted(said) {
    const cut = said.indexOf("=");
    return cut > 0 ? { name: said.slice(0, cut).trim(), value: said.slice(cut + 1).trim() } : undefined;
  }

  const named = (widget, name) => [...widget.querySelectorAll("form :is(input, select, textarea)")].find((one) => one.name === name);

  /** @returns {boolean} false if the control can take nothing now, or refuses this value */
  function set(control, value) {
    if (!control || control.disabled) return false;
    control.value = value;
    // A menu without such a choice holds nothing then.
    if (control.value === "" && value !== "") return false;
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
    return true;
  }

  /** Bring a widget into view; where most of it is on the screen the reader stays put. */
  function show(widget) {
    const { top, bottom } = widget.getBoundingClientRect();
    const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (seen >= 0.6 * Math.min(bottom - top, innerHeight)) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    widget.scrollIntoView({ block: bottom - top < innerHeight ? "center" : "start", behavior: still ? "auto" : "smooth" });
  }

  function onClick(event) {
    const link = event.target.closest?.("a[data-sets]");
    // A link that is to open elsewhere is only a link.
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const widget = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const { name, value } = wanted(link.dataset.sets) || {};
    if (!widget || !customElements.get(widget.localName) || !set(named(widget, name), value)) return;
    // The focus stays on the link, and the address what it was.
    event.preventDefault();
    show(widget);
  }

  function onInput({ target }) {
    const { sets, values } = target.dataset || {};
    if (!sets || !values) return;
    set(named(target.closest("live-widget"), sets), values.split(" ")[Number(target.value)]);
  }

  document.addEventListener("click", onClick);
  document.addEventListener("input", onInput);

  scope.nudgeSetters = { wanted };
})(self);
