import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { filesUnder } from '../../lib/schema/sql-files.js';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { program } from './program.js';
import { folder, open, path } from './scene.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const bundle = fileURLToPath(new URL('.', new URL(`file://${program}`)));
const textOf = (name: string) => readFileSync(join(bundle, name), 'utf8');
/** Without those of earlier builds. */
const files = readdirSync(bundle).filter(
  (name) => name.endsWith('.js') && !textOf('.npmignore').includes(name),
);
/** A module of the specs, for Node to load before a program. */
const loading = (name: string) => [
  '--import',
  new URL(`../support/programs/${name}.js`, import.meta.url).href,
];

/** The object that a text of JavaScript begins with. */
function objectIn(text: string): object {
  for (let end = text.indexOf('}'); end !== -1; end = text.indexOf('}', end + 1)) {
    try {
      return runInNewContext(`(${text.slice(0, end + 1)})`) as object;
    } catch {
      // That brace is one in a text.
    }
  }
  throw new Error('no object');
}

beforeEach(async () => {
  await createDatabase(path, { rows: [{ id: 1, plugin_name: 'alpha', status: 'FAILED' }] });
});

describe('the bundled program', () => {
  it('uses tables of languages, which take long to load, for the name of the host’s zone alone', () => {
    const uses = files.flatMap((name) => textOf(name).match(/\bIntl\.[^;]{0,60}/g) ?? []);
    expect(uses).toEqual([expect.stringMatching(/^Intl\.DateTimeFormat\(\w+,\{timeZoneName:"short"\}\)/)]);
  });

  it('has a file for each thread and process that is started by name', () => {
    const started = ['lib', 'bin'].flatMap((top) =>
      readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) => [
          ...readFileSync(join(root, top, name), 'utf8').matchAll(
            /new URL\('\.\/([^']+)', import\.meta\.url\)/g,
          ),
        ])
        .map(([, name = '']) => name),
    );
    expect(started).toContain('reader-thread.js');
    expect(started.filter((name) => !files.includes(name))).toEqual([]);
  });

  it('holds the texts of schema/ unchanged', () => {
    const holders = files.filter((name) => textOf(name).includes('bundledSql={'));
    // The program itself, its reader, and the processes that write.
    expect(holders.length).toBeGreaterThanOrEqual(4);
    const schema = filesUnder(new URL('../../../schema/', import.meta.url));
    const folders = readdirSync(join(root, 'schema'), { recursive: true, encoding: 'utf8' });
    const names = folders.filter((each) => !each.endsWith('.sql')).flatMap((each) => schema.names(each));
    const wanted = Object.fromEntries(names.map((name) => [name, schema.text(name)]));
    const others: Readonly<Record<string, string>> = JSON.parse(textOf('other-sql.json'));
    // What the first picture of our own queue doesn't need is in a file that it doesn't read.
    expect(Object.keys(others).filter((name) => /^(queries|fragments)\//.test(name))).toEqual([]);
    for (const name of holders) {
      const [, begun = ''] = textOf(name).split('bundledSql=');
      expect({ ...others, ...objectIn(begun) }).toEqual(wanted);
      expect(begun).not.toContain('"queues/');
    }
  });

  it('lists the licences of the packages that it holds', () => {
    const licences = readFileSync(join(bundle, 'LICENSES.txt'), 'utf8');
    const held = files
      .filter((name) => existsSync(join(bundle, `${name}.map`)))
      .flatMap((name) => (JSON.parse(textOf(`${name}.map`)) as { sources: string[] }).sources)
      .flatMap((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? []);
    const names = new Set(
      held.map((place) => {
        const manifest = readFileSync(join(bundle, place, 'package.json'), 'utf8');
        return (JSON.parse(manifest) as { name: string }).name;
      }),
    );
    expect(names.size).toBeGreaterThan(8);
    for (const name of names) expect(licences).toMatch(new RegExp(`(^|\n)${name} \\d`));
  });

  it('loads forty files at most before it shows the first jobs', async () => {
    const noted = folder.file('scripts');
    const view = open([path], { flags: loading('note-scripts'), environment: { NOTED_SCRIPTS: noted } });
    await view.waitForText('▸', { within: 20_000 });
    const scripts = readFileSync(noted, 'utf8').trim().split('\n');
    const loaded = scripts.filter((url) => !url.endsWith('note-scripts.js'));
    expect(loaded.map((url) => basename(url))).toEqual(
      expect.arrayContaining(['jobs-view.js', 'reader-thread.js']),
    );
    expect(loaded.filter((url) => !url.startsWith(`file://${bundle}`))).toEqual([]);
    expect(loaded.length).toBeLessThanOrEqual(40);
    const holding = (part: string, names: readonly string[]) =>
      names.filter((name) => name.endsWith('.js') && textOf(name).includes(part)).length;
    for (const late of [
      'AgentSystem=class',
      'PostgresDatabase=class',
      'FollowRecord=class',
      'MergedReader=class',
    ]) {
      expect([late, holding(late, files)]).not.toEqual([late, 0]);
      expect([
        late,
        holding(
          late,
          loaded.map((url) => basename(url)),
        ),
      ]).toEqual([late, 0]);
    }
  });

  it.each([
    ['it prints', () => ['--json', path], ['child_process', 'crypto', 'perf_hooks', 'worker_threads']],
    ['it serves another program', () => ['serve', '--stdio'], ['internal/deps/undici/undici']],
  ] as const)('loads no slow module of Node when %s', (_, args, late) => {
    const noting = folder.file('noting.cjs');
    writeFileSync(
      noting,
      `process.on('exit', () => process.stderr.write(process.moduleLoadList.join('\\n')));`,
    );
    const { stderr } = spawnSync(process.execPath, ['-r', noting, program, ...args()], {
      env: { PATH: process.env.PATH, HOME: folder.path, NODE_DISABLE_COMPILE_CACHE: '1' },
      encoding: 'utf8',
    });
    const loaded = stderr.split('\n').map((line) => line.replace('NativeModule ', ''));
    expect(loaded).toContain('fs');
    expect(late.filter((name) => loaded.includes(name))).toEqual([]);
  });

  it('asks a server before it loads the screen, and starts no thread that reads files', async () => {
    const [noting, noted] = [folder.file('noting.cjs'), folder.file('noted')];
    writeFileSync(
      noting,
      `const { appendFileSync } = require('node:fs');
       const { Module } = require('node:module');
       const children = require('node:child_process');
       const note = (what) => appendFileSync(${JSON.stringify(noted)}, what + '\\n');
       const { _load: load } = Module;
       Module._load = function (name, ...more) { note(name); return load.call(this, name, ...more); };
       const threads = require('node:worker_threads');
       threads.Worker = class extends threads.Worker {
         constructor(entry, ...more) { note('starts ' + entry); super(entry, ...more); }
       };
       const { spawn } = children;
       children.spawn = (program, args, ...more) => { note('starts ' + args); return spawn(program, args, ...more); };`,
    );
    const address = `postgres://owner@/jobs?host=${encodeURIComponent(folder.path)}`;
    const dashboard = open([address], {
      flags: ['-r', noting],
      environment: { NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    await dashboard.waitForText('JOBS', { within: 20_000 });
    const order = readFileSync(noted, 'utf8').split('\n');
    const place = (what: RegExp) => order.findIndex((each) => what.test(each));
    expect(place(/^starts .*serve,--stdio$/)).toBeGreaterThan(-1);
    expect(place(/dashboard-\w+\.js$/)).toBeGreaterThan(place(/^starts /));
    expect(place(/^starts .*reader-thread/)).toBe(-1);
  });

  it('names its sources in the trace of an error', async () => {
    const log = folder.file('log');
    open([path, '--log-file', log], { flags: loading('failing-thread') });
    const said = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    const stack = / error exception .*planted.* at .*lib\/snapshot\/database-reader\.ts:\d+:\d+/;
    await eventually(() => stack.test(said()), said, { within: 20_000 });
    expect(said()).not.toContain('dist/program');
  });
});
