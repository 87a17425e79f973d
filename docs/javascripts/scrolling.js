/**
 * What is wider than the screen scrolls in a frame of its own, and a keyboard reaches the frame: tables, code, formulas.
 * Where all fits there is nothing to reach.
 */
(function (scope) {
  "use strict";

  const FRAMES = ".md-typeset__scrollwrap, .model-card, pre > code, div.arithmatex";

  function look() {
    for (const frame of document.querySelectorAll(FRAMES)) {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    }
  }

  // The theme wraps tables once the page is there.
  for (const event of ["load", "resize"]) scope.addEventListener(event, () => requestAnimationFrame(look));
})(self);
