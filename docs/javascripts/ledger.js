/**
 * Ledgers: what widgets of all pages and tabs add to and share, such as the reviews of cards. An entry is a JSON object
 * with an `id`; what is there stays as it is, so tabs that add at the same time lose nothing of each other's. Each
 * ledger is one value {version: 1, entries} of the site's database. Where the device keeps nothing, entries last as long
 * as the page, and whoever follows is told so.
 */
(function (scope) {
  "use strict";

  const { answered, sentence, database, broadcast } = scope.nudgeStorage;

  /** Entries of one ledger, and characters of one entry as JSON, above which nothing more is taken. */
  const MOST = 20000;
  const LONGEST = 4000;
  const FULL = `A list kept here has ${MOST.toLocaleString("en")} entries and takes no more: export it, then clear it.`;

  const isEntry = (one) => Boolean(one) && typeof one === "object" && typeof one.id === "string" && one.id !== "" && JSON.stringify(one).length <= LONGEST;
  const isSound = (value) => Boolean(value) && value.version === 1 && Array.isArray(value.entries) && value.entries.every(isEntry);
  const time = ({ at }) => (Number.isFinite(at) ? at : 0);
  const inOrder = (one, other) => time(one) - time(other) || (one.id < other.id ? -1 : Number(one.id > other.id));

  /** Both lists as one in order; of two entries of one id the first stays. */
  function united(first, second) {
    const byId = new Map();
    for (const one of [...first, ...second]) if (!byId.has(one.id)) byId.set(one.id, one);
    return [...byId.values()].sort(inOrder);
  }

  /**
   * @param {object} options
   * @param {string} options.path the site's own path, so that two copies on one host share nothing
   * @param {object} [options.keyval] idb-keyval
   * @param {{post: Function, listen: Function}} [options.channel] word between tabs
   * @param {object} [options.clock] setTimeout and clearTimeout
   */
  function nudgeLedgers({ path, keyval = scope.idbKeyval, channel = broadcast(`nudge ${path}`), clock = scope }) {
    const transact = database(keyval, `nudge ${path}`);
    /** What the device has not taken, by ledger. @type {Map<string, object[]>} */
    const unkept = new Map();
    /** @type {Map<string, Set<(answer: {entries: object[], trouble: string}) => void>>} */
    const followers = new Map();
    const keyOf = (name) => `* ledger ${name}`;
    const tell = (name, entries, trouble = "") => (followers.get(name) || []).forEach((hear) => hear({ entries, trouble }));

    /** One transaction: what is kept, without what goes, with what comes; what cannot be read goes beside. */
    async function change(name, coming, clear) {
      let entries;
      let unsound;
      await answered(
        () =>
          keyval.update(
            keyOf(name),
            (stored) => {
              const sound = isSound(stored);
              unsound = stored !== undefined && !sound ? stored : undefined;
              entries = united(sound && !clear ? stored.entries : [], coming);
              if (entries.length > MOST) throw Object.assign(new Error(FULL), { sentence: FULL });
              return { version: 1, entries };
            },
            transact,
          ),
        clock,
      );
      if (unsound !== undefined) await answered(() => keyval.set(`${keyOf(name)} beside ${Date.now()}`, unsound, transact), clock);
      return entries;
    }

    async function read(name) {
      const stored = await answered(() => keyval.get(keyOf(name), transact), clock);
      return isSound(stored) ? stored.entries : [];
    }

    /** One after another, so that nothing that could not be kept is forgotten by what came after it. */
    let last = Promise.resolve();
    const renew = (...change) => (last = last.then(() => renewed(...change)));

    /** Keep what comes and what waits, and tell everybody. */
    async function renewed(name, add = [], clear = false) {
      const coming = united(clear ? [] : unkept.get(name) || [], add);
      try {
        const changed = coming.length > 0 || clear;
        const entries = changed ? await change(name, coming, clear) : await read(name);
        unkept.delete(name);
        tell(name, entries);
        if (changed) channel.post({ ledger: name });
      } catch (error) {
        unkept.set(name, coming);
        const found = clear ? [] : await read(name).catch(() => []);
        tell(name, united(found, coming), sentence(error));
      }
    }

    channel.listen(({ ledger }) => followers.has(ledger) && renew(ledger));

    return {
      /**
       * Add entries to a ledger, and hear what it holds, now and whenever that changes.
       *
       * @param {string} name
       * @param {{add: object[], clear: boolean}} change entries to keep first; `clear` lets go of those before
       * @param {(answer: {entries: object[], trouble: string}) => void} hear `trouble`: one sentence if the device keeps nothing
       * @returns {() => void} what ends that
       */
      follow(name, { add, clear }, hear) {
        if (!add.every(isEntry)) throw new Error("An entry to be kept has no id, or is too long.");
        if (!followers.has(name)) followers.set(name, new Set());
        followers.get(name).add(hear);
        renew(name, add, clear);
        return () => followers.get(name).delete(hear);
      },
    };
  }

  scope.nudgeLedgers = nudgeLedgers;
})(self);
