// Puts the files of a bundle into one, which any Node runs from wherever it is, or from memory: it unpacks nothing and
// imports nothing, so that it is an ES module, CommonJS and a text to evaluate in one.
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { transform } from 'esbuild';

/**
 * Runs an entry of the program, in a process or a thread: the file consists of this function, called with the rest as
 * data. It may use nothing of this module. `pack` has the files, each deflated, one behind the other: as a function, they
 * are in its comment, because V8 takes ten times as long to read a string.
 */
function load(pack, thread) {
  const { Script } = process.getBuiltinModule('node:vm');
  const { inflateRawSync } = process.getBuiltinModule('node:zlib');
  // What a thread gets is shared with it.
  const bytes =
    typeof pack.bytes === 'function'
      ? Buffer.from(String(pack.bytes).slice('function(){ //'.length), 'base64')
      : Buffer.from(pack.bytes);
  let entry = thread;
  if (entry === undefined) {
    const [argument, name, build] = /^--entry=([a-z-]+)@(\w+)$/.exec(process.argv[2] ?? '') ?? [];
    if (argument !== undefined) process.argv.splice(2, 1);
    if (build !== undefined && build !== pack.build) {
      process.stderr.write('jobs-view: Its file was replaced by another version. Start it again.\n');
      // As lib/entries.ts has it.
      process.exit(70);
    }
    entry = name ?? 'jobs-view';
    pack.path = process.getBuiltinModule('node:sea')?.isSea() ? null : process.argv[1];
  }
  const oneFile = {
    build: pack.build,
    path: pack.path,
    read: (name) => inflateRawSync(bytes.subarray(...pack.at[name])),
    thread(name) {
      const { setEnvironmentData } = process.getBuiltinModule('node:worker_threads');
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      setEnvironmentData('jobs-view', { ...pack, bytes: shared.buffer });
      return `(${load})(require('node:worker_threads').getEnvironmentData('jobs-view'), '${name}')`;
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
 * The text of the one file. `files` has the bytes of each by its name: the program's entries and what they load, in
 * CommonJS and ASCII, and other files that it reads. `check` is run before, and `notice` stands at the end.
 */
export async function oneFile(files, { check, notice }) {
  const deflated = [...files].map(([name, bytes]) => [name, deflateRawSync(bytes, { level: 9 })]);
  const at = {};
  let end = 0;
  for (const [name, bytes] of deflated) {
    at[name] = [end, end + bytes.length];
    end += bytes.length;
  }
  const bytes = Buffer.concat(deflated.map(([, each]) => each));
  const build = createHash('sha256').update(`${load}`).update(bytes).digest('hex').slice(0, 16);
  const data = `{ build: "${build}", at: ${JSON.stringify(at)}, bytes: BYTES }`;
  // Older ones read it, to say that they are too old.
  const { code } = await transform(`"use strict"; ${check}\n(${load})(${data});`, {
    minify: true,
    target: 'node10',
  });
  const whole = code.replace('BYTES', `function(){ //${bytes.toString('base64')}\n}`);
  return `#!/usr/bin/env node\n${whole}/*\n${notice.replaceAll('*/', '* /')}*/\n`;
}
