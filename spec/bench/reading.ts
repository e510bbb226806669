import { defaultFilter } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { answerLines, LineProcess } from './line-process.js';

/** What the list asks for at first on a screen of 40 lines. */
export const firstRequest: PictureRequest = {
  filter: defaultFilter,
  anchor: { kind: 'index', index: 0 },
  before: 64,
  after: 65,
  failures: 1,
};

/** What the list asks for while one of the panels is open. */
export const panelRequests: Readonly<Record<string, PictureRequest>> = {
  none: firstRequest,
  workers: { ...firstRequest, workers: { periodMs: 3_600_000, of: null, jobs: 10 } },
  parsers: { ...firstRequest, parsers: { periodMs: 86_400_000, of: null } },
};

/** What one read cost the process that did it. */
export interface ReadCost {
  readonly ms: number;
  /** Processor time of all its threads, ms. */
  readonly processorMs: number;
  /** Pages fetched so far, where the reader counts them. */
  readonly pagesRead: number;
}

/** What reads: our own reader, or better-sqlite3. */
export type ReaderName = 'own' | 'native';

/** A reader in a process of its own; what it is made of is loaded, and the database is opened by the first read. */
export function startReader(name: ReaderName, path: string): Promise<LineProcess<PictureRequest, ReadCost>> {
  return LineProcess.start('reader', [name, path]);
}

/** Reads for each request that comes, and says what it cost. Resolves when no more come. */
export function answerReads(
  read: (request: PictureRequest) => void | Promise<void>,
  pagesRead: () => number = () => 0,
): Promise<void> {
  return answerLines<PictureRequest, ReadCost>(async (request) => {
    const [begun, processor] = [performance.now(), process.cpuUsage()];
    await read(request);
    const ms = performance.now() - begun;
    const { user, system } = process.cpuUsage(processor);
    return { ms, processorMs: (user + system) / 1000, pagesRead: pagesRead() };
  });
}

/** Reads until there is a picture with counts. Throws where there is a problem instead. */
export async function readCounted(read: () => Promise<ReadResult> | ReadResult): Promise<void> {
  for (;;) {
    const result = await read();
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    // While a reader still counts, a picture may have none.
    if (result.picture.counts !== null) return;
  }
}
