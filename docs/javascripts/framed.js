/**
 * A page with a single widget: it tells the page whose frame it stands in how high it is, and its links lead to where
 * their ends are.
 *
 * The message is {nudge: NAME, height}, in CSS pixels, sent at the start and whenever that changes. It says nothing of the
 * reader, so whoever holds the frame may hear it.
 */
(function (scope) {
  "use strict";

  const { document } = scope;
  const framed = scope.parent !== scope;
  const article = document.querySelector("article");
  const name = article.querySelector("live-widget").getAttribute("name");
  /** Where the widget stands among others. */
  const lesson = article.querySelector(".alone-from a").href;
  let told = 0;

  /** As high as what is in it, whatever the frame's height is. */
  function tell() {
    const height = Math.ceil(article.getBoundingClientRect().bottom + scope.scrollY);
    if (height === told) return;
    told = height;
    scope.parent.postMessage({ nudge: name, height }, "*");
  }

  /** What a widget links to on its page stands in the lesson; and a frame is too small for another page. */
  function lead({ target }) {
    const link = target.closest?.("a[href]");
    if (!link) return;
    const fragment = link.getAttribute("href");
    // One that carries a State names its widget before the first colon.
    const [id] = fragment.slice(1).split(":");
    if (fragment.startsWith("#") && !document.getElementById(id)) link.href = new URL(fragment, lesson).href;
    if (!framed || link.getAttribute("href").startsWith("#")) return;
    link.target = "_blank";
    link.rel = "noopener";
  }

  // Before a link can be followed, copied or opened elsewhere; a patch of the widget may undo it.
  for (const event of ["pointerdown", "focusin", "click"]) document.addEventListener(event, lead, true);
  if (framed) new scope.ResizeObserver(tell).observe(article);
})(self);
