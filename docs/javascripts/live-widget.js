/**
 * <live-widget>: a widget as built, brought to life by the page's Python. Its life is machine.js; here are its hands:
 * the controls, the form that is patched, the words when something fails.
 */
(function (scope) {
  "use strict";

  const PARTS = ["nudgeUnpack", "nudgeSha256", "nudgePython", "nudgeStatus", "nudgeEffects", "nudgeKept", "nudgeDone", "nudgeFrames", "nudgeRequests", "nudgeEarly", "nudgeMachine", "nudgeNear", "nudgePatch", "nudgeChanges", "Idiomorph"];
  /** Bytes; a widget says itself what is too long for it. */
  const LARGEST_FILE = 2_000_000;
  // Without one of them no widget can answer; guard.js then says so.
  if (!PARTS.every((part) => scope[part])) throw new Error("a script of this page did not arrive");

  const { base, wake, call, onEnd, onProgress, provider, models } = nudgePython;
  const { perform, drop } = nudgeEffects({ models, base, store: () => nudgeKept.store, ledgers: () => nudgeKept.ledgers });
  /** Every widget of the page that has come to life once. @type {Set<LiveWidget>} */
  const all = new Set();
  let coming = "";
  // What failed for one reason starts again together.
  const again = () => all.forEach((widget) => widget.machine.again());

  // Files that the network took with it go on where they were.
  addEventListener("online", again);
  onEnd((message) => all.forEach((widget) => widget.machine.lost(message)));
  onProgress(({ loaded, total }) => {
    coming = total > loaded ? `${((total - loaded) / 1e6).toFixed(1)} MB to come` : "starting";
    for (const note of document.querySelectorAll(".widget-waiting")) note.textContent = waitingWords();
  });
  const waitingWords = () => `Waking${coming && `, ${coming}`}`;

  class LiveWidget extends HTMLElement {
    connectedCallback() {
      if (!this.machine) {
        this.built = JSON.parse(this.dataset.state);
        this.machine = nudgeMachine(this.id, this.getAttribute("name"), this.built, this.host());
        this.kept = this.keeping();
        this.addEventListener("input", (event) => this.onInput(event));
        this.addEventListener("change", (event) => this.onChange(event));
        this.addEventListener("click", (event) => this.onClick(event));
        this.addEventListener("submit", (event) => event.preventDefault());
        for (const touch of ["pointerdown", "focusin"]) this.addEventListener(touch, () => this.machine.wake(true));
      }
      all.add(this);
      this.away = nudgeNear(this, () => this.machine.wake(false));
      this.machine.restored();
      if (this.dataset.frames) afterPaint(() => this.loadFrames());
    }

    disconnectedCallback() {
      all.delete(this);
      this.away();
      this.machine.leave();
      models.forget(this.id);
    }

    /** Answers that were made at build time; without them a control waits for Python, and says so. */
    async loadFrames() {
      this.framed = this.framed || (await nudgeFrames.load(provider, this.dataset.frames).catch(() => undefined));
      if (this.framed) this.machine.framesCame();
    }

    /** What the machine may do to the page. */
    host() {
      const needs = [`widget-${this.getAttribute("name")}.zip`, ...(this.dataset.needs || "").split(" ").filter(Boolean)];
      return {
        wake: (touched) => wake(needs, { touched }),
        call,
        perform: (effect, options) => perform(effect, { ...options, owner: this.id }),
        drop,
        next: nudgeNumbers.next,
        kept: () => this.kept.read(),
        replied: (state, event) => this.replied(state, event),
        refuse: () => this.kept.refuse(),
        linked: (state) => this.kept.visit(state),
        unlink: () => this.unlink(),
        show: (phase, message) => this.show(phase, message),
        draw: (html) => this.draw(html),
        valid: (event) => event.merge || event.file || this.stillThere(event),
        frame: (values) => Boolean(this.framed) && this.framed.apply(this.querySelector("form"), values),
        wait: (name) => this.wait(name),
        say: (message) => this.say(message),
      };
    }

    replied(state, event) {
      this.kept.replied(state, event);
      if (event) this.did("tried");
    }

    draw(html) {
      nudgePatch(this, html, (name) => this.kept.draft(name) !== undefined);
      // What met it may have been answered long after the hand moved.
      if (this.done?.has("tried") && this.querySelector(".challenge-met")) this.did("met");
    }

    /** The reader's hand did this here; said once a visit. @param {"tried" | "met"} what */
    did(what) {
      this.done = this.done || new Set();
      if (this.done.has(what)) return;
      this.done.add(what);
      nudgeDone(this, what);
    }

    /** Where the page gives this widget no key, nothing of it is kept. */
    keeping() {
      const { key } = this.dataset;
      if (key) return nudgeKept.attach(this, { built: this.built, adopt: (version) => this.machine.adopt(version), id: key });
      const asBuilt = () => ({ fields: this.built, drafts: {} });
      return { read: async () => asBuilt(), visit() {}, version: asBuilt, replied() {}, refuse() {}, draft() {} };
    }

    /** Show the State that a link carries. @param {() => void} refused called if the widget does not take it */
    async visit(fields, refused) {
      await this.machine.restored();
      this.unlink = () => {
        refused();
        return this.kept.version();
      };
      this.machine.visit(fields);
    }

    onInput({ target }) {
      // A number speaks when it is whole, not at each key, and a file once.
      if (target.type !== "number" && target.type !== "file") this.sendValue(target);
    }

    onChange({ target }) {
      if (target.type === "number" || target.type === "file") this.sendValue(target);
      // A text that is left is said once more, under a name of its own.
      if (target.dataset.left) this.machine.send({ name: target.dataset.left, value: target.value, merge: true });
    }

    sendValue(target) {
      if (!target.name || target.tagName === "BUTTON") return;
      if (target.type === "file") return void this.sendFile(target);
      const value = target.type === "checkbox" ? String(target.checked) : target.value;
      this.machine.send({ name: target.name, value, merge: true });
    }

    /** Files are sent as their texts, one after the other; the same one may be chosen again. */
    async sendFile(control) {
      const { name, files } = control;
      const texts = await Promise.all([...files].map((file) => file.slice(0, LARGEST_FILE).text()));
      control.value = "";
      for (const value of texts) this.machine.send({ name, value, merge: false, file: true });
    }

    onClick({ target }) {
      const button = target.closest("button[name]");
      if (!button || !this.querySelector("form").contains(button) || button.getAttribute("aria-disabled") === "true") return;
      this.machine.send({ name: button.name, value: button.value, merge: false, basis: basisOf(button) });
    }

    /** Whether a button like the one that was pressed is still offered, for the same picture. */
    stillThere({ name, value, basis }) {
      const buttons = [...this.querySelectorAll("form button")].filter((one) => one.name === name && one.value === value);
      return buttons.some((one) => basisOf(one) === basis && !one.closest("[inert]"));
    }

    show(phase, message) {
      this.dataset.phase = phase;
      if (phase !== "live") nudgePatch.forget(this);
      if (phase !== "waking") this.querySelector(":scope > .widget-waiting")?.remove();
      this.removeFailure();
      if (phase === "failed") this.fail(message);
      if (phase === "live") this.say("");
    }

    /** At the hand: this control answers as soon as Python is there. */
    wait(name) {
      const control = [...this.querySelectorAll("form [name]")].find((one) => one.name === name);
      let note = this.querySelector(":scope > .widget-waiting");
      if (!note) {
        note = document.createElement("p");
        note.className = "widget-waiting";
        // The status line of the page says it aloud, once.
        note.setAttribute("aria-hidden", "true");
        this.append(note);
      }
      note.textContent = waitingWords();
      if (!control) return;
      note.style.insetBlockStart = `${control.getBoundingClientRect().top - this.getBoundingClientRect().top}px`;
    }

    /** A word about something that was not done; it goes with the next thing that is. */
    say(message) {
      let note = this.querySelector(":scope > .widget-word");
      if (!note && !message) return;
      if (!note) {
        note = document.createElement("p");
        note.className = "widget-word widget-message";
        note.setAttribute("role", "status");
        this.append(note);
      }
      note.textContent = message;
    }

    removeFailure() {
      const box = this.querySelector(":scope > .widget-failure");
      if (!box) return;
      const focused = box.contains(document.activeElement);
      box.remove();
      if (!focused) return;
      this.tabIndex = -1;
      this.focus();
    }

    /** Say what happened beside the form, which stays readable. */
    fail(message) {
      const box = document.createElement("div");
      box.className = "widget-failure";
      box.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = message;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = "Try again";
      button.addEventListener("click", again);
      box.append(text, button);
      this.prepend(box);
    }
  }

  function afterPaint(run) {
    const idle = () => (scope.requestIdleCallback ? requestIdleCallback(run) : setTimeout(run, 300));
    if (document.readyState === "complete") idle();
    else addEventListener("load", idle, { once: true });
  }

  const basisOf = (button) => button.closest("[data-basis]")?.dataset.basis;

  customElements.define("live-widget", LiveWidget);
  scope.nudgeWidgets = all;
})(self);
