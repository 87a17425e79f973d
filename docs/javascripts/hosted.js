/**
 * The hosted edition's source of files: fetched from beside the site, counted as they come, given up when they stop. One
 * whose line broke goes on where it was: at once while something comes, else at the next try. Where the site can be read
 * offline (widgets/embed/hosted.py), right ones are kept, and taken from there.
 */
(function (scope) {
  "use strict";

  const { AssetError, damaged } = scope.nudgeAssets;
  // What the build has written at this script: the list's address, and whether files are kept.
  const { list: LIST = "vendor/assets.json", offline } = scope.document?.currentScript?.dataset || {};
  /** Milliseconds without a byte after which a download is given up. */
  const SILENCE = 20_000;

  /** @typedef {{parts: Uint8Array[], loaded: number, encoded?: boolean}} Came the beginning of a file */
  const nothing = () => ({ parts: [], loaded: 0 });

  /**
   * @param {string} base address of the site's root, ending in a slash
   * @param {{fetch?: Function, clock?: object, copies?: object}} [tools] a test's own
   * @returns {object} a Source of assets.js
   */
  function hosted(base, { fetch = scope.fetch.bind(scope), clock = scope, copies = copiesOf(base) } = {}) {
    let listed;
    /** Files that came from their copies. */
    const copied = new Set();
    /** What came of files whose line broke, by address; whoever asks next takes it. @type {Map<string, Came>} */
    const broken = new Map();

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

    /** A cache may hold damaged bytes: what came damaged is fetched past it. */
    async function packed(name, { at, packed: size }, { again = false, ...options }) {
      const copy = copies && !again ? await copies.get(at) : undefined;
      copy ? copied.add(at) : copied.delete(at);
      if (!copy) return download(name, new URL(at, base), { ...options, cache: again ? "reload" : "default" }, size);
      options.onProgress?.(size, size, name);
      return copy;
    }

    async function keep({ at }, data) {
      if (copies && !copied.has(at)) await copies.put(at, data);
    }

    async function download(name, url, { onProgress = () => {}, signal, priority = "auto", cache }, total = 0) {
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
      // What came damaged is fetched whole.
      let came = (cache !== "reload" && broken.get(url.href)) || nothing();
      broken.delete(url.href);

      async function read() {
        alive();
        // Counted from the start: what is on its way without a byte is awaited as well.
        onProgress(came.loaded, total, name);
        const headers = came.loaded ? { Range: `bytes=${came.loaded}-` } : {};
        const answer = await fetch(url.href, { signal: abort.signal, priority, cache, headers });
        const { status } = answer;
        const rest = status === 206 && answer.headers.get("Content-Range") === `bytes ${came.loaded}-${total - 1}/${total}`;
        if (came.loaded && !rest && (answer.ok || status === 416)) {
          came = nothing();
          if (status !== 200) return answer.body?.cancel(), read();
        }
        if (!answer.ok) throw new AssetError(refused(name, status));
        // Of such a file a host would count other bytes than those that come.
        came.encoded = Boolean(answer.headers.get("Content-Encoding"));
        for (const reader = answer.body.getReader(); ; ) {
          const { done, value } = await reader.read();
          if (done) break;
          alive();
          came.parts.push(value);
          came.loaded += value.length;
          onProgress(Math.min(came.loaded, total), total, name);
        }
        onProgress(total, total, name);
        return joined(came.parts, came.loaded);
      }

      /** Read on as long as each try brings the file further than any before. */
      async function persist(far) {
        try {
          return await read();
        } catch (error) {
          if (came.encoded || !total) came = nothing();
          if (error instanceof AssetError || abort.signal.aborted || came.loaded <= far) throw error;
          return persist(came.loaded);
        }
      }

      try {
        return await persist(came.loaded);
      } catch (error) {
        if (came.loaded) broken.set(url.href, came);
        if (error instanceof AssetError) throw error;
        if (silent) throw new AssetError(`${name} stopped coming: no byte for ${SILENCE / 1000} seconds. Look at your connection and try again.`);
        throw new AssetError(`${name} could not be fetched. Look at your connection and try again.`);
      } finally {
        clock.clearTimeout(timer);
        if (signal) signal.removeEventListener("abort", giveUp);
      }
    }

    return { list, packed, keep };
  }

  const copiesOf = (base) => (offline === undefined ? undefined : scope.nudgeCopies(base));

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

  scope.nudgeHosted = hosted;
})(self);
