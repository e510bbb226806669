// Puts the files of a bundle into one, which any Node runs from wherever it is, or from memory: it unpacks nothing and
// imports nothing, so that it is an ES module, CommonJS and a text to evaluate in one.
import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { transform } from 'esbuild';

/**
 * Runs an entry of the program, in a process or a thread: the file consists of this function, called with the rest as
 * data. It may use nothing of this module. `pack` has the files, each deflated, one behind the other: as a function, they
 * are in its comment, because V8 takes ten times as long to read a string.
 */
function load(pack, compose, thread, received = null) {
  const { Script } = process.getBuiltinModule('node:vm');
  const { inflateRawSync } = process.getBuiltinModule('node:zlib');
  // What a thread gets is shared with it.
  const bytes =
    typeof pack.bytes === 'function'
      ? Buffer.from(String(pack.bytes).slice('function(){ //'.length), 'base64')
      : Buffer.from(pack.bytes);
  let entry = thread;
  if (entry === undefined) {
    // What is sent is no file, and has no name among the arguments.
    if (received !== null) process.argv.splice(1, 0, 'jobs-view');
    const [argument, name, build] = /^--entry=([a-z-]+)@(\w+)$/.exec(process.argv[2] ?? '') ?? [];
    if (argument !== undefined) process.argv.splice(2, 1);
    if (build !== undefined && build !== pack.build) {
      process.stderr.write('jobs-view: Its file was replaced by another version. Start it again.\n');
      // As lib/entries.ts has it.
      process.exit(70);
    }
    entry = name ?? pack.first;
    const isFile = received === null && !process.getBuiltinModule('node:sea')?.isSea();
    pack.path = isFile ? process.argv[1] : null;
  }
  const oneFile = {
    build: pack.build,
    path: pack.path,
    received,
    sendable: () => compose(load, compose, pack, bytes, 1),
    read: (name) => inflateRawSync(bytes.subarray(...pack.at[name])),
    thread(name) {
      const { setEnvironmentData } = process.getBuiltinModule('node:worker_threads');
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      setEnvironmentData('jobs-view', { ...pack, bytes: shared.buffer });
      return `(${load})(require('node:worker_threads').getEnvironmentData('jobs-view'), null, '${name}')`;
    },
  };
  const folder = pack.path ?? process.execPath;
  const modules = new Map();
  function required(wanted) {
    const name = wanted.startsWith('./') ? wanted.slice(2) : `${wanted}.js`;
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    if (pack.at[name] === undefined) {
      const { createRequire } = process.getBuiltinModule('node:module');
      return process.getBuiltinModule(wanted) ?? createRequire(folder)(wanted);
    }
    const module = { exports: {} };
    modules.set(name, module);
    const text = oneFile.read(name).toString('latin1');
    const filename = `${folder}/${name}`;
    const body = `(function (exports, require, module, __filename, __dirname, $oneFile) {\n${text}\n})`;
    const run = new Script(body, { filename, lineOffset: -1 }).runInThisContext();
    run(module.exports, required, module, filename, folder, oneFile);
    return module.exports;
  }
  required(entry);
}

/**
 * What of a pack is sent to another host, for the loader there: a length, a text to evaluate, which makes a function, and
 * what that is called with, all compressed. `load` and `compose` are these two functions; this one may use nothing else of
 * this module either.
 */
function compose(load, compose, pack, bytes, quality) {
  const { brotliCompressSync, constants } = process.getBuiltinModule('node:zlib');
  const at = {};
  let end = 0;
  const parts = pack.sent.map((name) => {
    const part = bytes.subarray(...pack.at[name]);
    at[name] = [end, end + part.length];
    end += part.length;
    return part;
  });
  const sent = JSON.stringify({ build: pack.build, at, sent: pack.sent, first: 'sent-program' });
  const code = Buffer.from(
    `(bytes, received) => (${load})({ ...${sent}, bytes }, ${compose}, undefined, received)`,
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(code.length);
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(Buffer.concat([length, code, ...parts]), { params });
}

/** The files of a program in one pack: their bytes, one behind the other, and where each is. */
function packed(files, level) {
  const at = {};
  let end = 0;
  const each = [...files].map(([name, bytes]) => {
    const deflated = deflateRawSync(bytes, { level });
    at[name] = [end, end + deflated.length];
    end += deflated.length;
    return deflated;
  });
  const bytes = Buffer.concat(each);
  const build = createHash('sha256').update(`${load}`).update(bytes).digest('hex').slice(0, 16);
  return { build, at, bytes };
}

/** What is sent of the program where that is in files: `files` as for {@link oneFile}. */
export function sendable(files) {
  // Brotli finds more in what isn't deflated.
  const { bytes, ...pack } = packed(files, 0);
  return compose(load, compose, { ...pack, sent: [...files.keys()] }, bytes, 9);
}

/**
 * The text of the one file. `files` has the bytes of each by its name: the program's entries and what they load, in
 * CommonJS and ASCII, and other files that it reads. `check` is run before, and `notice` stands at the end; `sent` names the
 * files that are sent to other hosts.
 */
export async function oneFile(files, { check, notice, sent }) {
  const { build, at, bytes } = packed(files, constants.Z_BEST_COMPRESSION);
  const about = { build, at, sent, first: 'jobs-view' };
  // Older ones read it, to say that they are too old.
  const { code } = await transform(
    `"use strict"; ${check}\n(${load})({ ...${JSON.stringify(about)}, bytes: BYTES }, ${compose});`,
    { minify: true, target: 'node10' },
  );
  const whole = code.replace('BYTES', `function(){ //${bytes.toString('base64')}\n}`);
  return `#!/usr/bin/env node\n${whole}/*\n${notice.replaceAll('*/', '* /')}*/\n`;
}
