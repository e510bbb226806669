// What specs run in: Jest's environment for Node, in which global names are found as quickly as in a program.
//
// In a context of `node:vm` each use of a global name asks an interceptor, which takes a microsecond: most of what specs
// with hot loops took of the processor. Names that a script has declared are found before it is asked.
import asyncHooks from 'node:async_hooks';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import vm, { createContext, runInContext } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { LeftBehind } from '../dist/spec/support/left-behind.js';

// Jest compiles its own framework again for each spec file. V8 needs less time for that if it is given the code
// cache that it produced for the same source before.
const { compileFunction } = vm;
/** Sources with V8's code cache, by the file and the names of the function's parameters. */
const caches = new Map();
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

/** Jest puts its own in their places, in all specs or where the clock is set by hand. */
const replaced = new Set(['console', 'Date']);
const notDeclared = new Set(['globalThis', 'eval']);

/** The global names of the language itself, and of Node the one that hot loops use. */
const names = [
  ...Object.entries(Object.getOwnPropertyDescriptors(runInContext('this', createContext())))
    .filter(([name, { configurable }]) => configurable && !replaced.has(name) && !notDeclared.has(name))
    .map(([name]) => name),
  'Buffer',
];
const declaration = `const ${names.map((name) => `${name} = globalThis.${name}`).join(', ')};`;

const { AsyncLocalStorage } = asyncHooks;
/** Newer versions of Node than 20 don't let another class take its place. */
const isReplaceable = Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage')?.writable === true;

export default class extends TestEnvironment {
  /** What Jest finds the running test by: while one is in use, each new promise in the process passes through it. */
  #storages = [];
  #leftBehind = new LeftBehind();
  /** How many tests of the file each missing program left out, by its name. */
  #leftOut = {};

  constructor(config, context) {
    super(config, context);
    runInContext(declaration, this.context);
    if (!isReplaceable) return;
    const storages = this.#storages;
    asyncHooks.AsyncLocalStorage = class extends AsyncLocalStorage {
      constructor() {
        super();
        storages.push(this);
      }
    };
  }

  async handleTestEvent({ name, test }, { unhandledErrors }) {
    // Jest has loaded its framework when this is called for the first time.
    if (isReplaceable) asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
    // As spec/support/needs.ts sets it while it defines tests.
    if (name === 'add_test') this.#leaveOut(this.global.missingInSpec);
    if (name === 'test_done') {
      this.#leftBehind.testEnded(test.name);
      // As it throws while they run.
      const { missingPrograms } = test.errors.flat().find((error) => error?.missingPrograms) ?? {};
      if (missingPrograms !== undefined && process.env.JOBS_VIEW_TEST_ALL !== '1') {
        this.#leaveOut(missingPrograms);
        test.status = 'skip';
        test.errors = [];
      }
    }
    if (name !== 'run_finish') return;
    for (const left of await this.#leftBehind.atEnd())
      unhandledErrors.push(new Error(`left behind: ${left}`));
  }

  /** Counts a test for each program that it lacks. */
  #leaveOut(programs = []) {
    for (const program of programs) this.#leftOut[program] = (this.#leftOut[program] ?? 0) + 1;
  }

  /** Jest makes a storage for each spec file and leaves it in use, so that each file would slow down all after it. */
  async teardown() {
    for (const storage of this.#storages) storage.disable();
    const shared = process.env.JOBS_VIEW_SPEC_SHARED;
    if (shared !== undefined && Object.keys(this.#leftOut).length > 0)
      appendFileSync(join(shared, 'left-out'), `${JSON.stringify(this.#leftOut)}\n`);
    await super.teardown();
  }
}
