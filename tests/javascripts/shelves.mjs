// A browser's caches, of which the tests know the contents.

/** @param {{full?: boolean}} [how] `full` refuses to keep more */
export function shelves({ full = false } = {}) {
  const all = new Map();
  return {
    all,
    delete: async (name) => all.delete(name),
    async open(name) {
      if (!all.has(name)) all.set(name, new Map());
      const cache = all.get(name);
      return {
        match: async (url) => cache.has(url) ? new Response(cache.get(url)) : undefined,
        async put(url, response) {
          if (full) throw Object.assign(new Error("Quota exceeded"), { name: "QuotaExceededError" });
          cache.set(url, Buffer.from(await response.arrayBuffer()));
        },
        keys: async () => [...cache.keys()].map((url) => ({ url })),
      };
    },
  };
}
