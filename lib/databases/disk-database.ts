import { after } from '../clock.js';
import type { DatabaseAddress } from '../commands/database.js';
import { programVersion, type World } from '../commands/world.js';
import { HostReaders, type HostReadersParts, realTime } from '../hosts/host-readers.js';
import { type LinkTrouble, problemOfLink } from '../hosts/link/link-trouble.js';
import type { Problem } from '../model/problem.js';
import type { Readers } from '../snapshot/remote-readers.js';
import { HangingReader } from '../sources/silence.js';
import { startServing } from './host-database.js';
import type { Disk } from './served-mounts.js';

/** What to read on a disk that another machine or a program serves; `logFolder`: null as the settings say. */
interface DiskParts extends Pick<HostReadersParts, 'logFolder' | 'firstWaitMs' | 'answerMs'> {
  /** As the operator gave it. */
  readonly label: string;
  /** The absolute path of `label`. */
  readonly path: string;
  readonly disk: Disk;
  /** The configuration file that the operator named; null: the usual one. */
  readonly config: string | null;
}

/**
 * A database on a disk that may stop answering. A second process of this program reads it, because a thread that waits
 * for such a disk can't be ended, and keeps its process from ending.
 */
export function diskDatabase({ disk, config, ...parts }: DiskParts, world: World): DatabaseAddress {
  const { label } = parts;
  const start = world.startServing ?? (() => startServing(world, config));
  const version = programVersion();
  return {
    ...{ name: label, path: label },
    shown: { label, title: label, host: null, isHere: true },
    open: (options = {}) =>
      new HostReaders({
        ...{ ...options, ...parts, start, version },
        degraded: 'Changes may show half a second late',
        problemOf: (trouble) => problemOfDisk(trouble, label, disk, version),
        ...{ ...realTime, now: world.now },
      }),
  };
}

/** What a trouble of the link to the process that reads there is: only the disk keeps that from answering. */
function problemOfDisk(trouble: LinkTrouble, label: string, disk: Disk, version: string): Problem {
  const problem = problemOfLink(trouble, label, version);
  switch (trouble.kind) {
    case 'connecting':
    case 'silent':
      return unanswered(label, disk);
    case 'gone':
    case 'ended':
      return { ...problem, sentence: 'The process that reads the database has ended.' };
    default:
      return problem;
  }
}

/** The problem of a database whose disk doesn't answer; `place`: a sentence that says where that is. */
export function unanswered(
  file: string,
  { mount, isOfLogs }: Disk,
  place = ` Its disk is mounted at ${mount}.`,
): Problem {
  return {
    code: 'silent',
    sentence: `The ${isOfLogs ? 'folder of logs' : 'database'} does not answer.${place}`,
    file,
    advice: 'Check what serves it. The database is shown again as soon as it answers.',
  };
}

/** The readers of a database whose disk, or that of its logs, may stop answering: its pictures say so then. */
export function hangingSide(path: string, disk: Disk, readers: Readers): Readers {
  // No path of this host goes over the wire.
  const snapshots = new HangingReader(unanswered(path, disk, ''), readers.snapshots, {
    steady: () => performance.now(),
    after,
  });
  return {
    snapshots,
    logs: readers.logs,
    matchingCounts: readers.matchingCounts,
    measured: (request) => readers.measured(request),
    portion: (request) => readers.portion(request),
    readEarly: (request, serves) => readers.readEarly(request, serves),
    close: () => readers.close(),
    listen: (listener) =>
      readers.listen({
        ...listener,
        onProgress: (progress) => {
          snapshots.noteLife();
          listener.onProgress?.(progress);
        },
      }),
  };
}
