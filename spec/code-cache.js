// Jest compiles its own framework again for each spec file. V8 needs less time for that if it is given the code
// cache that it produced for the same source before.
import vm from 'node:vm';

const { compileFunction } = vm;
/** Sources with V8's code cache, by the file and the names of the function's parameters. */
const caches = new Map();

/** Has each function that this process compiles from now on, as Jest does for each file, cached until it ends. */
export function cacheCode() {
  vm.compileFunction = (source, parameters, options) => {
    const key = `${options?.filename}(${parameters})`;
    const cache = caches.get(key);
    if (cache?.source === source) {
      const compiled = compileFunction(source, parameters, { ...options, cachedData: cache.bytes });
      // V8 rejects it if one of its flags has changed.
      if (!compiled.cachedDataRejected) return compiled;
    }
    const compiled = compileFunction(source, parameters, { ...options, produceCachedData: true });
    caches.set(key, { source, bytes: compiled.cachedData });
    return compiled;
  };
}
