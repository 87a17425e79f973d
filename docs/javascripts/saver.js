/**
 * What one widget of a page leaves, saved a little after each change. A saver knows what the page has now (`mine`) and
 * what it last read or wrote (`base`); what is stored by now is looked up inside each transaction. No page here.
 */
(function (scope) {
  "use strict";

  const { version, same, merge, spared, twins } = scope.nudgeVersions;

  /** Milliseconds of quiet after which a change is saved, and the most that a change waits while others follow. */
  const QUIET = 250;
  const MOST = 1000;

  /** Runs `run` after QUIET since the last `start`, and after MOST since the first. */
  function delay(clock, run) {
    let quiet;
    let most;
    function stop() {
      clock.clearTimeout(quiet);
      clock.clearTimeout(most);
      quiet = most = undefined;
    }
    function start() {
      clock.clearTimeout(quiet);
      quiet = clock.setTimeout(run, QUIET);
      if (most === undefined) most = clock.setTimeout(run, MOST);
    }
    return { start, stop };
  }

  /**
   * @param {object} store nudgeStore(...)
   * @param {string} key nudgeStore.key(...)
   * @param {object} options
   * @param {object} options.built the widget's fields as printed
   * @param {() => string[]} [options.texts] the fields in which readers write
   * @param {object} [options.clock] setTimeout and clearTimeout
   * @param {object} [options.tell] called when something happened: `saved()`; `fault(sentence)`; `aside(asides)`, the texts
   *   now kept beside; `elsewhere({fields, drafts}, asked)`, another tab's version, answered with true if the page shows
   *   it from now on; `forgotten()`, by another tab
   */
  function nudgeSaver(store, key, { built, texts = () => [], clock = scope, tell = {} }) {
    const heard = { saved() {}, fault() {}, aside() {}, elsewhere: () => false, forgotten() {}, ...tell };
    /** `stored` are the asides in the database; `add` and `drop` what this page still has to add and take away there. */
    const blank = () => ({ base: version(built), mine: version(built), stored: [], add: [], drop: [], revision: 0 });
    // Replaced when all is forgotten: whoever waited for the database then finds another one, and leaves it alone.
    let page = blank();
    // A widget may change by itself when it mounts (chance, a model's answer): nothing is kept until the reader acts.
    let touched = false;
    let hasRead = false;
    let saving;

    const waiting = delay(clock, flush);
    /** What the page has now; a draft stands in a box and in no State. */
    const now = () => version(page.mine.fields, page.mine.drafts);
    const options = () => ({ built, texts: texts() });
    const isDirty = () => touched && (!same(page.base, page.mine) || page.add.length > 0 || page.drop.length > 0);
    const whole = ({ fields, drafts }) => version({ ...built, ...fields }, drafts);

    const without = (all, gone) => all.filter((one) => !gone.some((other) => twins(other, one)));

    function changed() {
      if (isDirty()) waiting.start();
    }

    const showAsides = () => heard.aside(spared([...without(page.stored, page.drop), ...page.add], page.mine));

    /**
     * Read what is kept; never rejects.
     * @returns {Promise<{fields, drafts}>} what the page should show: mount from `fields`, then lay each draft into its
     *   box and send it as the event it was. What the reader typed meanwhile is in it; what gave way to that is an aside.
     */
    async function read() {
      const asked = page;
      try {
        const value = await store.read(key, options());
        if (asked === page && value) join(value);
      } catch (error) {
        // Notes outlive a database that fails.
        if (asked === page && error.left) join(error.left);
        heard.fault(error.message);
      }
      hasRead = true;
      showAsides();
      changed();
      return now();
    }

    /** Make one of what is stored and of what was typed before that was known. */
    function join(value) {
      const theirs = whole(value);
      const { version: mine, lost } = merge(page.base, page.mine, theirs, texts());
      const add = [...page.add, ...lost.map((one) => ({ ...one, why: "visit" }))];
      Object.assign(page, { base: theirs, mine, stored: value.aside, add, revision: value.revision });
    }

    /** A text stands in the box of `field`; Python has not taken it (yet, or ever). */
    function text(field, written) {
      const drafts = { ...page.mine.drafts, [field]: written };
      if (page.mine.fields[field] === written) delete drafts[field];
      page.mine = version(page.mine.fields, drafts);
      touched = true;
      changed();
    }

    /**
     * Python replied with a State.
     * @param {object} fields the State's
     * @param {{name: string, value: string} | null} [taken] the reader's event that it answered without a complaint
     */
    function state(fields, taken) {
      const drafts = { ...page.mine.drafts };
      if (taken) touched = true;
      if (taken && drafts[taken.name] === taken.value) delete drafts[taken.name];
      for (const name of Object.keys(drafts)) if (drafts[name] === fields[name]) delete drafts[name];
      page.mine = version(fields, drafts);
      changed();
    }

    /** Save now what is not saved; resolves when it is, or when it could not be and the reader was told. */
    async function flush() {
      waiting.stop();
      while (saving) await saving;
      // Before the first read has come, nobody can tell this page's changes from an earlier visit's.
      if (!hasRead || !isDirty()) return;
      saving = write(page, { ...page });
      await saving;
    }

    async function write(asked, sent) {
      try {
        const value = await store.save(key, sent.base, sent.mine, { ...options(), add: sent.add, drop: sent.drop });
        if (asked !== page) return;
        const [add, drop] = [without(page.add, sent.add), without(page.drop, sent.drop)];
        Object.assign(page, { base: sent.mine, add, drop, stored: value.aside, revision: value.revision });
        heard.saved();
        showAsides();
        if (value.merged) offer(whole(value), false);
      } catch (error) {
        if (asked !== page) return;
        store.note(key, sent.base, sent.mine, sent.add);
        heard.fault(error.message);
        // The next change tries again; to try at once what just failed would go on for ever.
        if (same(page.mine, sent.mine)) return;
      } finally {
        saving = undefined;
      }
      changed();
    }

    /** Another tab's version: the page's own from now on, if it says so. */
    function offer(theirs, asked) {
      if (same(page.mine, theirs)) page.base = theirs;
      else if (!isDirty() && heard.elsewhere(theirs, asked)) {
        Object.assign(page, { base: theirs, mine: version(theirs.fields, theirs.drafts) });
        showAsides();
      }
      // Not shown, so not known: the next look must bring it again.
      else page.revision = 0;
    }

    /**
     * Look whether another tab has saved; where something of this page is still to be saved, saving it will tell.
     * @param {boolean} [asked] whether the reader asked to see it
     */
    async function refresh(asked = false) {
      if (!hasRead || isDirty()) return;
      const before = page;
      const { revision } = page;
      try {
        const value = await store.read(key, options());
        if (before !== page || !value || value.revision === revision) return;
        Object.assign(page, { stored: value.aside, revision: value.revision });
        showAsides();
        offer(whole(value), asked);
      } catch (error) {
        heard.fault(error.message);
      }
    }

    /** The page is being left or hidden: note at once what is not saved, and save it if there is still time. */
    function leave() {
      if (!isDirty()) return;
      store.note(key, page.base, page.mine, page.add);
      flush();
    }

    /** Keep `written` beside the box of `field`; `why` is "box" for what stood in it. */
    function addAside(field, written, why) {
      page.add = [...page.add, { field, text: written, why }];
      asidesTouched();
    }

    /** Delete an aside, as the reader asked. */
    function dropAside(aside) {
      page.add = without(page.add, [aside]);
      page.drop = [...page.drop, aside];
      asidesTouched();
    }

    function asidesTouched() {
      touched = true;
      showAsides();
      changed();
    }

    /** The widget does not take the fields that are kept: they are put beside, their texts offered; it starts as printed. */
    async function refuse() {
      const asked = page;
      try {
        const { aside, revision } = await store.refuse(key, options());
        if (asked === page) Object.assign(page, { stored: aside, revision });
      } catch (error) {
        heard.fault(error.message);
      }
      if (asked !== page) return;
      Object.assign(page, { base: version(built), mine: version(built, page.mine.drafts) });
      showAsides();
    }

    /** As printed again, and nothing is saved until the reader acts; resolves when no save is under way. */
    async function forget() {
      waiting.stop();
      page = blank();
      touched = false;
      showAsides();
      while (saving) await saving;
    }

    const end = store.watch(key, ({ forgotten }) => {
      if (!forgotten) return void refresh();
      waiting.stop();
      // What stands in this tab stays readable, and is kept again with the next change.
      page = { ...blank(), base: page.mine, mine: page.mine };
      showAsides();
      heard.forgotten();
    });

    return { read, text, state, flush, refresh, leave, addAside, dropAside, refuse, forget, isDirty, end, version: now };
  }

  scope.nudgeSaver = nudgeSaver;
})(self);
