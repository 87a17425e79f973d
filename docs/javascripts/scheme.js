/**
 * Light or dark on a page without the theme's own script: what the reader has chosen on another page of the site, else
 * what their device says, also when it changes its mind. It stands first in the body, before anything is drawn.
 */
(function (scope) {
  "use strict";

  const { document } = scope;
  const dark = scope.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      // The theme's, which its head puts on every page.
      return scope.__md_get("__palette")?.color?.scheme;
    } catch {
      // A closed frame has no storage.
      return undefined;
    }
  }

  function draw() {
    document.body.setAttribute("data-md-color-scheme", chosen() || (dark.matches ? "slate" : "default"));
  }

  dark.addEventListener("change", draw);
  draw();
})(self);
