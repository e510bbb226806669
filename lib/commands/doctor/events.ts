import { statfs } from 'node:fs/promises';
import type { ActionRequest, ActionResult } from '../../actions/action.js';
import type { ActionProblem } from '../../actions/action-problem.js';
import { runAction } from '../../actions/run-action.js';
import { type Finding, good, note } from '../../model/problem.js';
import { countText } from '../../view/format/numbers.js';
import { FolderWatch } from '../../watch/folder-watch.js';
import { findLocation, isLarge, mostEntries } from '../../watch/location.js';
import { clean } from './finding.js';

const topic = 'file events';
const fallback = 'changes still show within 600 ms';

/** File systems whose files may be changed by another machine, by Linux's numbers for them (statfs). */
const networks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
]);

/** A system that hasn't answered within this time, ms, isn't going to. */
const patienceMs = 2000;

/** How promptly changes of the database will be noticed. At worst a note: polling always works. */
export async function eventsFinding(path: string): Promise<Finding> {
  const location = await findLocation(path);
  if (location === null) return note(topic, 'none yet: the folder does not exist');
  const network = await networkOf(location.folder);
  if (network !== null) return note(topic, `maybe none: the database is on ${network}; ${fallback}`);
  if (await isLarge(location.folder))
    return note(topic, `none: more than ${countText(mostEntries)} files in its folder; ${fallback}`);
  const complaint = await complaintOf(location.folder, location.name);
  return complaint === null ? good(topic, 'work') : note(topic, `none: ${complaint}; ${fallback}`);
}

async function networkOf(folder: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  try {
    // Some systems return the number as a signed one.
    return networks.get((await statfs(folder)).type >>> 0) ?? null;
  } catch {
    return null;
  }
}

/** Starts a watch and stops it again: why that isn't possible, or null. */
async function complaintOf(folder: string, name: string): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  let watch: FolderWatch | undefined;
  try {
    return await new Promise<string | null>((resolve) => {
      timer = setTimeout(() => resolve('the system did not answer'), patienceMs);
      watch = new FolderWatch({
        folder,
        names: [name],
        onEvent: () => resolve(null),
        onError: (error) => resolve(clean(error instanceof Error ? error.message : String(error))),
      });
    });
  } finally {
    clearTimeout(timer);
    await watch?.close();
  }
}

/** Why nothing is written. */
export type Refusal = Pick<ActionProblem, 'sentence' | 'advice'>;

/**
 * Whether retry, cancel and stop will work, by the same probe as the dashboard's, where there is a queue to write
 * to. Writes nothing. `run` carries the probe out; default: a process on this host.
 */
export async function writingFinding(
  path: string,
  hasJobs: boolean,
  whyNot: Refusal | null,
  run: (request: ActionRequest) => Promise<ActionResult> = runAction,
): Promise<Finding> {
  const topic = 'actions';
  if (whyNot !== null) return wontWork(whyNot);
  const result = await run({ action: 'probe', path });
  if (result.kind === 'done' && !hasJobs)
    return note(topic, 'will not work: there are no jobs here to be written to');
  if (result.kind === 'done')
    return good(topic, `retry, cancel and stop will work: ${clean(result.sentence)}`);
  return wontWork(result.problem);
}

function wontWork({ sentence, advice }: Refusal): Finding {
  const text = `will not work. ${clean(sentence)} ${clean(advice)}`.trimEnd();
  return note('actions', text);
}
