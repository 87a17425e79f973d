/**
 * Where this device keeps things: a database, word between tabs, and notes in localStorage. Each may be missing, full,
 * somebody else's or silent; what rejects can be told to the reader through `sentence`.
 */
(function (scope) {
  "use strict";

  /** Milliseconds after which a storage that does not answer is taken for none. */
  const PATIENCE = 5000;
  const NONE = "Your browser keeps nothing here: copy your text elsewhere.";
  const FULL = "There is no room left on this device, so your last changes are not kept: copy your text elsewhere.";
  const SILENT = "Your browser's storage does not answer, so nothing is kept now: copy your text elsewhere.";
  /** Where version 0.1.0 kept its one text. */
  const FIRST = "nudge:teach_back";

  const failure = (sentence) => Object.assign(new Error(sentence), { sentence });

  /** One sentence for the reader about an error of any storage. */
  function sentence(error) {
    if (error.sentence) return error.sentence;
    if (error.name === "QuotaExceededError") return FULL;
    if (["SecurityError", "InvalidStateError", "NotSupportedError"].includes(error.name)) return NONE;
    return `Your browser could not keep this (${error.name}): copy your text elsewhere.`;
  }

  /** The promise that `ask` makes, or a failure once the storage has been silent for too long. */
  function answered(ask, clock) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = clock.setTimeout(() => reject(failure(SILENT)), PATIENCE);
    });
    return Promise.race([Promise.resolve().then(ask), late]).finally(() => clock.clearTimeout(timer));
  }

  /** Transactions on the database `name`, opened when first needed, and afresh when another tab or the reader closed it. */
  function database(keyval, name) {
    let use;
    return async function transact(mode, run) {
      // Some browsers have none in private windows, some forbid to look.
      if (!scope.indexedDB) throw failure(NONE);
      for (let last = false; ; last = true) {
        use = use || keyval.createStore(name, "kept");
        try {
          return await use(mode, (objects) => {
            // Whoever deletes the database must not wait for this page.
            objects.transaction.db.onversionchange = ({ target }) => target.close();
            return run(objects);
          });
        } catch (error) {
          // A database of that name that lacks our table is somebody else's, or half made.
          if (error.name === "NotFoundError") name += " anew";
          else if (error.name !== "InvalidStateError") throw error;
          if (last) throw error;
          use = undefined;
        }
      }
    };
  }

  /** Word between tabs, where the browser has it; closed while a page is left, so that Back finds it as it was. */
  function broadcast(name) {
    const listeners = new Set();
    let line;
    let away = false;

    function open() {
      try {
        line = line || new scope.BroadcastChannel(name);
        line.onmessage = ({ data }) => listeners.forEach((listener) => listener(data));
      } catch {
        // Missing or forbidden: then a tab learns of another when it is looked at again, and when it saves.
      }
    }

    function close() {
      if (line) line.close();
      line = undefined;
    }

    scope.addEventListener("pagehide", () => {
      away = true;
      close();
    });
    scope.addEventListener("pageshow", () => {
      away = false;
      if (listeners.size) open();
    });
    return {
      listen(listener) {
        listeners.add(listener);
        open();
        return () => listeners.delete(listener);
      },
      post(message) {
        open();
        if (line) line.postMessage(message);
        if (away) close();
      },
    };
  }

  /** What was not saved when a page was left, in localStorage; each tab writes notes of its own. All of it may fail. */
  function notes(path, local) {
    const prefix = `nudge ${path} unsaved `;
    const tab = Math.random().toString(36).slice(2);

    function attempt(step, otherwise) {
      try {
        return step(local());
      } catch {
        return otherwise;
      }
    }

    function names(start) {
      return attempt((box) => Object.keys(box).filter((name) => name.startsWith(prefix + start)), []);
    }

    const parsed = (name) => attempt((box) => JSON.parse(box.getItem(name)), null);

    /** The notes of all tabs, the oldest first: [{name, before, mine, add}]. */
    function left(key) {
      const read = names(`${key} `).map((name) => ({ name, ...parsed(name) }));
      const sound = ({ before, mine, add }) => [before, mine].every((one) => one && one.fields && one.drafts) && Array.isArray(add);
      return read.filter(sound).sort((one, other) => one.at - other.at);
    }

    return {
      left,
      write: (key, note) => attempt((box) => box.setItem(`${prefix}${key} ${tab}`, JSON.stringify({ ...note, at: Date.now() }))),
      clear: (key) => attempt((box) => box.removeItem(`${prefix}${key} ${tab}`)),
      remove: (notes) => notes.forEach(({ name }) => attempt((box) => box.removeItem(name))),
      forget: (page) => names(`${page} `).forEach((name) => attempt((box) => box.removeItem(name))),
      first: () => attempt((box) => box.getItem(FIRST), null),
      removeFirst: () => attempt((box) => box.removeItem(FIRST)),
    };
  }

  scope.nudgeStorage = { answered, sentence, database, broadcast, notes };
})(self);
