import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ProcessEntry } from '../../../lib/model/worker.js';
import { ProcessTable } from '../../../lib/snapshot/workers/process-table.js';
import { testFolder } from '../../support/test-folder.js';

interface Entry {
  readonly pid: number;
  readonly name?: string;
  readonly state?: string;
  readonly threads?: number;
  readonly ticks?: number;
  /** The numbers that it goes by, from the outside in. */
  readonly numbers?: string;
}

interface Proc {
  readonly namespace?: string;
  readonly self?: string;
  readonly entries?: readonly Entry[];
}

const booted = 1_768_000_000;
const init: Entry = { pid: 1 };
const self: Entry = { pid: 500 };

/** A proc file system as Linux has it, as far as it is looked at. */
function proc({
  namespace = 'pid:[4026531836]',
  self: own = '500',
  entries = [init, self],
}: Proc = {}): string {
  const root = testFolder();
  writeFileSync(join(root, 'stat'), `cpu 1 2 3\nbtime ${booted}\nprocesses 9\n`);
  for (const { pid, name = 'python3', state = 'S', threads = 1, ticks = 6000, numbers } of entries) {
    mkdirSync(join(root, `${pid}/ns`), { recursive: true });
    const rest = `${'0 '.repeat(16)}${threads} 0 ${ticks} 0 0`;
    writeFileSync(join(root, `${pid}/stat`), `${pid} (${name}) ${state} ${rest}\n`);
    writeFileSync(join(root, `${pid}/status`), `Name:\t${name}\nNSpid:\t${numbers ?? pid}\nThreads:\t1\n`);
  }
  symlinkSync(own, join(root, 'self'));
  symlinkSync(namespace, join(root, '500/ns/pid'));
  return root;
}

function entry(root: string, pid: number): ProcessEntry | undefined {
  return new ProcessTable(root, 500).look([pid]).get(pid);
}

const started = { kind: 'running', startedAt: booted * 1000 + 60_000 };

describe('a process id', () => {
  it('is that of a process with its start, else of none', () => {
    const root = proc({ entries: [init, self, { pid: 30534 }] });
    expect(entry(root, 30534)).toEqual(started);
    expect(entry(root, 30535)).toEqual({ kind: 'none' });
  });

  it('is found whatever the process is called', () => {
    const root = proc({ entries: [init, self, { pid: 7, name: 'a) Z 0 (b' }] });
    expect(entry(root, 7)).toEqual(started);
  });

  it('is that of none where the process has ended, and nobody has asked how', () => {
    const entries = [
      init,
      self,
      { pid: 7, state: 'Z' },
      { pid: 8, state: 'X' },
      { pid: 9, state: 'Z', threads: 2 },
    ];
    const root = proc({ entries });
    expect([7, 8].map((pid) => entry(root, pid))).toEqual([{ kind: 'none' }, { kind: 'none' }]);
    expect(entry(root, 9)).toEqual(started);
  });

  it('is looked for among many without asking each time when the system began', () => {
    const root = proc({ entries: [init, self, { pid: 7 }, { pid: 8 }, { pid: 9 }] });
    const files: string[] = [];
    const table = new ProcessTable(root, 500, (path) => {
      files.push(relative(root, path));
      return readFileSync(path, 'latin1');
    });
    expect(table.look([7, 8, 9]).get(9)).toEqual(started);
    expect(files.filter((file) => file === 'stat')).toHaveLength(1);
    table.look([7]);
    expect(files.filter((file) => file === 'stat')).toHaveLength(2);
  });

  it('says nothing where a container on this host has a process of that number', () => {
    const root = proc({ entries: [init, self, { pid: 900, numbers: '900\t17' }] });
    expect(entry(root, 17)).toEqual({ kind: 'unknown' });
    expect(entry(root, 18)).toEqual({ kind: 'none' });
  });
});

describe('nothing is said of any process', () => {
  it.each<[string, Proc]>([
    ['in a container', { namespace: 'pid:[4026532201]' }],
    ['where the table is that of another namespace', { self: '1' }],
    ['where other users’ processes are hidden', { entries: [self] }],
    [
      'where the first process is a part of something larger',
      { entries: [{ ...init, numbers: '4711\t1' }, self] },
    ],
  ])('%s', (_, how) => {
    expect(entry(proc(how), 30534)).toBeUndefined();
  });

  it('without a proc file system', () => {
    expect(entry(join(testFolder(), 'none'), 30534)).toBeUndefined();
  });
});

describe('this system', () => {
  let child: ReturnType<typeof spawn> | null = null;
  afterEach(() => void child?.kill('SIGKILL'));

  it('tells a process that runs, and that it has ended', async () => {
    const before = Date.now();
    child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    const table = new ProcessTable();
    const running = table.look([pid]).get(pid);
    // Where the specs themselves run in a container, there is nothing to be told.
    if (running === undefined) return;
    expect(running.kind).toBe('running');
    if (running.kind === 'running') expect(Math.abs(running.startedAt - before)).toBeLessThan(5000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(table.look([pid]).get(pid)).toEqual({ kind: 'none' });
  });
});
