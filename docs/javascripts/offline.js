/**
 * <offline-copies>: what is kept of the site on this device, a button that keeps everything, and one that removes it.
 */
(function (scope) {
  "use strict";

  const { make, button } = scope.nudgeForgetting;
  const { base, provider } = scope.nudgePython;
  const copies = scope.nudgeCopies(base);
  /** Kept beside the files where everything was asked for; the service worker looks for it. */
  const EVERYTHING = "everything";
  const mega = (bytes) => (bytes / 1e6).toFixed(1);

  /** Why nothing can be kept here; "" if it can. */
  function unable() {
    if (scope.nudgeFolder) return "This is the folder edition: everything is here already, and needs no network.";
    if (!scope.isSecureContext) return "Over plain http a browser keeps no pages. Read this site over https, or take the folder below.";
    if (scope.nudgeRenewal.able) return "";
    return scope.navigator.serviceWorker
      ? "This copy of the site is served while it is being written, so nothing of it is kept. `make build` makes one that can be."
      : "This browser keeps no pages here; outside a private window it may. The folder below needs nothing.";
  }

  class OfflineCopies extends HTMLElement {
    connectedCallback() {
      this.words = make("p", { role: "status" });
      this.bar = make("progress", { max: "1", "aria-label": "How much is kept" });
      this.counted = make("span", { "aria-hidden": "true" });
      this.buttons = make("p", { class: "button-row" });
      this.coming = make("p", { class: "offline-coming" }, this.bar, " ", this.counted);
      this.replaceChildren(this.words, this.coming, this.buttons);
      this.coming.hidden = true;
      const why = unable();
      why ? this.say(why) : this.rest();
    }

    say(words) {
      if (this.words.textContent !== words) this.words.textContent = words;
    }

    /** @returns {Promise<{missing: [string, object][], all: number, have: number}>} files still to be kept, and bytes */
    async count() {
      const [files, kept] = [Object.entries(await provider.list()), await copies.kept()];
      const byPlace = new Map(files.map(([name, entry]) => [entry.at, [name, entry]]));
      const sum = (entries) => entries.reduce((bytes, [, { packed }]) => bytes + packed, 0);
      const each = [...byPlace.values()];
      const missing = each.filter(([, { at }]) => !kept.has(at));
      return { missing, all: sum(each), have: sum(each) - sum(missing) };
    }

    /** Say what is kept, and offer what can be done. */
    async rest(before = "") {
      this.coming.hidden = true;
      try {
        const { missing, all, have } = await this.count();
        const what = !have
          ? `Nothing of the ${mega(all)} MB that the widgets run on is kept on this device yet.`
          : missing.length
            ? `${mega(have)} of the ${mega(all)} MB that the widgets run on are kept on this device: what you have used.`
            : `Everything is kept on this device: ${mega(all)} MB. You can read, and use every widget, without a network.`;
        this.say(`${before} ${what}`.trim());
        this.offer(
          missing.length && button(`Make available offline (${mega(all - have)} MB)`, () => this.fetchAll()),
          have && button("Remove what is kept", () => this.remove()),
        );
      } catch (error) {
        this.say(`${before} ${error.message}`.trim());
        this.offer(button("Look again", () => this.rest()));
      }
    }

    /** @param {...(HTMLButtonElement | 0)} buttons */
    offer(...buttons) {
      const focused = this.contains(document.activeElement);
      this.buttons.replaceChildren(...buttons.filter(Boolean));
      if (focused) this.buttons.querySelector("button")?.focus();
    }

    async fetchAll() {
      const abort = new AbortController();
      this.offer(button("Cancel", () => abort.abort()));
      try {
        await this.keepPages();
        const { missing, all, have } = await this.count();
        let done = have;
        for (const [name, { packed }] of missing) {
          const onProgress = (loaded) => this.show(done + loaded, all);
          await provider.bytes(name, { signal: abort.signal, onProgress, lasting: true });
          this.show((done += packed), all);
        }
        await copies.put(EVERYTHING, new Uint8Array());
        // The browser may otherwise make room of it; some ask the reader.
        scope.navigator.storage?.persist?.().catch(() => {});
        this.rest();
      } catch (error) {
        this.rest(abort.signal.aborted ? "Cancelled; what has come stays." : error.message);
      }
    }

    async keepPages() {
      const registration = await scope.nudgeRenewal.register();
      if (!registration) throw new Error("The pages could not be kept. Look at your connection and try again.");
      const { installing } = registration;
      if (!installing || registration.active) return;
      await new Promise((resolve, reject) => {
        installing.addEventListener("statechange", () => {
          if (installing.state === "activated") resolve();
          if (installing.state === "redundant") reject(new Error("The pages could not be kept. Look at your connection and try again."));
        });
      });
    }

    show(loaded, all) {
      this.coming.hidden = false;
      this.bar.value = loaded / all;
      this.counted.textContent = `${mega(loaded)} of ${mega(all)} MB`;
      // What is spoken changes with the words alone, not with every piece that comes.
      this.say("Keeping everything on this device.");
    }

    async remove() {
      await copies.remove();
      this.rest("Removed. What you use from now on is kept again.");
    }
  }

  customElements.define("offline-copies", OfflineCopies);
})(self);
