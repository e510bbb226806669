import { after } from '../clock.js';
import { programVersion, type World } from '../commands/world.js';
import { HostReaders } from '../hosts/host-readers.js';
import { problemOfLink } from '../hosts/link/link-trouble.js';
import type { Problem } from '../model/problem.js';
import { type HostDatabase, startServing } from './host-database.js';

/** What is to be read on a disk that another machine or a program serves. */
export interface DiskParts {
  /** As the operator gave it. */
  readonly path: string;
  /** The same, absolute. */
  readonly file: string;
  /** The folder of logs that the database doesn't hold, absolute; null: as the settings say. */
  readonly logFolder: string | null;
  readonly disk: Disk;
  /** It didn't answer when it was asked, so nobody waits for its first answer. */
  readonly isSilent: boolean;
  /** The configuration file that the operator named; null: the usual one. */
  readonly config: string | null;
  /** The dashboard shows it, and looks again. */
  readonly isScreen: boolean;
  /** How long a command that looks once waits for an answer, ms; null: it may wait for ever. */
  readonly answerMs: number | null;
}

/** A disk that may stop answering. */
export interface Disk {
  /** Where it is mounted. */
  readonly mount: string;
  /** It has the folder of logs alone. */
  readonly isOfLogs: boolean;
}

/** The process that reads answers pings unless the disk holds it up. */
const patienceMs = 10_000;

/**
 * A database on a disk that may stop answering. A second process of this program reads it, because a thread that waits
 * for such a disk can't be ended, and keeps its process from ending.
 */
export function diskDatabase(parts: DiskParts, world: World): HostDatabase {
  const { path, file, logFolder, disk, config, isSilent, isScreen, answerMs } = parts;
  const start = world.startServing ?? (() => startServing(world, config));
  const version = programVersion();
  const problem = unanswered(path, disk, !isScreen);
  return {
    kind: 'host',
    ...{ label: path, screen: path, title: path, host: null, isHere: true },
    open: (options = {}) =>
      new HostReaders({
        ...{ ...options, label: path, start, version, path: file, logFolder },
        ...(answerMs !== null ? { firstWaitMs: answerMs } : isSilent ? { firstWaitMs: 0 } : {}),
        hampered: 'Changes may show half a second late',
        limits: { patienceMs, answerMs },
        problemOf: (trouble) =>
          ['too-much', 'not-started'].includes(trouble.kind)
            ? problemOfLink(trouble, path, version)
            : problem,
        ...{ after, steady: () => performance.now(), now: world.now, random: Math.random },
      }),
  };
}

/** The problem of a database whose disk doesn't answer; `isOnce`: nobody looks again. */
export function unanswered(file: string, { mount, isOfLogs }: Disk, isOnce: boolean): Problem {
  const advice = `Its disk is mounted at ${mount}: check what serves it.`;
  return {
    code: 'silent',
    sentence: isOfLogs ? 'The folder of logs does not answer.' : 'The database does not answer.',
    file,
    advice: isOnce ? advice : `${advice} It is shown again as soon as it answers.`,
  };
}
