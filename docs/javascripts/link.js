/**
 * The page's handle on one worker: starts it, hands it the bytes it needs, numbers what it is asked, drops what was
 * overtaken, notices within seconds when it is gone, and lets it be started afresh.
 *
 * To the worker: {type: "boot", ...} once; {type: "request", number, ...body}; {type: "drop", numbers};
 * {type: "bytes", name, data} or {type: "bytes", name, message}; {type: "ping"}.
 * From it: {type: "ready"}; {type: "failed", message}; {type: "need", name}; {type: "busy", seconds} (a long piece
 * follows in which it cannot answer); {type: "answer", number, value} or {type: "answer", number, message};
 * {type: "progress", number, value}; {type: "dropped", numbers}; {type: "pong"}.
 */
(function (scope) {
  "use strict";

  // Counted in ticks of the page's own timer: a computer that wakes from sleep has missed them itself, and accuses nobody.
  const TICK = 2000;
  const SILENT_TICKS = 4;

  // A policy that forbids workers lets one be made, and end before its first word.
  const FORBIDDEN = "This browser lets the page start no worker here, so the widgets stay as printed; open the page in a tab of its own.";

  let last = 0;
  /** Numbers of requests, one row for the whole page: none comes twice, whatever is restarted. */
  scope.nudgeNumbers = { next: () => ++last };

  /** What a request that was overtaken rejects with. */
  const overtaken = () => Object.assign(new Error("A newer request has taken this one's place."), { dropped: true });

  /**
   * @param {object} options
   * @param {string} options.name what readers call it, such as "Python"; begins sentences
   * @param {(count: Function) => Promise<Worker>} options.make makes the worker; `count(loaded, total, file)` takes the
   *   progress of files that it fetches itself
   * @param {{bytes: Function}} options.provider where the worker's bytes come from (assets.js)
   * @param {object} [options.clock] setInterval and clearInterval
   * @param {object} [options.boot] sent along with the first message
   * @param {string[]} [options.ahead] files fetched while the worker is being made, kept until it asks for them
   * @param {(sum: {loaded: number, total: number}, files: Map<string, object>) => void} [options.onProgress] bytes on the
   *   wire of all files of this start, and of each
   * @param {(message: string) => void} [options.onEnd] called once for every start that ended, with the reason
   */
  function link({ name, make, provider, clock = scope, boot = {}, ahead = [], onProgress = () => {}, onEnd = () => {} }) {
    // All that belongs to one worker. A restart makes a new one, so nothing from before can be taken for new.
    let life;

    /**
     * Start the worker, or return the start that is under way. Rejects with one sentence; a later call starts afresh.
     * @returns {Promise<void>}
     */
    function start() {
      if (life) return life.started;
      const mine = { open: new Map(), files: new Map(), handing: new Set(), counted: new Map(), silent: 0, patience: SILENT_TICKS, running: false };
      mine.started = new Promise((resolve, reject) => Object.assign(mine, { resolve, reject }));
      // Whoever called start hears it; nobody else has to.
      mine.started.catch(() => {});
      life = mine;
      for (const file of ahead) fetched(mine, file).catch(() => {});
      Promise.resolve()
        .then(() => make((...progress) => count(mine, ...progress)))
        .then((worker) => attach(mine, worker))
        .catch((error) => end(mine, sentence(error)));
      return mine.started;
    }

    function attach(mine, worker) {
      if (mine !== life) return worker.terminate();
      mine.worker = worker;
      worker.onmessage = ({ data }) => mine === life && heard(mine, data);
      worker.onerror = (event) => {
        if (event.preventDefault) event.preventDefault();
        end(mine, event.message || mine.spoke ? `${name} stopped (${event.message || "without a reason"}); start it again.` : FORBIDDEN);
      };
      worker.onmessageerror = () => end(mine, `${name} sent something unreadable; start it again.`);
      mine.timer = clock.setInterval(() => tick(mine), TICK);
      worker.postMessage({ ...boot, type: "boot" });
    }

    function tick(mine) {
      mine.silent += 1;
      if (mine.silent >= mine.patience) {
        end(mine, `${name} does not answer any more; the browser may have stopped it to save memory. Start it again.`);
      } else mine.worker.postMessage({ type: "ping" });
    }

    const hears = {
      ready(mine) {
        mine.running = true;
        mine.patience = SILENT_TICKS;
        mine.resolve();
      },
      failed: (mine, { message }) => end(mine, message),
      busy: (mine, { seconds }) => (mine.patience = Math.max(SILENT_TICKS, Math.ceil((1000 * seconds) / TICK))),
      need: (mine, { name: file }) => hand(mine, file),
      progress: (mine, { number, value }) => mine.open.get(number)?.onProgress?.(value),
      answer(mine, { number, value, message }) {
        mine.patience = SILENT_TICKS;
        settle(mine, number, message === undefined ? { value } : { error: new Error(message) });
      },
      dropped: (mine, { numbers }) => numbers.forEach((number) => settle(mine, number, { error: overtaken() })),
    };

    function heard(mine, data) {
      mine.silent = 0;
      mine.spoke = true;
      const hear = hears[data.type];
      if (hear) hear(mine, data);
    }

    function settle(mine, number, { value, error }) {
      const request = mine.open.get(number);
      mine.open.delete(number);
      if (request) error ? request.reject(error) : request.resolve(value);
    }

    /** Give the worker a file, or the sentence that says why there is none; once, if it asks twice meanwhile. */
    async function hand(mine, file) {
      if (mine.handing.has(file)) return;
      mine.handing.add(file);
      const { data, message } = await fetched(mine, file).then(
        (data) => ({ data }),
        (error) => ({ message: sentence(error) }),
      );
      mine.handing.delete(file);
      mine.files.delete(file);
      if (mine !== life) return;
      mine.worker.postMessage({ type: "bytes", name: file, ...(data ? { data } : { message }) }, data ? [data.buffer] : []);
    }

    function fetched(mine, file) {
      if (!mine.files.has(file)) {
        const abort = new scope.AbortController();
        const onProgress = (...progress) => abort.signal.aborted || count(mine, ...progress);
        mine.files.set(file, { abort, data: provider.bytes(file, { onProgress, signal: abort.signal }) });
      }
      return mine.files.get(file).data;
    }

    /** Fetch no more of the files whose names begin like this; whoever waits for them hears that they did not come. */
    function giveUp(beginning) {
      for (const [file, { abort }] of life ? life.files : []) {
        if (!file.startsWith(beginning)) continue;
        abort.abort();
        life.counted.delete(file);
        tell(life);
      }
    }

    function count(mine, loaded, total, file) {
      if (mine !== life) return;
      mine.counted.set(file, { loaded, total });
      tell(mine);
    }

    function tell(mine) {
      const sum = { loaded: 0, total: 0 };
      for (const one of mine.counted.values()) {
        sum.loaded += one.loaded;
        sum.total += one.total;
      }
      onProgress(sum, mine.counted);
    }

    function end(mine, message) {
      if (mine !== life) return;
      life = undefined;
      clock.clearInterval(mine.timer);
      for (const { abort } of mine.files.values()) abort.abort();
      if (mine.worker) mine.worker.terminate();
      mine.reject(new Error(message));
      for (const { reject } of mine.open.values()) reject(new Error(message));
      onEnd(message);
    }

    /**
     * Ask the worker. Rejects with one sentence: what went wrong, or that the worker ended; with {dropped: true} after `drop`.
     * @param {number} number from nudgeNumbers.next()
     * @param {object} body what is asked
     * @param {{transfer?: Transferable[], onProgress?: (value: any) => void}} [options]
     * @returns {Promise<any>}
     */
    function request(number, body, { transfer = [], onProgress: heardOf } = {}) {
      return new Promise((resolve, reject) => {
        if (!running()) throw new Error(`${name} is not running; start it again.`);
        life.worker.postMessage({ ...body, type: "request", number }, transfer);
        life.open.set(number, { resolve, reject, onProgress: heardOf });
      });
    }

    /** Give up requests that newer ones have overtaken; the worker is told, so that it wastes no time on them. */
    function drop(numbers) {
      const open = running() ? numbers.filter((number) => life.open.has(number)) : [];
      if (!open.length) return;
      life.worker.postMessage({ type: "drop", numbers: open });
      for (const number of open) settle(life, number, { error: overtaken() });
    }

    /** End the worker; everything open rejects with `message`. */
    const stop = (message) => life && end(life, message);
    const running = () => Boolean(life && life.running);

    return {
      start,
      request,
      drop,
      giveUp,
      stop,
      get running() {
        return running();
      },
    };
  }

  function sentence(error) {
    return String((error && error.message) || error);
  }

  scope.nudgeLink = link;
})(self);
