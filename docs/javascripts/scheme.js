/**
 * Light or dark: what the reader has chosen on a page of the site, else what their device says, also when it changes its
 * mind. It runs before anything is drawn. The theme's own switch does the same later, and has every element of the page
 * styled anew four times for it.
 */
(function (scope) {
  "use strict";

  const { document } = scope;
  const KEPT = "__palette";
  const dark = scope.matchMedia("(prefers-color-scheme: dark)");
  let chosen = kept();

  function kept() {
    try {
      // Where the theme, whose head puts this on every page, keeps its own.
      return scope.__md_get(KEPT)?.color?.scheme;
    } catch {
      // A closed frame has no storage.
      return undefined;
    }
  }

  function draw() {
    document.body.setAttribute("data-md-color-scheme", chosen || (dark.matches ? "slate" : "default"));
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.(".bar-scheme")) return;
    chosen = document.body.getAttribute("data-md-color-scheme") === "slate" ? "default" : "slate";
    scope.__md_set?.(KEPT, { color: { scheme: chosen } });
    draw();
  });
  dark.addEventListener("change", draw);
  draw();
})(self);
