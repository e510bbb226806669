import { type MessagePort, workerData } from 'node:worker_threads';
import { type FollowThreadData, followThere } from '../lib/commands/follow/follow-there.js';
import { type AgentActionData, actThere } from '../lib/hosts/agent/agent-action.js';
import type { AgentThreadData } from '../lib/hosts/agent/agent-channel.js';
import { elsewhereBy } from '../lib/hosts/agent/agent-host.js';
import { serveReaders } from '../lib/snapshot/thread/serve-readers.js';
import { isShare } from '../lib/snapshot/thread/shared-thread.js';
import { withoutEscapeSequences } from '../lib/view/text/escape-sequences.js';

/** Reads for the process that started this thread; or does one action on another host, or follows a queue there. */
export async function serveThread(port: MessagePort): Promise<void> {
  const parts = { clock: Date.now, plainText: withoutEscapeSequences };
  const data = workerData as Partial<FollowThreadData & AgentActionData> | null;
  if (data?.act !== undefined) return port.postMessage(await actThere(data.act));
  if (data?.agent !== undefined && data.follow !== undefined) {
    const { agent, follow } = data;
    return followThere(follow, elsewhereBy(agent), port);
  }
  serveReaders(port, parts);
  // The readers of several databases share the thread.
  port.on('message', (message: { readonly kind: string }) => {
    if (!isShare(message)) return;
    const there = message.what as AgentThreadData | undefined;
    serveReaders(message.port, { ...parts, ...(there && { elsewhere: elsewhereBy(there.agent) }) });
  });
}
