import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { answerIn, WireError } from '../wire/frames.js';

/** A way for a thread to wait for answers of an agent whose pipes another thread has. */
export interface AgentChannel {
  readonly port: MessagePort;
  /** Its first word counts the answers that were put into the port. */
  readonly answers: Int32Array;
}

/** What a thread is given to read the files of another host with. */
export interface AgentThreadData {
  readonly agent: AgentChannel & {
    /** The database there. */
    readonly path: string;
    readonly host: string;
    /** Leads to a process there that may take its time. */
    readonly aside: MessagePort;
    /** The number of the agent's process. */
    readonly pid: number;
    /** What to add to the steady clock here to have the time there, at most, ms. */
    readonly offset: number;
    /** See `AgentSystem`. */
    readonly begunAt: number | null;
  };
}

/** An access, as the agent takes it: a name and its values. */
export type Access = readonly [name: string, ...values: readonly unknown[]];

/** The results of accesses, and the bytes that they read, one after the other. */
export interface Performed {
  readonly results: readonly unknown[];
  readonly bytes: Buffer;
}

/** What a channel's owner puts into its port: an answer, or null if there will be no more. */
export type ChannelMessage = Uint8Array | null;

/** What is put in by the other side that an answer can't have come from an agent of ours; `what` is in our own words. */
export interface Nonsense {
  readonly nonsense: string;
}

/** What is asked without waiting, and its answer. */
export interface AsideQuestion {
  readonly id: number;
  readonly accesses: readonly Access[];
}

/** An agent that is silent for so long has stopped answering, ms. */
const patienceMs = 30_000;

/** Thrown where there is no answer; with a code as the system's own errors have one. */
class NoAnswer extends Error {
  readonly code = 'EIO';
  /** What is wrong with the answer that came; null: none did, or one without results. */
  readonly nonsense: string | null;

  constructor(message: string, nonsense: string | null = null) {
    super(message);
    this.nonsense = nonsense;
  }
}

/** Has accesses performed, and waits for that. Throws if there is no answer, or one that isn't understood. */
export function performed({ port, answers }: AgentChannel, accesses: readonly Access[]): Performed {
  port.postMessage(accesses);
  for (;;) {
    const seen = Atomics.load(answers, 0);
    const received = receiveMessageOnPort(port) as { readonly message: ChannelMessage } | undefined;
    if (received !== undefined) return understoodBy(port, received.message, accesses.length);
    if (Atomics.wait(answers, 0, seen, patienceMs) === 'timed-out')
      throw new NoAnswer('the host does not answer');
  }
}

/** What an answer says, as {@link understood} has it; one that makes no sense is reported through the port it came from. */
export function understoodBy(port: MessagePort, message: ChannelMessage, count: number): Performed {
  try {
    return understood(message, count);
  } catch (error) {
    if (error instanceof NoAnswer && error.nonsense !== null)
      port.postMessage({ nonsense: error.nonsense } satisfies Nonsense);
    throw error;
  }
}

/**
 * What an answer of at most `longest` bytes says of this many accesses. Throws if there is none, or if it can't be
 * understood.
 */
export function understood(message: ChannelMessage, count: number, longest?: number): Performed {
  if (message === null) throw new NoAnswer('the link to the host was lost');
  try {
    const { results, bytes } = answerIn(message, longest);
    if (Array.isArray(results) && results.length === count) return { results, bytes };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new NoAnswer('the host sent something that could not be understood', error.message);
  }
  throw new NoAnswer('an answer to something else');
}
