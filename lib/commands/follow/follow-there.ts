import type { MessagePort } from 'node:worker_threads';
import type { AgentThreadData } from '../../hosts/agent/agent-channel.js';
import type { elsewhereBy } from '../../hosts/agent/agent-host.js';
import type { JobFilter } from '../../model/filter.js';
import type { FollowEnding, ReportedEvent } from '../../model/follow-event.js';
import { LiveDatabase } from '../../snapshot/live-database.js';
import { type FollowedFrom, followHere } from './follow-here.js';
import type { RecordLocation } from './record.js';

/** What a thread is given that follows a queue on another host. */
export interface FollowThreadData extends AgentThreadData {
  readonly follow: {
    /** The database there; it may name one of several queues. */
    readonly path: string;
    readonly filter: JobFilter;
    readonly waits: boolean;
    readonly from: FollowedFrom;
    /** Where this run is recorded on this host; null for nowhere. */
    readonly location: RecordLocation | null;
  };
}

/** What such a thread is told: something may have changed there, or whether the events that it passed on are wanted. */
export type ToFollower =
  | { readonly kind: 'changed' }
  | { readonly kind: 'taken'; readonly isWanted: boolean };

/** What it says: the next events, which are to be taken before there are more; a line for stderr; or how it ended. */
export type FromFollower =
  | { readonly kind: 'events'; readonly events: readonly ReportedEvent[] }
  | { readonly kind: 'stderr'; readonly text: string }
  | { readonly kind: 'over'; readonly ending: FollowEnding };

/** Follows a queue on another host in this thread, which it blocks with each access there, until it is terminated. */
export async function followThere(
  { path, ...parts }: FollowThreadData['follow'],
  { clock, system, lastWritten, workers }: ReturnType<typeof elsewhereBy>,
  port: MessagePort,
): Promise<void> {
  const say = (message: FromFollower): void => port.postMessage(message);
  let changed = (): void => {};
  let taken = (_isWanted: boolean): void => {};
  port.on('message', (message: ToFollower) => {
    if (message.kind === 'changed') changed();
    else taken(message.isWanted);
  });
  const following = followHere(
    {
      ...parts,
      records: true,
      queue: {
        database: new LiveDatabase(path, clock, () => {}, system),
        ...{ lastWritten, workers },
        watch: (onChange) => ({
          start: async () => {
            changed = onChange;
          },
          close: async () => {},
        }),
        identity: () => system.identity,
      },
      print: (events) => {
        say({ kind: 'events', events });
        return new Promise((resolve) => {
          taken = resolve;
        });
      },
    },
    // Whole milliseconds, since a run's name is made of them.
    { now: () => Math.floor(clock()), error: { write: (text: string) => say({ kind: 'stderr', text }) } },
  );
  say({ kind: 'over', ending: await following.run() });
}
