/**
 * The spine (widgets/embed/spine.py): where the reader is, and what of each concept was read, tried, met and answered.
 *
 * A concept is read when its end has been on screen for three seconds; tried when a hand moved something of a widget in
 * it; met when the challenge of one was; answered when a question in it was: a guess written, an answer of the quiz
 * checked. Kept like what widgets keep.
 */
(function (scope) {
  "use strict";

  const { DONE, current, inView, dwell, unmarked, doneWith, words, both } = scope.nudgeProgress;
  const PATIENCE = 3000;

  const spine = document.querySelector(".spine");
  if (spine) follow(spine);

  function follow(spine) {
    const links = new Map([...spine.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
    const names = [...links.keys()];
    const headings = new Map(names.map((name) => [name, document.getElementById(name)]));
    const ends = new Map(names.map((name) => [name, endOf(headings.get(name))]));
    const line = lineOf(names);
    const ledger = ledgerOf(names, draw);
    const staying = dwell(PATIENCE);
    let asked;
    let timer;

    /** Everything that stands for a concept: its marks on the curve and in the line, and its item. */
    const signs = (name) => [...spine.querySelectorAll(`[data-concept="${name}"]`), line.get(name), links.get(name)];

    function draw(marks) {
      for (const name of names) {
        const done = doneWith(marks, name);
        for (const sign of signs(name)) for (const what of DONE) sign.toggleAttribute(`data-${what}`, done.includes(what));
        const said = links.get(name).querySelector(".spine-words");
        if (said.textContent !== words(done)) said.textContent = words(done);
      }
    }

    function look() {
      asked = undefined;
      clearTimeout(timer);
      const tops = names.map((name) => headings.get(name).getBoundingClientRect().top);
      const here = names[current(tops, scope.innerHeight * 0.4)];
      for (const name of names) {
        for (const sign of signs(name)) sign.toggleAttribute("data-current", name === here);
        if (name === here) links.get(name).setAttribute("aria-current", "location");
        else links.get(name).removeAttribute("aria-current");
      }
      const bottoms = new Map(names.map((name) => [name, ends.get(name).getBoundingClientRect().bottom]));
      // Who jumps to a heading sees the end of the concept before it at the top, and has not read it.
      const view = { from: scope.innerHeight * 0.15, to: document.hidden ? -1 : scope.innerHeight };
      const { done, wait } = staying.look(inView(bottoms, view), performance.now());
      for (const name of done) ledger.mark(name, "read");
      if (wait < Infinity) timer = setTimeout(look, wait);
    }

    function soon() {
      asked = asked || requestAnimationFrame(look);
    }

    /** The concept that an element stands in; undefined before the first. */
    function conceptOf(element) {
      const before = names.filter((name) => headings.get(name).compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
      return before[before.length - 1];
    }

    function touched({ type, target }) {
      const widget = target.closest("live-widget");
      const control = target.closest("form [name]");
      if (!widget || !control || (type === "click") !== (control.tagName === "BUTTON")) return;
      const name = conceptOf(widget);
      const guess = widget.getAttribute("name") === "think_first";
      if (!name || (guess && !control.value.trim())) return;
      ledger.mark(name, guess || (widget.getAttribute("name") === "quiz" && control.name === "check") ? "answered" : "tried");
    }

    document.addEventListener("nudge-met", ({ target }) => conceptOf(target) && ledger.mark(conceptOf(target), "met"));
    for (const event of ["scroll", "resize", "load"]) scope.addEventListener(event, soon, { passive: true });
    document.addEventListener("visibilitychange", look);
    for (const event of ["input", "click"]) document.addEventListener(event, touched, { capture: true });
    look();
  }

  /** The last thing that belongs to a concept: what stands before the next heading, or before the notes. */
  function endOf(heading) {
    let end = heading;
    for (let next = heading.nextElementSibling; next && !next.matches("h2, .footnote, .page-kept"); next = next.nextElementSibling) {
      // The line above a heading belongs to what comes.
      if (!next.matches(".concept")) end = next;
    }
    return end;
  }

  /** The thin line under the bar of a small screen, where the spine itself scrolls away: a piece for each concept. */
  function lineOf(names) {
    const line = document.createElement("div");
    line.className = "spine-line";
    line.setAttribute("aria-hidden", "true");
    const pieces = new Map(names.map((name) => [name, line.appendChild(document.createElement("span"))]));
    document.querySelector(".md-header").append(line);
    return pieces;
  }

  /**
   * What was done, kept in this browser; where it keeps nothing, it holds while the page is open.
   *
   * @param {string[]} names
   * @param {(marks: object) => void} draw called whenever something is new
   */
  function ledgerOf(names, draw) {
    const built = unmarked(names);
    const options = { built, texts: [] };
    const version = (fields) => ({ fields, drafts: {} });
    let marks = built;
    let before = version(built);
    let turn = Promise.resolve();

    const { nudgeKept, nudgeStore } = scope;
    // Without the scripts that keep there is nothing to read.
    const store = nudgeKept && nudgeKept.store;
    const key = store && nudgeStore.spine(nudgeStore.pageOf(location.pathname, new URL(nudgeKept.base).pathname));

    function show(fields) {
      marks = fields;
      draw(marks);
    }

    /** One after the other; a storage that fails has said so where readers write. */
    function ask(step) {
      if (store) turn = turn.then(step).catch(() => {});
    }

    const read = () =>
      ask(async () => {
        const found = await store.read(key, options);
        if (!found) return;
        before = version(found.fields);
        show(both(marks, found.fields));
      });

    const save = () =>
      ask(async () => {
        const saved = await store.save(key, before, version(marks), options);
        before = version(saved.fields);
        show(both(marks, saved.fields));
      });

    function forget() {
      before = version(built);
      show(built);
    }

    if (store) store.watch(key, ({ forgotten }) => (forgotten ? forget() : read()));
    document.addEventListener("nudge-forgotten", forget);
    read();

    return {
      mark(name, what) {
        // The ledger may have been cleared since.
        if (what === "read" && scope.nudgeDone) scope.nudgeDone.read(name);
        if (marks[`${name} ${what}`]) return;
        show({ ...marks, [`${name} ${what}`]: true });
        save();
      },
    };
  }
})(self);
