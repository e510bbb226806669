import type { MessagePort } from 'node:worker_threads';
import type { System } from '../../snapshot/files/system.js';
import { type Measurement, measureLimits } from '../../snapshot/outputs/measure-output.js';
import type { OutputDisk } from '../../snapshot/outputs/output-sizes.js';
import type { Elsewhere } from '../../snapshot/thread/serve-readers.js';
import { ProcessTable, type ProcFiles } from '../../snapshot/workers/process-table.js';
import { lengthIn, listIn, resultOf, statusIn, textOf } from './agent-answers.js';
import {
  type Access,
  type AgentThreadData,
  type ChannelMessage,
  type Performed,
  performed,
  understoodBy,
} from './agent-channel.js';
import { AgentSystem } from './agent-system.js';

/** Asks a process on another host that may take its time; null: there is no answer. */
type Ask = (accesses: readonly Access[]) => Promise<Performed | null>;

/** A way to ask through a port, without waiting for the answer. */
function askingThrough(port: MessagePort): Ask {
  const waiting = new Map<number, (answer: ChannelMessage) => void>();
  let asked = 0;
  port.on('message', ({ id, answer }: { readonly id: number; readonly answer: ChannelMessage }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  // It doesn't keep the thread.
  port.unref();
  return async (accesses) => {
    asked += 1;
    const id = asked;
    port.postMessage({ id, accesses });
    const answer = await new Promise<ChannelMessage>((resolve) => waiting.set(id, resolve));
    try {
      return understoodBy(port, answer, accesses.length);
    } catch {
      return null;
    }
  };
}

const unknown: Measurement = { bytes: null, stamps: new Map() };

/** The outputs on another host, measured by a process there. */
export function diskThere(ask: Ask): OutputDisk {
  const { entries, folders, depth } = measureLimits;
  const measured = async (path: string): Promise<unknown> =>
    (await ask([['measure', path, entries, folders, depth]]))?.results[0] ?? null;
  return {
    measureOutput: async (path) => {
      try {
        const [bytes, stamps] = listIn(resultOf(await measured(path), path), 2);
        const found = Object.entries(stamps as Readonly<Record<string, unknown>>);
        return {
          bytes: bytes === null ? null : BigInt(textOf(bytes)),
          stamps: new Map(found.map(([file, stamp]) => [file, textOf(stamp)])),
        };
      } catch {
        // It has gone, or isn't for this user.
        return unknown;
      }
    },
    isUnchanged: async ({ stamps }) => {
      const asked = await ask([...stamps.keys()].map((path): Access => ['stat', path]));
      if (asked === null || stamps.size === 0) return false;
      try {
        return [...stamps.values()].every((stamp, index) => {
          const { mtimeNs, size } = statusIn(asked.results[index]);
          return `${mtimeNs} ${size}` === stamp;
        });
      } catch {
        return false;
      }
    },
  };
}

/** The proc file system of another host; `perform` has accesses performed and waits for that. */
export function procThere(perform: (accesses: readonly Access[]) => Performed): ProcFiles {
  let texts = new Map<string, () => string>();
  // They stay the same for as long as the process that reads them.
  const targets = new Map<string, string>();
  const fetched = (paths: readonly string[]): void => {
    const { results, bytes } = perform(paths.map((path): Access => ['text', path]));
    let rest = bytes;
    for (const [index, path] of paths.entries()) {
      const result = results[index];
      const length = lengthIn(result, rest);
      const text = rest.toString('latin1', 0, length);
      rest = rest.subarray(length);
      texts.set(path, () => {
        resultOf(result, path);
        return text;
      });
    }
  };
  return {
    expect: (paths) => {
      texts = new Map();
      fetched(paths);
    },
    text: (path) => {
      if (!texts.has(path)) fetched([path]);
      return texts.get(path)?.() ?? '';
    },
    names: (path) => {
      const names = resultOf(perform([['names', path]]).results[0], path);
      return Array.isArray(names) ? names.map(textOf) : [];
    },
    target: (path) => {
      const known = targets.get(path) ?? textOf(resultOf(perform([['target', path]]).results[0], path));
      targets.set(path, known);
      return known;
    },
  };
}

/** What a thread reads the files of another host with, and asks about its processes and outputs. */
export function elsewhereBy({
  port,
  answers,
  path,
  aside,
  pid,
  host,
  offset,
  begunAt,
}: AgentThreadData['agent']): Elsewhere {
  const perform = (accesses: readonly Access[]) => performed({ port, answers }, accesses);
  const system = new AgentSystem(perform, path, offset, begunAt);
  return {
    system,
    clock: () => system.now(),
    lastWritten: () => system.lastWritten,
    identity: () => system.identity,
    workers: { host, processes: new ProcessTable('/proc', pid, procThere(perform)) },
    disk: diskThere(askingThrough(aside)),
    exists: async (file) => exists(system, file),
  };
}

function exists(system: System, path: string): boolean | null {
  try {
    return system.statusAt(path) !== null;
  } catch {
    return null;
  }
}
