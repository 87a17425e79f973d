/**
 * What a reader has done, in ledgers that the pages of the site share: widgets that were tried, challenges that were met,
 * concepts that were read. An entry is {id, at} (widgets/records/entries.py); after they were cleared the next visit can do it all again.
 */
(function (scope) {
  "use strict";

  /** What each ledger holds, as far as it was heard: a promise of a set of ids, by the ledger's name. */
  const known = new Map();

  /** Follow a ledger from now on; what is in it is not written again. */
  function follow(ledger) {
    const one = { ids: new Set() };
    one.first = new Promise((resolve) => {
      scope.nudgeKept.ledgers.follow(ledger, { add: [], clear: false }, ({ entries }) => {
        one.ids = new Set(entries.map(({ id }) => id));
        resolve();
      });
    });
    known.set(ledger, one);
    return one;
  }

  async function add(ledger, id) {
    const one = known.get(ledger) || follow(ledger);
    await one.first;
    if (one.ids.has(id)) return;
    one.ids.add(id);
    scope.nudgeKept.ledgers.follow(ledger, { add: [{ id, at: Date.now() / 1000 }], clear: false }, () => {})();
  }

  /**
   * @param {HTMLElement} widget
   * @param {"tried" | "met"} what
   */
  function nudgeDone(widget, what) {
    add(what, widget.getAttribute("name"));
    widget.dispatchEvent(new scope.Event(`nudge-${what}`, { bubbles: true }));
  }

  /** A concept was read. @param {string} name its anchor */
  nudgeDone.read = (name) => void add("read", name);

  scope.nudgeDone = nudgeDone;
})(self);
