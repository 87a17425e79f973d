/**
 * What readers leave on this device: one small database for this copy of the site, in IndexedDB through idb-keyval.
 *
 * A key is "PAGE WIDGET ID" (nudgeStore.key), a value {version: 1, fields, drafts, aside, revision}; versions.js says
 * what the parts are. Every change is one transaction that reads before it writes, so two tabs never overwrite each other
 * unseen. What must be kept while a page is being left is noted in localStorage first, which alone does not wait.
 * All functions that return a promise reject with one sentence for the reader.
 */
(function (scope) {
  "use strict";

  const { version, same, merge, spared, twins, isAside, isSound, writings, known, firstVersion } = scope.nudgeVersions;
  const { answered, sentence, database, broadcast, notes } = scope.nudgeStorage;

  /** The name under which what was read of a page is kept, which no widget bears. */
  const SPINE = "spine";
  /** And the weights of a run, which are kept whole. */
  const WEIGHTS = "weights";

  /** Thrown inside a transaction when what is stored is no value of ours. */
  class Unsound extends Error {
    constructor(stored) {
      super("what is stored here cannot be read");
      this.stored = stored;
    }
  }

  /**
   * @param {object} options
   * @param {string} options.path the site's own path, so that two copies on one host share nothing
   * @param {object} [options.keyval] idb-keyval
   * @param {{post: Function, listen: Function}} [options.channel] word between tabs
   * @param {object} [options.clock] setTimeout and clearTimeout
   * @param {() => Storage} [options.local] localStorage; may throw
   */
  function nudgeStore({ path, keyval = scope.idbKeyval, channel = broadcast(`nudge ${path}`), clock = scope, local = () => scope.localStorage }) {
    const transact = database(keyval, `nudge ${path}`);
    const journal = notes(path, local);
    let firstTaken = false;

    const ask = (run) => answered(run, clock);
    const told = (error) => Object.assign(new Error(sentence(error)), { left: error.left });

    /** One transaction: `step` makes of the stored value (null where there is none) the new {fields, drafts, aside}. */
    async function change(key, options, step, usable = isSound) {
      let value;
      const update = (moved) => (stored) => {
        const sound = stored === undefined || usable(stored);
        if (!sound && !moved) throw new Unsound(stored);
        const now = stored === undefined ? null : sound ? known(stored, options) : rescued(stored, options);
        const { fields, drafts, aside } = step(now);
        value = { version: 1, fields, drafts, aside: spared(aside, { fields, drafts }) };
        value.revision = Math.max(Date.now(), now ? now.revision + 1 : 0);
        return value;
      };
      try {
        await ask(() => keyval.update(key, update(false), transact));
      } catch (error) {
        if (!(error instanceof Unsound)) throw error;
        // The value itself first goes to a place of its own; then its texts take its place.
        await ask(() => keyval.set(`${key} beside ${Date.now()}`, error.stored, transact));
        await ask(() => keyval.update(key, update(true), transact));
      }
      channel.post({ key });
      return value;
    }

    const beside = (lost, why) => lost.map((one) => ({ ...one, why }));

    const rescued = (stored, { texts }) => ({ ...version(), aside: writings(stored, texts), revision: 0 });

    /** What is stored, with the notes that tabs left and with what 0.1.0 kept. */
    function joined(now, left, first, options) {
      const { built, texts } = options;
      let value = now || { ...version(), aside: [], revision: 0 };
      if (first) {
        const { version: both, lost } = merge(version(built), now || version(first.fields), first, texts);
        value = { ...value, ...both, aside: [...value.aside, ...first.aside, ...beside(lost, "visit")] };
      }
      for (const { before, mine, add, at } of left) {
        const note = known({ ...mine, aside: add.filter(isAside) }, options);
        // Of a note and a value that both changed the newer stays; the note may be in the value already.
        const [front, behind] = value.revision < at ? [note, value] : [value, note];
        const { version: both, lost } = merge(known({ ...before, aside: [] }, options), front, behind, texts);
        value = { ...value, ...both, aside: [...value.aside, ...note.aside, ...beside(lost, "visit")] };
      }
      return value;
    }

    /**
     * What is kept under `key`, or null.
     *
     * @param {string} key
     * @param {{built: object, texts: string[]}} options the widget's fields as printed, and which of them readers write
     * @returns {Promise<{fields: object, drafts: object, aside: object[], revision: number} | null>} the error of a
     *   storage that fails has `left`, what was found all the same
     */
    async function read(key, options) {
      const left = journal.left(key);
      const raw = !firstTaken && /^\S+ teach_back /.test(key) ? journal.first() : null;
      const first = raw === null ? null : firstVersion(raw, options);
      if (first) firstTaken = true;
      try {
        if (!left.length && !first) {
          const stored = await ask(() => keyval.get(key, transact));
          if (stored === undefined) return null;
          const value = isSound(stored) && known(stored, options);
          if (value && Object.keys(value.fields).length === Object.keys(stored.fields).length) return value;
        }
        const value = await change(key, options, (now) => joined(now, left, first, options));
        journal.remove(left);
        if (first) journal.removeFirst();
        return value;
      } catch (error) {
        if (first) firstTaken = false;
        if (left.length || first) error.left = joined(null, left, first, options);
        throw told(error);
      }
    }

    /**
     * Keep `mine`, merged with what another tab has stored since `before`.
     *
     * @param {string} key
     * @param {object} before the version that this page last read or wrote
     * @param {object} mine the version that it has now
     * @param {object} options as in read; and `add` and `drop`, asides that came or went, and `why` a text of the store
     *   that must give way is kept ("tab", "visit")
     * @returns {Promise<{fields, drafts, aside, revision, merged: boolean}>} `merged`: it is not all `mine`
     */
    async function save(key, before, mine, { built, texts, add = [], drop = [], why = "tab" }) {
      try {
        const value = await change(key, { built, texts }, (now) => {
          const { version: both, lost } = merge(before, mine, now, texts);
          const others = now ? now.aside.filter((one) => !drop.some((gone) => twins(gone, one))) : [];
          return { ...both, aside: [...others, ...add, ...beside(lost, why)] };
        });
        journal.clear(key);
        return { ...value, merged: !same(version(value.fields, value.drafts), mine) };
      } catch (error) {
        throw told(error);
      }
    }

    /** Note at once, without waiting, what is not saved yet; a later read takes it in. */
    const note = (key, before, mine, add) => journal.write(key, { before, mine, add });

    /** Put a value that its widget refuses beside, and keep its texts as asides: {fields: {}, drafts: {}, aside}. */
    async function refuse(key, options) {
      try {
        return await change(key, options, (now) => now || { ...version(), aside: [] }, () => false);
      } catch (error) {
        throw told(error);
      }
    }

    /** Keep a value whole under `key`, in place of any there: nothing of it is merged. */
    async function put(key, value) {
      await ask(() => keyval.set(key, value, transact));
    }

    const get = (key) => ask(() => keyval.get(key, transact));

    /** Keys of a page, those put beside included. */
    async function keys(page) {
      const all = await keyval.keys(transact);
      return all.filter((key) => typeof key === "string" && key.startsWith(`${page} `));
    }

    /** How much of a page is kept: {widgets, texts, marks}; `marks` says whether anything of its spine is. */
    async function kept(page) {
      try {
        const names = (await ask(() => keys(page))).filter((key) => !key.startsWith(`${page} ${WEIGHTS} `));
        const stored = await ask(() => keyval.getMany(names, transact));
        const marks = names.some((key) => key === nudgeStore.spine(page));
        const widgets = names.filter((key) => !/ beside \d+$/.test(key)).length - (marks ? 1 : 0);
        return { widgets, marks, texts: stored.reduce((sum, value) => sum + writings(value, []).length, 0) };
      } catch (error) {
        throw told(error);
      }
    }

    /** Forget all that a page keeps, here and in what its tabs noted. */
    async function forget(page) {
      try {
        journal.forget(page);
        await ask(async () => keyval.delMany(await keys(page), transact));
        channel.post({ page });
      } catch (error) {
        throw told(error);
      }
    }

    /** Call `run({forgotten})` whenever another tab saved `key`, or forgot its page; returns what ends that. */
    function watch(key, run) {
      return channel.listen((message) => {
        if (message.key === key) run({ forgotten: false });
        else if (message.page !== undefined && key.startsWith(`${message.page} `)) run({ forgotten: true });
      });
    }

    return { read, save, put, get, note, refuse, kept, forget, watch };
  }

  /**
   * The key of a widget: by its page, its name and an id that the author gave, never by its order.
   *
   * @param {string} page path below the site's root, as in pageOf
   * @param {string} name the widget's
   * @param {string} [id] the explicit one; a page's only widget of its name needs none
   */
  nudgeStore.key = (page, name, id = name) => `${page} ${name} ${id}`;

  /** A page's path below the site's: "/" for its first page, "/glossary/"; one name for /index.html and /. */
  nudgeStore.pageOf = (pathname, sitePath) => {
    const below = pathname.startsWith(sitePath) ? pathname.slice(sitePath.length) : pathname;
    return `/${below.replace(/^\//, "").replace(/(^|\/)index\.html$/, "$1")}`;
  };

  nudgeStore.WEIGHTS = WEIGHTS;
  nudgeStore.spine = (page) => nudgeStore.key(page, SPINE);

  scope.nudgeStore = nudgeStore;
})(self);
