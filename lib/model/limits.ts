import type { JobStatus } from './job.js';

/**
 * A table that isn't read, and why. `no-grant`: this user may not read it. `not-plain`: it is a view or a foreign
 * table, or one of its partitions is.
 */
export interface UnreadTable {
  readonly table: string;
  readonly why: 'no-grant' | 'not-plain';
}

/** What can't be read from a database on a server, or only late. */
export interface Limits {
  /** Tables that aren't read: their rows are unknown, which doesn't mean that there are none. */
  readonly unread: readonly UnreadTable[];
  /** Whether rules of the server's may hide rows from this user. */
  readonly hidesRows: boolean;
  /** How far the server's clock is ahead of this host's, ms; 0 where it doesn't matter. Rows have the server's time. */
  readonly aheadMs: number;
  /**
   * Up to when its data is known to be complete, ms by this host's clock, for a standby, which may lag, or where a read
   * couldn't compare all. Null: up to the picture's instant.
   */
  readonly goodUntil: number | null;
  /** Whether that is so because the server is a standby. */
  readonly isStandby: boolean;
}

interface Limited {
  readonly limits?: Limits;
}

/** How far the clock of a picture's database is ahead of this host's, ms. */
export function aheadOf({ limits }: Limited): number {
  return limits?.aheadMs ?? 0;
}

/**
 * A picture to be printed alone: its instant is by its database's clock, and not later than what a lagging standby
 * shows.
 */
export function byItsOwnClock<P extends Limited & { readonly asOf: number }>(picture: P): P {
  const until = Math.min(picture.asOf, picture.limits?.goodUntil ?? picture.asOf);
  return { ...picture, asOf: until + aheadOf(picture) };
}

/** Why a table isn't read; null if it is read or doesn't exist. */
export function whyUnread({ limits }: Limited, table: string): UnreadTable['why'] | null {
  return limits?.unread.find((each) => each.table === table)?.why ?? null;
}

/** Whether nothing is limited. */
export function isNoLimit({ unread, hidesRows, aheadMs, goodUntil }: Limits): boolean {
  return unread.length === 0 && !hidesRows && aheadMs === 0 && goodUntil === null;
}

/** What a queue may not record. */
export const queueLacks = [
  'done',
  'cancelled',
  'errors',
  'workers',
  'finishers',
  'starts',
  'heartbeats',
  'progress',
  'attempts',
] as const;

/** Something that a queue doesn't record, so that nothing may be concluded from its absence. */
export type QueueLack = (typeof queueLacks)[number];

/** A sentence of what can't be known. */
interface QueueNote {
  readonly text: string;
  /** The statuses of the jobs that it is about; none: it is about the queue. */
  readonly of: readonly JobStatus[];
}

/** What is known of another program's queue, whichever it is. All of it comes from its folder in `schema/queues/`. */
export interface QueueKind {
  /** The name by which an operator chooses it. */
  readonly name: string;
  /** As its own project writes it. */
  readonly title: string;
  readonly lacks: readonly QueueLack[];
  /** How long jobs are kept once they have ended; null: for ever, or unknown. */
  readonly retention: string | null;
  readonly notes: readonly QueueNote[];
  /** Which release it was checked against. */
  readonly checked: string;
  /** The statuses from which jobs can be retried and cancelled; empty: they can't. */
  readonly from: Readonly<Record<'retry' | 'cancel', readonly JobStatus[]>>;
  /** Why jobs can't be retried or cancelled from here, and after ` | ` the command that does it. */
  readonly refused: Readonly<Record<'retry' | 'cancel', string | null>>;
  /** Whether the lowest priority comes first. */
  readonly lowestFirst: boolean;
}
/** What is done to a job of another program's queue. */
export type QueueAction = 'retry' | 'cancel';

/** Statuses that are shown in other words. */
const words: Readonly<Record<string, string>> = {
  complete: 'done',
  other: 'in another status',
  '': 'in another status',
};

/** The statuses in which a queue's own command does what no statement can. */
const byCommand: Readonly<Record<QueueAction, readonly string[]>> = {
  retry: ['failed'],
  cancel: ['queued', 'running'],
};

/** Why an action isn't done to jobs in a status: a sentence and, after ` | `, the command that does it. */
export function whyRefused({ title, from, refused }: QueueKind, action: QueueAction, status: string): string {
  const why = refused[action];
  const own: readonly string[] = from[action];
  if (why !== null && (own.includes(status) || byCommand[action].includes(status))) return why;
  if (why === null && (own.length === 0 || own.includes(status)))
    return `${title} has no statement that would ${action} a job from outside.`;
  const fitting = (own.length > 0 ? own : byCommand[action]).join(' or ');
  const done = action === 'retry' ? 'retried' : 'cancelled';
  return `In ${title}, only a job that is ${fitting} can be ${done}, not one that is ${words[status] ?? status}.`;
}

/** A refusal in words about one job: the sentence, and a command to copy; null: there is none. */
export function refusalOf(
  why: string,
  id: string | null,
): { readonly sentence: string; readonly command: string | null } {
  const [sentence = '', command = null] = why.split(' | ');
  // Operators copy the command into a shell, and an id may be any text.
  const isPlain = id !== null && /^[\w:.-]+$/.test(id);
  const fill = (text: string) => text.replaceAll('{id}', () => id ?? '…');
  return { sentence: fill(sentence), command: command === null || !isPlain ? null : fill(command) };
}

const nothingChanged = 'Nothing was changed.';
const commandLabel = ' Run: ';

/** What there is to do about jobs that were refused: run a command, if there is one. */
export function adviceWith(command: string | null): string {
  return command === null ? nothingChanged : `${nothingChanged}${commandLabel}${command}`;
}

/** Whether an advice is about jobs that were refused, in a queue that is there. */
export function isOfRefusal(advice: string): boolean {
  return advice.startsWith(nothingChanged);
}

/** The command in such an advice; null: there is none. */
export function commandIn(advice: string): string | null {
  const [, command = null] = advice.split(commandLabel);
  return command;
}

/** A database, and which of the queues in it is meant. */
export interface QueuePath {
  /** The path or address without the queue. */
  readonly database: string;
  /** The queue's name; null: ours or, if there is none, the first. */
  readonly queue: string | null;
}

/** The name of our own queue, by which it is chosen where a database has others as well: that of its table. */
export const ownQueue = 'cf_processing_queue';

const named = /^(.*?)[?&]queue=([^&?/]*)$/s;

/** What a path or an address means that ends with `?queue=NAME`, or with `&queue=NAME`. */
export function queuePathOf(path: string): QueuePath {
  const [, database = path, written = ''] = named.exec(path) ?? [];
  try {
    return { database, queue: decodeURIComponent(written) || null };
  } catch {
    return { database, queue: written };
  }
}

/** The path or address of one queue in a database. */
export function withQueue(path: string, queue: string): string {
  const { database } = queuePathOf(path);
  return `${database}${database.includes('?') ? '&' : '?'}queue=${encodeURIComponent(queue)}`;
}

/** Where the environment has an operator's own queues, a folder each; null where this user has no home. */
export function ownQueuesFolder(environment: Readonly<Record<string, string | undefined>>): string | null {
  const { XDG_CONFIG_HOME: config, HOME: home } = environment;
  if (config?.startsWith('/')) return `${config}/jobs-view/queues`;
  return home?.startsWith('/') ? `${home}/.config/jobs-view/queues` : null;
}
