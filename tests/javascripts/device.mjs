// A reader's device: databases, localStorage and word between tabs, for as many tabs, visits and sites as a test likes.
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";

import { load, makeClock, plain, settled } from "./scope.mjs";

const SCRIPTS = ["../vendor/idb-keyval.js", "versions.js", "storage.js", "store.js", "ledger.js", "saver.js"];
export const BUILT = { explanation: "", ticked: [], shape: "cosine" };

/** localStorage as a browser has it: names are its own properties, the functions are not. */
class Box {
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name, text) {
    this[name] = String(text);
  }
  removeItem(name) {
    delete this[name];
  }
}

/** @param {{channels?: boolean}} [options] whether the browser has BroadcastChannel */
export function makeDevice({ channels = true } = {}) {
  const factory = new IDBFactory();
  const box = new Box();
  const lines = new Set();

  class Channel {
    constructor(name) {
      this.name = name;
      lines.add(this);
    }
    postMessage(data) {
      for (const line of lines) {
        if (line === this || line.name !== this.name) continue;
        queueMicrotask(() => lines.has(line) && line.onmessage({ data: structuredClone(data) }));
      }
    }
    close() {
      lines.delete(this);
    }
  }

  /**
   * One page of one tab: {scope, store, saver(widget), clock, told, hide(), ...}.
   * @param {object} [options] path of the site, globals that replace the browser's, and keyval's functions replaced
   */
  function tab({ path = "/", globals = {}, keyval = {}, local = () => box } = {}) {
    const clock = makeClock();
    const listeners = {};
    const scope = load(SCRIPTS, {
      indexedDB: factory,
      IDBKeyRange,
      BroadcastChannel: channels ? Channel : undefined,
      addEventListener: (name, run) => (listeners[name] = [...(listeners[name] || []), run]),
      ...globals,
    });
    const counted = { update: 0 };
    const store = scope.nudgeStore({
      path,
      clock,
      local,
      keyval: {
        ...scope.idbKeyval,
        update: (...all) => (counted.update++, scope.idbKeyval.update(...all)),
        ...keyval,
      },
    });

    /** A saver, with what it said last: told.fault, told.aside, told.elsewhere ... */
    function saver({ page = "/", widget = "teach_back", id, built = BUILT, texts = ["explanation"], adopts = true } = {}) {
      const told = { saved: 0, fault: undefined, aside: [], elsewhere: undefined, forgotten: 0 };
      const made = scope.nudgeSaver(store, scope.nudgeStore.key(page, widget, id), {
        built,
        texts: () => texts,
        clock,
        tell: {
          saved: () => told.saved++,
          fault: (sentence) => (told.fault = sentence),
          aside: (asides) => (told.aside = plain(asides)),
          elsewhere: (version) => ((told.elsewhere = plain(version)), told.adopts ?? adopts),
          forgotten: () => told.forgotten++,
        },
      });
      return Object.assign(made, {
        told,
        now: () => plain(made.version()),
        /** What stands in the box. */
        box: (field = "explanation") => plain(scope.nudgeVersions.box(made.version(), field)),
      });
    }

    return { scope, store, saver, clock, counted, fire: (name, event = {}) => (listeners[name] || []).forEach((run) => run(event)) };
  }

  return { tab, factory, box, lines };
}

/** Let databases and messages do what they have to do. */
export async function rest(times = 40) {
  for (let i = 0; i < times; i++) await settled();
}

/** A saver of a new page that has read what is kept. */
export async function visit(device, options = {}) {
  const made = device.tab(options).saver(options);
  await made.read();
  return made;
}

/** The widget that most tests write in. */
export const KEY = "/ teach_back teach_back";
export const OPTIONS = { built: BUILT, texts: ["explanation"] };
/** What is offered beside a box. */
export const texts = (saver) => saver.told.aside.map(({ text }) => text);

/** Write as a reader does, and wait until it is saved. */
export async function write(saver, text) {
  saver.text("explanation", text);
  await saver.flush();
}

/** Put any value where a widget's is kept. */
export async function plant(device, value, key = KEY) {
  const { scope } = device.tab();
  await scope.idbKeyval.set(key, value, scope.idbKeyval.createStore("nudge /", "kept"));
}

/** All that is kept under a name. */
export async function stored(device, name = "nudge /") {
  const { scope } = device.tab();
  return Object.fromEntries(plain(await scope.idbKeyval.entries(scope.idbKeyval.createStore(name, "kept"))));
}
