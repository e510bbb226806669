import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { isMainThread, MessageChannel, type MessagePort, Worker, workerData } from 'node:worker_threads';
import { type Access, type Performed, performed } from '../../lib/hosts/agent/agent-channel.js';
import { AgentPipe } from '../../lib/hosts/agent/agent-pipe.js';
import { agentSource } from '../../lib/hosts/agent/agent-source.js';
import { AgentSystem } from '../../lib/hosts/agent/agent-system.js';

interface Data {
  readonly port: MessagePort;
  readonly answers: Int32Array;
  readonly wayMs: number;
  /** Whether a process that the agent begins is asked in its place. */
  readonly isHelper: boolean;
}

/** An agent of this host, which a reader in this thread reads a database with. */
export interface AgentHere {
  readonly system: AgentSystem;
  /** How often something was asked of it, and how many bytes it sent, inflated. */
  readonly asked: () => { readonly times: number; readonly bytes: number };
  close(): Promise<void>;
}

/** Starts an agent whose answers take `wayMs` ms each way. */
export function agentHere(path: string, wayMs = 0): AgentHere {
  const { port2, answers, worker } = started({ wayMs, isHelper: false });
  let [times, bytes] = [0, 0];
  const system = new AgentSystem((accesses) => {
    const answer = performed({ port: port2, answers }, accesses);
    times += 1;
    bytes += answer.bytes.length;
    return answer;
  }, path);
  return {
    system,
    asked: () => ({ times, bytes }),
    close: async () => {
      port2.close();
      await worker.terminate();
    },
  };
}

/** A process that an agent of this host has begun. */
export interface HelperHere {
  readonly perform: (accesses: readonly Access[]) => Performed;
  close(): Promise<void>;
}

/** Starts an agent and has it begin a process of its own. */
export function helperHere(): HelperHere {
  const { port2, answers, worker } = started({ wayMs: 0, isHelper: true });
  return {
    perform: (accesses) => performed({ port: port2, answers }, accesses),
    close: async () => {
      port2.close();
      await worker.terminate();
    },
  };
}

function started(data: Pick<Data, 'wayMs' | 'isHelper'>) {
  const { port1, port2 } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { port: port1, answers, ...data } satisfies Data,
    transferList: [port1],
  });
  return { port2, answers, worker };
}

/** What comes out of a stream, later. */
function late(from: Readable, ms: number): Readable {
  const to = new PassThrough();
  from.on('data', (bytes) => void setTimeout(() => to.write(bytes), ms));
  from.once('end', () => void setTimeout(() => to.end(), ms));
  return to;
}

/** The pipes of a process, each `wayMs` ms long. */
function slow(
  { stdin, stdout }: ChildProcessByStdio<Writable, Readable, null>,
  wayMs: number,
): { readonly stdin: Writable; readonly stdout: Readable } {
  if (wayMs === 0) return { stdin, stdout };
  const input = new PassThrough();
  late(input, wayMs).pipe(stdin);
  return { stdin: input, stdout: late(stdout, wayMs) };
}

if (!isMainThread && workerData !== null && 'answers' in workerData) {
  const { port, answers, wayMs, isHelper } = workerData as Data;
  const child = spawn('python3', ['-c', agentSource], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pipe = new AgentPipe(slow(child, wayMs));
  pipe.serve(port, answers, isHelper ? pipe.helper().ask : undefined);
}
