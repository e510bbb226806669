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

describe('the entry of a process id', () => {
  it('has the start time of a running process, whatever its name, else shows that there is none', () => {
    const root = proc({ entries: [init, self, { pid: 30534 }, { pid: 7, name: 'a) Z 0 (b' }] });
    for (const pid of [30534, 7]) expect(entry(root, pid)).toEqual(started);
    expect(entry(root, 30535)).toEqual({ kind: 'none' });
  });

  it('shows no process for a zombie, and a running one for a zombie leader with threads', () => {
    const ended = [7, 8].map((pid) => ({ pid, state: pid === 7 ? 'Z' : 'X' }));
    const root = proc({ entries: [init, self, ...ended, { pid: 9, state: 'Z', threads: 2 }] });
    expect([7, 8].map((pid) => entry(root, pid))).toEqual([{ kind: 'none' }, { kind: 'none' }]);
    expect(entry(root, 9)).toEqual(started);
  });

  it('is looked up with others while the boot time is read once', () => {
    const root = proc({ entries: [init, self, { pid: 7 }, { pid: 8 }, { pid: 9 }] });
    const files: string[] = [];
    const table = new ProcessTable(root, 500, {
      text: (path) => {
        files.push(relative(root, path));
        return readFileSync(path, 'latin1');
      },
    });
    expect(table.look([7, 8, 9]).get(9)).toEqual(started);
    expect(files.filter((file) => file === 'stat')).toHaveLength(1);
    table.look([7]);
    expect(files.filter((file) => file === 'stat')).toHaveLength(2);
  });

  it('is unknown if a container on this host has a process of that number', () => {
    const root = proc({ entries: [init, self, { pid: 900, numbers: '900\t17' }] });
    expect(entry(root, 17)).toEqual({ kind: 'unknown' });
    expect(entry(root, 18)).toEqual({ kind: 'none' });
  });
});

describe('a process table without knowledge', () => {
  it.each<[string, Proc]>([
    ['in a container', { namespace: 'pid:[4026532201]' }],
    ['if /proc is that of another PID namespace', { self: '1' }],
    ['if other users’ processes are hidden', { entries: [self] }],
    ['if the first process has another number outside', { entries: [{ ...init, numbers: '4711\t1' }, self] }],
  ])('has no entries %s', (_, how) => {
    expect(entry(proc(how), 30534)).toBeUndefined();
  });

  it('has no entries without a proc file system', () => {
    expect(entry(join(testFolder(), 'none'), 30534)).toBeUndefined();
  });
});

describe('the process table of this system', () => {
  let child: ReturnType<typeof spawn> | null = null;
  afterEach(() => void child?.kill('SIGKILL'));

  it('shows that a process runs, and that it has ended', async () => {
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
