/**
 * <live-widget>: a widget as built, brought to life by the page's Python.
 *
 * Phases: static, waking, live, failed (attribute data-phase). Events made before Python is awake are kept and
 * answered; `input` events are merged to the newest of their control, clicks are never dropped.
 */
(function () {
  "use strict";

  const { wake, call, perform } = nudgePython;

  class LiveWidget extends HTMLElement {
    connectedCallback() {
      // The parser may connect the element before its children are there; nothing below reads them yet.
      if (this.events) return this.resume();
      /** @type {{name: string, value: string, merge: boolean}[]} events not yet handed to Python */
      this.events = [];
      this.mounting = undefined;
      this.busy = false;
      this.addEventListener("input", (event) => this.onInput(event));
      this.addEventListener("click", (event) => this.onClick(event));
      this.addEventListener("submit", (event) => event.preventDefault());
      for (const touch of ["pointerdown", "focusin"]) this.addEventListener(touch, () => this.mount());
      whenIdle(() => this.isConnected && this.mount());
    }

    disconnectedCallback() {
      if (this.dataset.phase === "live") call("unmount", this.id).catch(() => {});
      this.mounting = undefined;
      if (this.dataset.phase !== "failed") this.dataset.phase = "static";
    }

    resume() {
      if (this.dataset.phase === "static") whenIdle(() => this.isConnected && this.mount());
    }

    onInput({ target }) {
      if (!target.name || target.tagName === "BUTTON") return;
      const value = target.type === "checkbox" ? String(target.checked) : target.value;
      const waiting = this.events.find((event) => event.merge && event.name === target.name);
      if (waiting) waiting.value = value;
      else this.events.push({ name: target.name, value, merge: true });
      this.mount();
      this.answer();
    }

    onClick({ target }) {
      const button = target.closest("button[name]");
      if (!button || !this.contains(button)) return;
      this.events.push({ name: button.name, value: button.value, merge: false });
      this.mount();
      this.answer();
    }

    /** Wake Python and mount this widget; once. */
    mount() {
      if (this.mounting || this.dataset.phase === "failed") return;
      this.dataset.phase = "waking";
      this.mounting = wake()
        .then(() => this.isConnected && this.send("mount", this.getAttribute("name"), this.dataset.state))
        .catch((error) => this.fail(error.message));
    }

    /** Hand over the oldest event, one at a time, so that inputs made meanwhile can merge. */
    async answer() {
      if (this.busy || this.dataset.phase !== "live" || !this.events.length) return;
      this.busy = true;
      const { name, value } = this.events.shift();
      try {
        await this.send("event", name, value);
      } catch (error) {
        this.fail(error.message);
      }
      this.busy = false;
      this.answer();
    }

    /** Call Python for this widget and do what the reply says. */
    async send(method, ...args) {
      const reply = await call(method, this.id, ...args);
      if (reply.error) return this.fail(`This widget stopped: ${reply.error}`);
      for (const effect of reply.effects) this.perform(effect);
      // Until what it asked for at mount has come, the page as built shows more than Python knows.
      if (this.dataset.phase === "waking" && reply.pending) return;
      this.patch(reply.html);
      if (this.dataset.phase === "waking") {
        this.dataset.phase = "live";
        this.answer();
      }
    }

    async perform(effect) {
      try {
        let answer;
        try {
          answer = ["answer", effect.request, await perform(effect)];
        } catch (error) {
          answer = ["fail", effect.request, error.message];
        }
        if (this.isConnected && this.dataset.phase !== "failed") await this.send(...answer);
      } catch (error) {
        this.fail(error.message);
      }
    }

    /** Lay new markup on the old; focus, selection, open details and what is being typed stay. */
    patch(html) {
      // The markup comes from Python's escaping builder, the only maker of HTML.
      Idiomorph.morph(this, html, {
        morphStyle: "innerHTML",
        // Only what is being typed or dragged is left alone; a button with the focus must still change its words.
        ignoreActiveValue: document.activeElement.matches("input, textarea, select"),
        callbacks: {
          beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
          beforeNodeMorphed: (node) => !(node.classList && node.classList.contains("widget-failure")),
        },
      });
    }

    /** Say what happened in the widget's own frame; the content as it is stays readable. */
    fail(message) {
      this.dataset.phase = "failed";
      this.mounting = undefined;
      this.events = [];
      this.querySelector(".widget-failure")?.remove();
      const box = document.createElement("div");
      box.className = "widget-failure";
      box.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = message;
      const again = document.createElement("button");
      again.type = "button";
      again.className = "button";
      again.textContent = "Start this widget again";
      again.addEventListener("click", () => {
        box.remove();
        this.dataset.phase = "static";
        this.mount();
      });
      box.append(text, again);
      this.prepend(box);
    }
  }

  /** Run when the page is idle; on a data-saving or metered connection never, so that only a touch wakes Python. */
  function whenIdle(run) {
    const connection = navigator.connection;
    if (connection && (connection.saveData || connection.type === "cellular")) return;
    const idle = window.requestIdleCallback ? () => requestIdleCallback(run, { timeout: 4000 }) : () => setTimeout(run, 300);
    if (document.readyState === "complete") idle();
    else addEventListener("load", idle, { once: true });
  }

  customElements.define("live-widget", LiveWidget);
})();
