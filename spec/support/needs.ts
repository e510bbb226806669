import { describe as describeAlways, it as itAlways } from '@jest/globals';
import { MissingPrograms, missingPrograms, type ProgramName } from './needed-programs.js';

declare global {
  /** The missing programs of the tests that are being defined, for `spec/environment.js`, which counts those tests. */
  var missingInSpec: readonly ProgramName[] | undefined;
}

/** `describe` and `it` for tests that start other programs. */
interface Needing {
  readonly describe: typeof describeAlways.skip;
  readonly it: typeof itAlways.skip;
}

/**
 * `describe` and `it` for tests that start these programs. Where one of them is missing, the tests are skipped and
 * counted, by the program's name; in a run of all tests they fail.
 */
export function needs(...programs: readonly ProgramName[]): Needing {
  const missing = missingPrograms(programs);
  if (missing.length === 0) return { describe: describeAlways, it: itAlways };
  if (process.env.JOBS_VIEW_TEST_ALL === '1') {
    const fail = () => {
      throw new MissingPrograms(missing);
    };
    describeAlways('a program that the tests need', () => itAlways('is installed', fail));
  }
  return { describe: counted(describeAlways.skip, missing), it: counted(itAlways.skip, missing) };
}

/** The same function, with `each` and what else it has, under which tests are counted as missing these programs. */
function counted<T extends object>(define: T, missing: readonly ProgramName[]): T {
  return new Proxy(define, {
    apply: (target, self, args) => {
      const outer = globalThis.missingInSpec ?? [];
      globalThis.missingInSpec = [...new Set([...outer, ...missing])];
      try {
        const value: unknown = Reflect.apply(target as () => unknown, self, args);
        return typeof value === 'function' ? counted(value, missing) : value;
      } finally {
        globalThis.missingInSpec = outer;
      }
    },
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? counted(value, missing) : value;
    },
  });
}
