/**
 * The asset provider: the only place that fetches. Used by the page and by its workers.
 *
 * `hosted` reads the files beside the site. A folder edition may hand a provider of the same shape over: an object with
 * `list()`, `bytes(name, onProgress)` and `url(name)`.
 */
(function (scope) {
  "use strict";

  /**
   * @param {string} base address of the site's root, ending in a slash
   */
  function hosted(base) {
    /** @type {Promise<Object<string, {size: number, sha256: string, at?: string}>> | undefined} */
    let listed;

    function list() {
      listed = listed || fetch(new URL("vendor/assets.json", base), { cache: "no-cache" }).then(json);
      listed.catch(() => (listed = undefined));
      return listed;
    }

    async function json(answer) {
      if (!answer.ok) throw new Error(`vendor/assets.json is missing (${answer.status})`);
      return answer.json();
    }

    /** A file's address; it changes with its contents, so that no cache mixes two versions of the site. */
    async function url(name) {
      const entry = (await list())[name];
      if (!entry) throw new Error(`${name} is not part of this site`);
      return new URL(`${entry.at || name}?v=${entry.sha256.slice(0, 12)}`, base).href;
    }

    /**
     * @param {string} name path below the site's root
     * @param {(bytes: number) => void} [onProgress] called with the number of bytes that just came
     * @returns {Promise<Uint8Array>}
     */
    async function bytes(name, onProgress) {
      const answer = await fetch(await url(name));
      if (!answer.ok) throw new Error(`${name} is missing (${answer.status})`);
      const parts = [];
      let length = 0;
      for (const reader = answer.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        length += value.length;
        if (onProgress) onProgress(value.length);
      }
      const whole = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    }

    return { list, url, bytes };
  }

  scope.nudgeAssets = { hosted };
})(self);
