/**
 * The asset provider: the only place that fetches. It hands over files by name: gzipped on the way, unpacked, counted
 * and compared with their SHA-256 here, so that a wrong byte is found at the door and said in one sentence.
 *
 * `hosted` reads the files beside the site. Another edition may hand over a provider of the same shape: an object with
 * `list`, `bytes`, `text`, `ahead` and `worker`.
 */
(function (scope) {
  "use strict";

  const LIST = "vendor/assets.json";
  /** Milliseconds without a byte after which a download is given up. */
  const SILENCE = 20_000;
  /** Classic scripts that make up each worker, joined in this order. */
  const WORKERS = {
    python: ["pyodide.js", "pyodide.asm.js", "python-worker.js"],
    model: ["ort.js", "tokenizers.js", "tokens.js", "weights.js", "reading.js", "training.js", "model-worker.js"],
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
    if (scope.location && scope.location.protocol === "file:") {
      return "Opened from disk the widgets stay as printed; python -m http.server in this folder, and its address in the browser, bring them to life.";
    }
    if (scope.origin === "null") return `In a closed frame the widgets stay as printed; ${ALONE}`;
    try {
      // The smallest module there is: a policy that forbids WebAssembly refuses it at once.
      new scope.WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    } catch {
      return `WebAssembly is forbidden here, so the widgets stay as printed; ${ALONE}`;
    }
    return "";
  }

  /**
   * @param {string} base address of the site's root, ending in a slash
   * @param {{fetch?: Function, clock?: object, sha256?: (data: Uint8Array) => Promise<string>}} [tools] a test's own
   */
  function hosted(base, { fetch = scope.fetch.bind(scope), clock = scope, sha256 = scope.nudgeSha256 } = {}) {
    let listed;
    const early = new Map();

    /** Every file by name: `at` below the base, `size` unpacked, `packed` on the wire, `sha256` of what is unpacked. */
    function list() {
      listed = listed || readList();
      listed.catch(() => (listed = undefined));
      return listed;
    }

    async function readList() {
      const data = await download("assets.json", new URL(LIST, base), { cache: "no-cache" });
      try {
        const files = JSON.parse(new TextDecoder().decode(data));
        if (Object.values(files).every(({ at, size, sha256: sum }) => at && size >= 0 && sum)) return files;
      } catch {
        // Said below, in words for people.
      }
      throw damaged("assets.json", data);
    }

    /**
     * @param {string} name
     * @param {object} [options]
     * @param {(loaded: number, total: number, name: string) => void} [options.onProgress] bytes on the wire so far
     * @param {AbortSignal} [options.signal] gives the download up
     * @param {"high" | "low" | "auto"} [options.priority]
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
      const files = await list();
      const entry = files[name];
      if (!Object.hasOwn(files, name)) throw new AssetError(`${name} is not part of this site; reload the page, it may have changed.`);
      try {
        return await checked(name, entry, options);
      } catch (error) {
        if (!error.damaged) throw error;
        // A cache may hold the damaged bytes: once more past it.
        return checked(name, entry, { ...options, cache: "reload" });
      }
    }

    async function checked(name, entry, options) {
      const data = await download(name, new URL(entry.at, base), options, entry.packed);
      const whole = await unpacked(data);
      if (!whole || whole.length !== entry.size || (await sha256(whole)) !== entry.sha256) throw damaged(name, data);
      return whole;
    }

    async function download(name, url, { onProgress = () => {}, signal, priority = "auto", cache = "default" }, total = 0) {
      const abort = new scope.AbortController();
      let silent = false;
      let timer;
      const alive = () => {
        clock.clearTimeout(timer);
        timer = clock.setTimeout(() => {
          silent = true;
          abort.abort();
        }, SILENCE);
      };
      const giveUp = () => abort.abort();
      if (signal) signal.addEventListener("abort", giveUp);
      try {
        alive();
        // Counted from the start: what is on its way without a byte is awaited as well.
        onProgress(0, total, name);
        const answer = await fetch(url.href, { signal: abort.signal, priority, cache });
        if (!answer.ok) throw new AssetError(refused(name, answer.status));
        const parts = [];
        let loaded = 0;
        for (const reader = answer.body.getReader(); ; ) {
          const { done, value } = await reader.read();
          if (done) break;
          alive();
          parts.push(value);
          loaded += value.length;
          onProgress(Math.min(loaded, total), total, name);
        }
        onProgress(total, total, name);
        return joined(parts, loaded);
      } catch (error) {
        if (error instanceof AssetError) throw error;
        if (silent) throw new AssetError(`${name} stopped coming: no byte for ${SILENCE / 1000} seconds. Look at your connection and try again.`);
        throw new AssetError(`${name} could not be fetched. Look at your connection and try again.`);
      } finally {
        clock.clearTimeout(timer);
        if (signal) signal.removeEventListener("abort", giveUp);
      }
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

    return { list, bytes, text, ahead, worker };
  }

  /** What a host sent, unpacked if it is still packed; undefined if it cannot be. */
  async function unpacked(data) {
    if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
    return scope.nudgeUnpack(data).catch(() => undefined);
  }

  function joined(parts, length) {
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  function refused(name, status) {
    if (status === 404) return `${name} is missing on the site's host (404); try again later.`;
    return `${name} could not be fetched: the host answered ${status}. Try again later.`;
  }

  function damaged(name, data) {
    const page = /^\s*<(!doctype|html)/i.test(new TextDecoder().decode(data.subarray(0, 100)));
    const what = page ? "came as a web page, perhaps a network's login page" : "came damaged";
    return new AssetError(`${name} ${what}; trying again fetches it anew.`, true);
  }

  scope.nudgeAssets = { hosted, unable };
})(self);
