/**
 * Copies of the site's files on this device, for when there is no network: right ones only, as they came, by the address
 * that changes with their contents. Each copy of the site on a host has its own.
 */
(function (scope) {
  "use strict";

  const FULL = "There is no room left on this device";

  /**
   * @param {string} base address of the site's root, ending in a slash
   * @param {{caches?: CacheStorage}} [tools] a test's own
   */
  function copies(base, { caches = storage() } = {}) {
    const name = `nudge files ${new URL(base).pathname}`;
    const address = (at) => new URL(at, base).href;
    let fault = "";

    async function cache() {
      if (!caches) throw new Error("This browser keeps no files of a page here; over https, and not in a private window, it does.");
      return caches.open(name);
    }

    /** @returns {Promise<Uint8Array|undefined>} none as well where nothing can be kept */
    async function get(at) {
      try {
        const found = await (await cache()).match(address(at));
        return found && new Uint8Array(await found.arrayBuffer());
      } catch {
        return undefined;
      }
    }

    /** Keep a file; rejects with one sentence if that cannot be. */
    async function put(at, data) {
      // At once: the bytes may be handed on meanwhile.
      const answer = new scope.Response(data);
      try {
        await (await cache()).put(address(at), answer);
        fault = "";
      } catch (error) {
        fault = error.name === "QuotaExceededError" ? `${FULL}, so ${at} is not kept for reading offline.` : error.message;
        throw new Error(fault);
      }
    }

    /** @returns {Promise<Set<string>>} where the kept files lie, below the base */
    async function kept() {
      const requests = await (await cache()).keys();
      return new Set(requests.map(({ url }) => url.slice(base.length)));
    }

    return {
      get,
      put,
      kept,
      /** Forget all copies. */
      remove: async () => caches && caches.delete(name),
      /** What the last file that could not be kept met; "" after one that could. */
      get fault() {
        return fault;
      },
    };
  }

  /** Some browsers have none on plain http, some forbid to look. */
  function storage() {
    try {
      return scope.caches;
    } catch {
      return undefined;
    }
  }

  scope.nudgeCopies = copies;
})(self);
