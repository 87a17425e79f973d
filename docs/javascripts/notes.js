/**
 * Footnotes where they are called, and terms of the glossary where they stand: on a sheet under their line, by hover,
 * focus, tap or Enter, so that nobody is thrown to the end of the page. Without this script, or where the browser has no
 * popovers, they are the links and the titles that they are.
 *
 * One sheet at a time. It stands in the page right behind its call, so that Tab goes on into its links; Enter and what
 * screen readers send move the focus to it; Escape, a touch elsewhere and leaving it close it.
 */
(function (scope) {
  "use strict";

  /** Milliseconds: a pointer that only passes opens nothing, and one on its way to the sheet does not close it. */
  const PASSING = 120;
  const LEAVING = 250;
  /** Pixels between the line and its sheet, and around the sheet. */
  const GAP = 6;
  const EDGE = 12;

  if (!HTMLElement.prototype.showPopover) return;

  const CALLS = "a.footnote-ref, main abbr[title], main abbr[aria-describedby]";

  /** @type {{call: HTMLElement, sheet: HTMLElement, pinned: boolean} | undefined} */
  let open;
  let timer;
  /** A call to which the focus comes back from its sheet, which must not open it again. */
  let returned;

  const isTerm = (call) => call.localName === "abbr";
  const noteOf = (call) => document.getElementById(decodeURIComponent(call.hash.slice(1)));

  /** What a term means, which is its title. */
  function meaningOf(term) {
    const sheet = emptySheet("tooltip");
    sheet.append(document.createElement("span"));
    sheet.firstChild.textContent = term.title;
    return sheet;
  }

  /** The note's own content, once more: without ids, and without the way back, since nobody has left. */
  function sheetOf(call) {
    const sheet = emptySheet("note");
    sheet.setAttribute("aria-label", `Note ${call.textContent.trim()}`);
    const copy = noteOf(call).cloneNode(true);
    for (const back of copy.querySelectorAll(".footnote-backref")) back.remove();
    for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
    for (const part of [...copy.children]) {
      // Inside a paragraph a paragraph would end it, for whoever reads the page's HTML again.
      const block = document.createElement("span");
      block.append(...part.childNodes);
      sheet.append(block);
    }
    return sheet;
  }

  function emptySheet(role) {
    const sheet = document.createElement("span");
    sheet.className = "note-sheet";
    sheet.id = "note-sheet";
    sheet.setAttribute("role", role);
    sheet.tabIndex = -1;
    sheet.popover = "auto";
    return sheet;
  }

  /** What whoever hears the page is told of a call while its sheet is open. */
  function tell(call, sheet) {
    if (isTerm(call)) {
      // With a title the browser would say it a second time.
      call.removeAttribute("title");
      call.setAttribute("aria-describedby", sheet.id);
    } else {
      call.setAttribute("aria-expanded", "true");
      call.setAttribute("aria-controls", sheet.id);
    }
  }

  function untell(call, sheet) {
    if (isTerm(call)) {
      call.title = sheet.textContent;
      call.removeAttribute("aria-describedby");
    } else {
      call.setAttribute("aria-expanded", "false");
      call.removeAttribute("aria-controls");
    }
  }

  function show(call, pinned) {
    clearTimeout(timer);
    if (open && open.call === call) {
      open.pinned = open.pinned || pinned;
      return;
    }
    hide();
    const sheet = isTerm(call) ? meaningOf(call) : sheetOf(call);
    call.after(sheet);
    open = { call, sheet, pinned };
    tell(call, sheet);
    sheet.addEventListener("toggle", ({ newState }) => newState === "closed" && closed(sheet));
    sheet.showPopover();
    place(call, sheet);
  }

  function hide() {
    clearTimeout(timer);
    if (open) closed(open.sheet);
  }

  /** Also what the browser closed, by Escape or a touch elsewhere, leaves the page. */
  function closed(sheet) {
    if (!open || open.sheet !== sheet) return;
    const { call } = open;
    open = undefined;
    untell(call, sheet);
    if (sheet.contains(document.activeElement)) {
      returned = call;
      call.focus({ preventScroll: true });
      returned = undefined;
    }
    sheet.remove();
  }

  /** Under the line of the call, or above it where there is more room; as wide as its paragraph at most. */
  function place(call, sheet) {
    const line = lineOf(call);
    const text = blockOf(call).getBoundingClientRect();
    const left = Math.max(EDGE, text.left);
    const right = Math.min(document.documentElement.clientWidth - EDGE, text.right);
    sheet.style.maxInlineSize = `${right - left}px`;
    const { width, height } = sheet.getBoundingClientRect();
    const fits = line.bottom + GAP + height <= scope.innerHeight || line.top < scope.innerHeight / 2;
    const top = fits ? line.bottom + GAP : line.top - GAP - height;
    sheet.style.left = `${Math.max(left, Math.min(line.left, right - width)) + scope.scrollX}px`;
    sheet.style.top = `${top + scope.scrollY}px`;
  }

  /** The paragraph, list or table of the page that a call stands in. */
  function blockOf(call) {
    let block = call;
    while (!block.parentElement.matches("article, body")) block = block.parentElement;
    return block;
  }

  /** Where the line of a call lies, which is lower than the raised call itself. */
  function lineOf(call) {
    const { left, top } = call.getBoundingClientRect();
    const letter = document.createElement("span");
    // Joined to what stands before, so that it falls on the same line.
    letter.textContent = "\u2060";
    (call.closest("sup") || call).after(letter);
    const { bottom } = letter.getBoundingClientRect();
    letter.remove();
    return { left, top, bottom };
  }

  /** The call that something is part of, if there is anything to be read. */
  function callOf(target) {
    const call = target.closest && target.closest(CALLS);
    return call && (isTerm(call) || noteOf(call)) ? call : null;
  }
  const isInside = (target) => Boolean(open) && (open.call.contains(target) || open.sheet.contains(target));

  function pointerOver({ target, pointerType }) {
    if (pointerType !== "mouse") return;
    const call = callOf(target);
    if (isInside(target)) clearTimeout(timer);
    else if (call) {
      clearTimeout(timer);
      timer = setTimeout(() => show(call, false), PASSING);
    } else if (open && !open.pinned) {
      clearTimeout(timer);
      timer = setTimeout(() => open && !isInside(document.activeElement) && hide(), LEAVING);
    } else if (!open) clearTimeout(timer);
  }

  function focusIn({ target }) {
    const call = callOf(target);
    // A finger's focus comes with its click, and a mouse's too.
    if (call && call !== returned && call.matches(":focus-visible")) show(call, false);
    else if (open && !isInside(target)) hide();
  }

  function click(event) {
    const call = callOf(event.target);
    if (!call || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(call, true);
    // No pointer: a key or a screen reader, which goes where the focus goes.
    if (event.detail === 0) open.sheet.focus({ preventScroll: true });
  }

  for (const call of document.querySelectorAll("a.footnote-ref")) call.setAttribute("aria-expanded", "false");
  for (const term of document.querySelectorAll("main abbr[title]")) term.tabIndex = 0;
  document.addEventListener("pointerover", pointerOver);
  document.addEventListener("focusin", focusIn);
  document.addEventListener("click", click);
  scope.addEventListener("resize", hide);
  scope.addEventListener("beforeprint", hide);
})(self);
