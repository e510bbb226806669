import { existsSync } from 'node:fs';
import type { Finding } from '../../model/problem.js';
import { clean } from './clean.js';

/** Where this program keeps what is its own on this host; null: nowhere. */
export interface Places {
  /** The configuration file, which needs not exist. */
  readonly configuration: string | null;
  /** The folder of what was last chosen and seen of each database, and of the records of `follow`. */
  readonly state: string | null;
  /** The folder of what is compiled of the program. */
  readonly cache: string | null;
}

/** Where configuration, state and cache are, and whether they are there. */
export function placeFindings({ configuration, state, cache }: Places): readonly Finding[] {
  return [
    place('configuration', configuration, 'not there, and not needed'),
    place('state', state, 'not made yet'),
    place('cache', cache, 'not made yet'),
  ];
}

function place(topic: string, path: string | null, ifAbsent: string): Finding {
  const absent = path === null || existsSync(path) ? '' : ` (${ifAbsent})`;
  const text = path === null ? 'nowhere' : clean(path) + absent;
  return { topic, verdict: 'good', text };
}
