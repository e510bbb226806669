import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { type Code, codeIn, ownerOfCode, putCode } from './kept-code.js';

/**
 * What Node calls for a file that is required. This and its cache are as old as Node, but its types don't have them.
 */
type Load = (module: NodeJS.Module, path: string) => void;
type Body = (
  exports: unknown,
  require: (name: string) => unknown,
  module: NodeJS.Module,
  path: string,
  folder: string,
) => void;

const { _extensions: extensions, _cache: cache } = nodeModule as unknown as {
  readonly _extensions: { '.js': Load };
  readonly _cache: Record<string, NodeJS.Module>;
};

/** Which build of the program this is. `bin/bundle.js` writes it here. */
const build = '__BUILD_OF_THE_PROGRAM__';

/**
 * Keeps in a file what V8 compiles of the program's files from `begin` until `keep`, and takes it from there at the
 * next start. For a Node that has no such cache itself. Make it when all options of V8 are set.
 */
export class OwnCompileCache {
  readonly #path: string;
  readonly #owner = ownerOfCode(build);
  readonly #known: Code;
  readonly #scripts = new Map<string, Script>();
  #isNew = false;

  constructor(path: string) {
    this.#path = path;
    this.#known = codeIn(path, this.#owner);
  }

  /** From now on compiles the files of this folder, if they are CommonJS. */
  begin(folder: string): void {
    const usual = extensions['.js'];
    extensions['.js'] = (module, path) =>
      dirname(path) === folder ? this.#load(module, path) : usual(module, path);
  }

  /** Writes what was compiled, with every function that has been called by now, if any file wasn't in the cache. */
  keep(): void {
    if (!this.#isNew) return;
    this.#isNew = false;
    const made = [...this.#scripts].map(([name, script]) => [name, script.createCachedData()] as const);
    putCode(this.#path, this.#owner, new Map([...this.#known, ...made]));
  }

  #load(module: NodeJS.Module, path: string): void {
    const name = basename(path);
    const cachedData = this.#known.get(name);
    const script = new Script(
      `(function (exports, require, module, __filename, __dirname) {\n${readFileSync(path, 'utf8')}\n})`,
      { filename: path, lineOffset: -1, ...(cachedData && { cachedData }) },
    );
    this.#scripts.set(name, script);
    // Undefined if there was no code for it.
    if (script.cachedDataRejected !== false) this.#isNew = true;
    const body = script.runInThisContext() as Body;
    body(module.exports, (wanted) => this.#required(module, wanted), module, path, dirname(path));
  }

  /**
   * What another file exports. One beside this file is loaded without looking for it: Node would look for links in the
   * path of each.
   */
  #required(by: NodeJS.Module, wanted: string): unknown {
    if (!wanted.startsWith('./')) return by.require(wanted);
    const path = join(dirname(by.filename), wanted);
    const loaded = cache[path];
    if (loaded !== undefined) return loaded.exports;
    const module = new nodeModule(path, by) as NodeJS.Module;
    module.filename = path;
    module.paths = by.paths;
    cache[path] = module;
    try {
      this.#load(module, path);
    } catch (error) {
      delete cache[path];
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }
}
