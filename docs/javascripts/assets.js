/**
 * The asset provider: the only place that takes in files. It hands them over by name: gzipped on the way, unpacked,
 * and compared with their SHA-256 here, so that a wrong byte is found at the door and said in one sentence.
 *
 * Where they come from is a source: hosted.js fetches what lies beside the site, folder.js takes what came as scripts.
 */
(function (scope) {
  "use strict";

  /** Classic scripts that make up each worker, joined in this order. */
  const WORKERS = {
    python: ["pyodide.js", "pyodide.asm.js", "python-worker.js"],
    model: ["ort.js", "tokenizers.js", "tokens.js", "weights.js", "reading.js", "training.js", "probe.js", "marking.js", "model-worker.js"],
  };

  const ALONE = "open the page in a tab of its own.";

  /** What is wrong with a file, in one sentence that names it and says what to do. */
  class AssetError extends Error {
    constructor(message, damaged = false) {
      super(message);
      this.damaged = damaged;
    }
  }

  /** Why nothing can come to life in this browser; "" if it can. */
  function unable() {
    const missing = [
      ["Worker", "web workers"],
      ["WebAssembly", "WebAssembly"],
      ["DecompressionStream", "a way to unpack files"],
    ].find(([name]) => typeof scope[name] === "undefined");
    if (missing) return `This browser has no ${missing[1]}, so the widgets stay as printed; a newer one brings them to life.`;
    const fromDisk = scope.location && scope.location.protocol === "file:";
    if (fromDisk && !scope.nudgeFolder) {
      return "Opened from disk the widgets stay as printed; python -m http.server in this folder, and its address in the browser, bring them to life.";
    }
    if (scope.origin === "null" && !fromDisk) return `In a closed frame the widgets stay as printed; ${ALONE}`;
    try {
      // The smallest module there is: a policy that forbids WebAssembly refuses it at once.
      new scope.WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    } catch {
      return `WebAssembly is forbidden here, so the widgets stay as printed; ${ALONE}`;
    }
    return "";
  }

  /**
   * @typedef {{at: string, size: number, packed: number, sha256: string}} Entry where a file lies below the base, its
   *   bytes unpacked and on the wire, the sum of what is unpacked
   * @typedef {object} Source
   * @property {() => Promise<Object<string, Entry>>} list every file by name; rejects with an AssetError
   * @property {(name: string, entry: Entry, options: object) => Promise<Uint8Array>} packed a file as it came; rejects
   *   with an AssetError. `again`: it came damaged before; `onProgress`, `signal` and `priority` are those of `bytes`
   * @property {(entry: Entry, data: Uint8Array) => Promise<void>} keep this is right, and may be wanted again; rejects
   *   with a sentence if there is no room
   */

  /**
   * @param {Source} source
   * @param {{clock?: object, sha256?: (data: Uint8Array) => Promise<string>}} [tools] a test's own
   */
  function provider(source, { clock = scope, sha256 = scope.nudgeSha256 } = {}) {
    const early = new Map();

    /**
     * @param {string} name
     * @param {object} [options]
     * @param {(loaded: number, total: number, name: string) => void} [options.onProgress] bytes on the wire so far
     * @param {AbortSignal} [options.signal] gives the download up
     * @param {"high" | "low" | "auto"} [options.priority]
     * @param {boolean} [options.lasting] rejects as well if the file cannot be kept for later
     * @returns {Promise<Uint8Array>} rejects with an AssetError
     */
    async function bytes(name, options = {}) {
      const begun = early.get(name);
      early.delete(name);
      if (begun) {
        begun.tell = options.onProgress;
        if (begun.last) begun.tell?.(...begun.last);
        const data = await begun.data.catch(() => undefined);
        if (data) return data;
      }
      const files = await source.list();
      if (!Object.hasOwn(files, name)) throw new AssetError(`${name} is not part of this site; reload the page, it may have changed.`);
      try {
        return await checked(name, files[name], options);
      } catch (error) {
        if (!error.damaged) throw error;
        return checked(name, files[name], { ...options, again: true });
      }
    }

    async function checked(name, entry, options) {
      const data = await source.packed(name, entry, options);
      const whole = await unpacked(data);
      if (!whole || whole.length !== entry.size || (await sha256(whole)) !== entry.sha256) throw damaged(name, data);
      const keeping = source.keep(entry, data);
      keeping.catch(() => {});
      if (options.lasting) await keeping;
      return whole;
    }

    /** @returns {Promise<string>} a file as text */
    const text = async (name, options) => new TextDecoder().decode(await bytes(name, options));

    /** Begin to fetch a file at low priority; the next `bytes` of it takes what came. */
    function ahead(name) {
      if (early.has(name)) return;
      const begun = { tell: undefined };
      const onProgress = (...progress) => {
        begun.last = progress;
        begun.tell?.(...progress);
      };
      begun.data = bytes(name, { priority: "low", onProgress });
      begun.data.catch(() => {});
      early.set(name, begun);
    }

    /**
     * A worker of checked scripts.
     * @param {"python" | "model"} name
     * @param {(loaded: number, total: number, name: string) => void} [onProgress]
     * @returns {Promise<Worker>}
     */
    async function worker(name, onProgress) {
      const why = unable();
      if (why) throw new AssetError(why);
      const scripts = await Promise.all(WORKERS[name].map((file) => bytes(file, { onProgress, priority: "high" })));
      const parts = scripts.flatMap((script) => [script, ";\n"]);
      const address = scope.URL.createObjectURL(new scope.Blob(parts, { type: "text/javascript" }));
      try {
        return new scope.Worker(address);
      } catch {
        throw new AssetError(`This browser lets the page start no worker here, so the widgets stay as printed; ${ALONE}`);
      } finally {
        // Revoked later: a worker may not have read its script yet.
        clock.setTimeout(() => scope.URL.revokeObjectURL(address), 10_000);
      }
    }

    return { list: source.list, bytes, text, ahead, worker };
  }

  /** What a host sent, unpacked if it is still packed; undefined if it cannot be. */
  async function unpacked(data) {
    if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
    return scope.nudgeUnpack(data).catch(() => undefined);
  }

  function damaged(name, data) {
    const page = /^\s*<(!doctype|html)/i.test(new TextDecoder().decode(data.subarray(0, 100)));
    const what = page ? "came as a web page, perhaps a network's login page" : "came damaged";
    return new AssetError(`${name} ${what}; trying again fetches it anew.`, true);
  }

  scope.nudgeAssets = { provider, unable, AssetError, damaged };
})(self);
