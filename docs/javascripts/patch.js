/**
 * Lays new markup on a widget's form: the focus, a selection, open details, and what is being typed stay.
 */
(function (scope) {
  "use strict";

  /** The pieces of what was drawn last, by the form that it was drawn on, where the form stands as the markup says. */
  const drawn = new WeakMap();

  /**
   * @param {HTMLElement} widget whose only form is patched
   * @param {string} html from Python's escaping builder, the only maker of HTML
   * @param {(name: string) => boolean} held whether the control of this name holds what is in no State, and keeps it
   */
  function patch(widget, html, held) {
    const form = formOf(widget);
    const [before, after] = [drawn.get(form), nudgeChanges.cut(html)];
    // A part that waits shows what was there before, which is in no markup.
    const whole = !html.includes('aria-busy="true"');
    if (!(before && whole && nudgeChanges(form, before, after, held))) morph(widget, form, html, held);
    if (whole) drawn.set(form, after);
    else drawn.delete(form);
    layOutSoon(form);
  }

  /** While the page has nothing else to do, so that the next move of a hand need not wait for it. */
  function layOutSoon(form) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      form.getBoundingClientRect();
    };
    port2.postMessage(null);
  }

  /** The page changes the form itself, or Python starts afresh: the next markup is laid on all of it. */
  patch.forget = (widget) => drawn.delete(formOf(widget));

  function morph(widget, form, html, held) {
    const next = document.createElement("template");
    next.innerHTML = html;
    keepAwaited(form, next.content);
    const focused = form.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && { name: focused.name, value: focused.value };
    Idiomorph.morph(form, next.content.firstElementChild, {
      morphStyle: "outerHTML",
      // Only what is being typed or dragged is left alone; a button with the focus must still change its words, and of two
      // quick choices an older answer must not unmark the last.
      ignoreActiveValue: document.activeElement.matches("input, textarea, select") && !/^(radio|checkbox)$/.test(document.activeElement.type),
      callbacks: {
        beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
        // What is secret is in no markup.
        beforeNodeMorphed: (node) => node.type !== "password" && !(node.name && held(node.name) && node.matches("textarea, input")),
      },
    });
    if (focused && document.activeElement === document.body) hand(widget, place);
  }

  /** A part that waits for an answer shows the one before, marked as such; of another text it cannot be pressed. */
  function keepAwaited(form, content) {
    for (const awaited of content.querySelectorAll("[data-part][aria-busy=true]")) {
      const shown = form.querySelector(`[data-part="${awaited.dataset.part}"]`);
      if (!shown || !shown.children.length) continue;
      const kept = shown.cloneNode(true);
      kept.setAttribute("aria-busy", "true");
      kept.inert = shown.dataset.basis !== awaited.dataset.basis;
      awaited.replaceWith(kept);
    }
  }

  /** Focus what took the place of a control that is gone. */
  function hand(widget, { name, value }) {
    const controls = [...formOf(widget).querySelectorAll("button, input, select, textarea, summary")];
    const same = controls.filter((control) => name && control.name === name);
    (same.find((control) => control.value === value) || same[0] || controls[0] || widget).focus();
  }

  const formOf = (widget) => widget.querySelector(":scope > form");

  scope.nudgePatch = patch;
})(self);
