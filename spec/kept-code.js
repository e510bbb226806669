// Jest compiles its own framework again for each spec file. V8 only looks through it once in each worker if it is given
// what it made of the same text before.
import vm from 'node:vm';

const { compileFunction } = vm;
/** What V8 made of a text, by the text's file and the names of the function's parameters. */
const kept = new Map();

/** From now on this process keeps what V8 makes of the functions that it compiles, which is what Jest makes of a file. */
export function keepCode() {
  vm.compileFunction = (source, parameters, options) => {
    const key = `${options?.filename}(${parameters})`;
    const code = kept.get(key);
    if (code?.source === source) {
      const made = compileFunction(source, parameters, { ...options, cachedData: code.data });
      // It is rejected once a flag of V8's has changed.
      if (!made.cachedDataRejected) return made;
    }
    const made = compileFunction(source, parameters, { ...options, produceCachedData: true });
    kept.set(key, { source, data: made.cachedData });
    return made;
  };
}
