/**
 * What a term of the glossary means, in a note at the term: under a pointer, by a finger, with the focus. The note stays
 * while the pointer is on it, and Escape puts it away.
 */
(function (scope) {
  "use strict";

  const { document } = scope;
  const TERM = "main abbr[title], main abbr[aria-describedby]";
  // A pointer on its way from the term to the note crosses the gap between them.
  const LINGER = 200;
  const EDGE = 12;
  const GAP = 6;
  let note;
  let term;
  let leaving;

  for (const one of document.querySelectorAll(TERM)) one.tabIndex = 0;

  function made() {
    const box = document.createElement("div");
    box.id = "meaning";
    box.className = "meaning";
    box.setAttribute("role", "tooltip");
    return document.querySelector("main").appendChild(box);
  }

  function show(one) {
    stay();
    if (one === term) return;
    hide();
    note ??= made();
    term = one;
    note.textContent = one.title;
    // With a title the browser would say it a second time.
    one.removeAttribute("title");
    one.setAttribute("aria-describedby", note.id);
    note.hidden = false;
    const { left, top, bottom } = one.getBoundingClientRect();
    const most = document.documentElement.clientWidth - note.offsetWidth - EDGE;
    const high = note.offsetHeight + GAP;
    const below = bottom + high + EDGE < scope.innerHeight;
    note.style.left = `${scope.scrollX + Math.max(EDGE, Math.min(left, most))}px`;
    note.style.top = `${scope.scrollY + (below ? bottom + GAP : top - high)}px`;
  }

  function hide() {
    stay();
    if (!term) return;
    term.title = note.textContent;
    term.removeAttribute("aria-describedby");
    note.hidden = true;
    term = undefined;
  }

  /** A pointer that moves on and on does not put it off. */
  function leave() {
    leaving ??= setTimeout(hide, LINGER);
  }

  function stay() {
    clearTimeout(leaving);
    leaving = undefined;
  }

  document.addEventListener("pointerover", ({ target }) => {
    const one = target.closest(TERM);
    if (one) show(one);
    else if (note?.contains(target)) stay();
    else if (term && term !== document.activeElement) leave();
  });
  document.addEventListener("focusin", ({ target }) => (target.matches(TERM) ? show(target) : hide()));
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  document.addEventListener("pointerdown", ({ target }) => {
    if (term && !target.closest(TERM) && !note.contains(target)) hide();
  });
})(self);
