/**
 * What readers see of what is kept: a line and notes under each widget, and the page's one control that forgets it all.
 *
 * How live-widget.js uses it:
 *
 *   const kept = nudgeKept.attach(element, {built, adopt})    // as soon as the element is on the page, Python or none
 *   const {fields, drafts} = await kept.read()                // never rejects; texts are laid into their boxes at once
 *   ... mount from `fields`; then, for each draft, send the event (name, text), unless one of that control waits already
 *   kept.replied(reply.state, event)     // after every reply of Python: its state, and the reader's event {name, value}
 *                                        // that it answered without a message; null for a mount, an answer, a complaint
 *   kept.draft(name)                     // a text that stands in a box and in no State: a patch must leave that box alone
 *   await kept.refuse()                  // the mount was {refused}: what was kept is put beside; mount from `built`
 *   kept.detach()                        // the element left the page
 *
 * `adopt({fields, drafts})` shows another version (another tab's, or as printed when all was forgotten): mount anew from
 * it, and send its drafts; if Python is not awake, the next mount starts from it. kept.js itself hears `input` of text
 * boxes, so that a text is kept though Python never wakes. A text box's name is the name of its field.
 */
(function (scope) {
  "use strict";

  const { box } = scope.nudgeVersions;

  const BOXES = "textarea[name], input[name]:not([type]), input[name][type=text], input[name][type=search]";
  const PROMISE = "What you write here stays on this device.";
  const SAVED = "Saved on this device.";
  const WHY = {
    tab: "Kept from another tab:",
    visit: "Kept from an earlier visit:",
    box: "Stood in the box before:",
    unreadable: "Found in something kept here that cannot be read any more:",
  };

  const BESIDE = "Another text of yours is kept below.";

  const { make, button } = scope.nudgeForgetting;
  const base = new URL("../", scope.document.currentScript.src).href;
  const handles = new Map();
  let store;
  let ledgers;
  let page;
  let forgetting;

  /**
   * @param {HTMLElement} element the <live-widget>
   * @param {object} options
   * @param {object} options.built its fields as printed
   * @param {({fields, drafts}) => void} options.adopt shows another version
   * @param {string} [options.id] the explicit id of this widget on its page; its element's otherwise
   */
  function attach(element, { built, adopt, id = element.id }) {
    if (handles.has(element)) return handles.get(element);
    open();
    const line = make("p", { class: "widget-kept", role: "status" });
    const beside = make("div", { class: "widget-beside" });
    const boxes = () => [...element.querySelectorAll(BOXES)];
    const boxOf = (field) => boxes().find(({ name }) => name === field) || (boxes().length === 1 ? boxes()[0] : undefined);
    const say = (words) => {
      if (line.textContent !== words) line.textContent = words;
    };
    // Where the widget's own words say so already, a line more would only push the page down as it loads.
    const promise = () => say(element.querySelector("[data-promised]") ? "" : PROMISE);

    const saver = scope.nudgeSaver(store, scope.nudgeStore.key(page, element.getAttribute("name"), id), {
      built,
      texts: () => boxes().map(({ name }) => name),
      tell: {
        saved: () => boxes().length && say(SAVED),
        fault(sentence) {
          if (boxes().length) say(sentence);
          forgetting.say(sentence);
        },
        aside: showAsides,
        elsewhere(version, asked) {
          const typing = scope.document.hasFocus() && boxes().find((one) => one === scope.document.activeElement);
          if (!asked && typing && box(version, typing.name) !== typing.value) {
            showElsewhere();
            return false;
          }
          show(version);
          return true;
        },
        forgotten: () => say("Another tab has forgotten what this page kept. What stands here is kept again when you change it."),
      },
    });

    /** Lay texts into their boxes, and let the widget mount from the version. */
    function show(version) {
      lay(version);
      adopt(version);
    }

    function lay(version) {
      for (const one of boxes()) {
        const text = box(version, one.name);
        if (typeof text === "string" && one.value !== text) one.value = text;
      }
    }

    /** Put the focus where it was going: on what follows, or into the widget; never nowhere. */
    function handOn(field) {
      const next = beside.querySelector("button") || boxOf(field) || element.querySelector("input, button, summary");
      if (next) next.focus();
    }

    function showElsewhere() {
      if (beside.querySelector(".widget-elsewhere")) return;
      const note = make("div", { class: "widget-elsewhere" }, make("p", {}, "This was changed in another tab."));
      note.append(
        button("Show it here", () => {
          note.remove();
          handOn();
          saver.refresh(true);
        }),
      );
      beside.prepend(note);
    }

    function showAsides(asides) {
      const had = scope.document.activeElement;
      const inside = beside.contains(had) && had.closest(".widget-aside");
      for (const old of beside.querySelectorAll(".widget-aside")) {
        if (!asides.some(({ field, text }) => old.field === field && old.text === text)) old.remove();
      }
      const shown = [...beside.querySelectorAll(".widget-aside")];
      for (const aside of asides) {
        if (!shown.some(({ field, text }) => aside.field === field && aside.text === text)) beside.append(noteOf(aside));
      }
      if (asides.length > shown.length) say(BESIDE);
      else if (!asides.length && line.textContent === BESIDE) promise();
      if (inside && !inside.isConnected) handOn(inside.field);
    }

    function noteOf(aside) {
      const why = WHY[aside.why] || WHY.visit;
      const note = make("div", { class: "widget-aside", role: "group", "aria-label": why }, make("p", {}, why));
      Object.assign(note, { field: aside.field, text: aside.text });
      // Long texts scroll, and a keyboard reaches them.
      note.append(make("blockquote", { tabindex: "0", translate: "no", "aria-label": "The text" }, aside.text));
      if (boxOf(aside.field)) note.append(button("Use it instead", () => use(aside)));
      note.append(button("Delete it", () => saver.dropAside(aside)));
      return note;
    }

    /** The aside into the box, what stood there beside; the widget hears of it as of any other writing. */
    function use(aside) {
      const target = boxOf(aside.field);
      const before = target.value;
      target.focus();
      target.value = aside.text;
      target.dispatchEvent(new scope.Event("input", { bubbles: true }));
      saver.dropAside(aside);
      saver.addAside(target.name, before, "box");
    }

    function heard({ target }) {
      if (target.matches(BOXES)) saver.text(target.name, target.value);
    }

    element.addEventListener("input", heard);
    element.append(line, beside);
    if (boxes().length) promise();

    const handle = {
      saver,
      reset() {
        show({ fields: { ...built }, drafts: {} });
        if (boxes().length) promise();
      },
      async read() {
        const version = await saver.read();
        lay(version);
        return version;
      },
      /** Keep another State as if the reader had set it; the texts that stood here go beside. */
      visit(fields) {
        const before = saver.version();
        saver.state(fields, { name: "", value: "" });
        for (const { name } of boxes()) {
          const text = box(before, name);
          // A text that Python has not taken gives way too.
          if (Object.hasOwn(fields, name)) saver.text(name, fields[name]);
          if (text && text !== fields[name] && text !== built[name]) saver.addAside(name, text, "visit");
        }
        lay(saver.version());
      },
      version: () => saver.version(),
      replied: (state, event) => saver.state(state, event),
      draft: (name) => saver.version().drafts[name],
      refuse: () => saver.refuse(),
      detach() {
        saver.leave();
        saver.end();
        element.removeEventListener("input", heard);
        line.remove();
        beside.remove();
        handles.delete(element);
      },
    };
    handles.set(element, handle);
    forgetting.place(element);
    return handle;
  }

  /** Make the store of this copy of the site, at the first widget. */
  function open() {
    if (store) return;
    const path = new URL(base).pathname;
    page = scope.nudgeStore.pageOf(scope.location.pathname, path);
    store = scope.nudgeStore({ path });
    ledgers = scope.nudgeLedgers({ path });
    forgetting = scope.nudgeForgetting(store, page, handles);
    const all = (step) => [...handles.values()].forEach(({ saver }) => saver[step]());
    // A hidden page may be ended without another word; one that is shown again may have been overtaken.
    scope.document.addEventListener("visibilitychange", () => all(scope.document.hidden ? "leave" : "refresh"));
    scope.addEventListener("pagehide", () => all("leave"));
    scope.addEventListener("pageshow", ({ persisted }) => persisted && all("refresh"));
  }

  scope.nudgeKept = {
    attach,
    base,
    get page() {
      open();
      return page;
    },
    /** The store itself, for what widgets keep by a name of their own. */
    get store() {
      open();
      return store;
    },
    /** What widgets add to and share. */
    get ledgers() {
      open();
      return ledgers;
    },
  };
})(self);
