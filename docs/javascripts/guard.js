/**
 * Where a script of the page was blocked or did not arrive, says so in every widget: nothing looks alive and is not.
 *
 * It stands first and needs no other script. Cards open as without scripts (status.css).
 */
(function () {
  "use strict";

  const WORDS = "A script of this page was blocked or did not arrive, so this widget cannot answer. Reload the page, or allow its scripts.";

  function look() {
    if (customElements.get("live-widget")) return;
    document.documentElement.dataset.scripts = "blocked";
    document.documentElement.dataset.runtime = "failed";
    for (const widget of document.querySelectorAll("live-widget")) {
      const box = document.createElement("p");
      box.className = "widget-failure";
      box.setAttribute("role", "note");
      box.textContent = WORDS;
      widget.prepend(box);
      for (const control of widget.querySelectorAll("form :is(input, select, textarea, button)")) control.disabled = true;
    }
  }

  // All scripts of the page have run, or never will.
  if (document.readyState === "complete") look();
  else addEventListener("load", look, { once: true });
})();
