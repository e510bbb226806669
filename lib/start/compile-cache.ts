import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { basename, dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { isOneFile } from '../entries.js';

/** Of Node 22.8 and later. It throws nothing, and does nothing where NODE_DISABLE_COMPILE_CACHE is set. */
type EnableCompileCache = (folder: string) => unknown;

/**
 * The folder for what Node compiles of the program, by the XDG base directory specification. Null if nothing can be
 * kept: where NODE_DISABLE_COMPILE_CACHE is set, in one file, which V8 finds nothing for, without a home, or with another
 * user's, in whose folders our files would be in the way. Never in the system's temporary folder, which is Node's
 * default: what is there may be anyone's.
 */
export function compileCacheFolder(
  { HOME: home, XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: isOff }: NodeJS.ProcessEnv,
  isOurs: (folder: string) => boolean = belongsToUs,
): string | null {
  if (isOneFile || isOff) return null;
  const caches = cache?.startsWith('/') ? cache : home?.startsWith('/') ? join(home, '.cache') : null;
  return caches === null || home === undefined || !isOurs(home) ? null : join(caches, 'jobs-view');
}

/**
 * Keeps what is compiled in this thread from now on, so that the next start needn't compile it: Node does so where it
 * can, else we do, in one file for each `task`. Returns our own cache, which has to hear when to keep what it has.
 * Nothing is kept or used if there is no folder for it, or if the folder is another user's.
 */
export function keepCompiled(task: string): OwnCompileCache | null {
  const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: EnableCompileCache };
  const folder = compileCacheFolder(process.env);
  if (folder === null || !isMade(dirname(folder)) || !isMade(folder)) return null;
  // Its owner could make us run anything, such as after a sudo that keeps XDG_CACHE_HOME.
  if (!belongsToUs(folder)) return null;
  if (enableCompileCache !== undefined) {
    enableCompileCache(folder);
    return null;
  }
  const own = new OwnCompileCache(join(folder, `${task}.code`));
  own.begin(import.meta.dirname);
  return own;
}

function belongsToUs(folder: string): boolean {
  try {
    return statSync(folder).uid === process.geteuid?.();
  } catch {
    return false;
  }
}

/**
 * Makes a folder; false if it can't be made. Node itself never gives up if an existing folder doesn't allow a new one
 * in it, as in /proc.
 */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}

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
class OwnCompileCache {
  readonly #path: string;
  readonly #key = cacheKey(build);
  readonly #known: Code;
  readonly #scripts = new Map<string, Script>();
  #isNew = false;

  constructor(path: string) {
    this.#path = path;
    this.#known = readCode(path, this.#key);
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
    writeCode(this.#path, this.#key, new Map([...this.#known, ...made]));
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

/** What V8 made of the program's files, by their names. */
export type Code = ReadonlyMap<string, Buffer>;

/** What comes before the parts in a file of code: their key, and how long each of them is. */
interface Contents {
  readonly key: string;
  readonly parts: readonly (readonly [name: string, bytes: number])[];
}

/** A file of code begins with the checksum of all that follows, in this many hexadecimal digits. */
const digits = 8;

/**
 * The key of code that is made now, which nothing else may use: this build of the program, in this version of Node
 * with its current options. V8 itself checks little more than that code was made from a text of the same length.
 */
export function cacheKey(build: string): string {
  return [build, process.version, process.arch, cachedDataVersionTag()].join(' ');
}

/**
 * The code in a file; none if the file can't be read, isn't as it was written, or has another key. Throws nothing. V8
 * runs code whose bytes have changed, and then prints wrong figures or breaks.
 */
export function readCode(path: string, wanted: string): Code {
  const code = new Map<string, Buffer>();
  try {
    const bytes = readFileSync(path);
    if (bytes.toString('latin1', 0, digits) !== sumOf(bytes.subarray(digits))) return code;
    let at = bytes.indexOf('\n') + 1;
    const { key, parts } = JSON.parse(bytes.toString('utf8', digits, at)) as Contents;
    if (key !== wanted) return code;
    for (const [name, length] of parts) {
      code.set(name, bytes.subarray(at, at + length));
      at += length;
    }
    return code;
  } catch {
    return new Map();
  }
}

/**
 * Puts code into a file that only we may read, in place of what it held: a reader finds either the old code or the new.
 * Throws nothing: if it can't be written, the next start compiles again.
 */
export function writeCode(path: string, key: string, code: Code): void {
  const contents: Contents = { key, parts: [...code].map(([name, bytes]) => [name, bytes.length]) };
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(contents)}\n`), ...code.values()]);
  // Several threads of one process may write their code at the same time.
  const part = `${path}.${process.pid}.${process.hrtime.bigint()}.part`;
  try {
    writeFileSync(part, Buffer.concat([Buffer.from(sumOf(bytes)), bytes]), { mode: 0o600 });
    renameSync(part, path);
  } catch {
    removed(part);
  }
}

function removed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder doesn't exist, or can't be written.
  }
}

function sumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(digits, '0');
}
