import { type MessagePort, workerData } from 'node:worker_threads';
import type { FollowThreadData } from '../lib/commands/follow/follow-there.js';
import type { AgentActionData } from '../lib/hosts/agent/agent-action.js';
import type { AgentThreadData } from '../lib/hosts/agent/agent-channel.js';
import { serveReaders } from '../lib/snapshot/thread/serve-readers.js';
import { isShare } from '../lib/snapshot/thread/shared-thread.js';
import { withoutEscapeSequences } from '../lib/view/text/escape-sequences.js';

/**
 * Reads for the process that started this thread; or does one action on another host, or follows a queue there. What only
 * other hosts need is loaded for them alone.
 */
export async function serveThread(port: MessagePort): Promise<void> {
  const parts = { clock: Date.now, plainText: withoutEscapeSequences };
  const data = workerData as Partial<FollowThreadData & AgentActionData> | null;
  const remote = () => import('./remote-thread.js');
  if (data?.act !== undefined) return port.postMessage(await (await remote()).actThere(data.act));
  if (data?.agent !== undefined && data.follow !== undefined) {
    const { elsewhereBy, followThere } = await remote();
    return followThere(data.follow, elsewhereBy(data.agent), port);
  }
  serveReaders(port, parts);
  // The readers of several databases share the thread.
  port.on('message', async (message: { readonly kind: string }) => {
    if (!isShare(message)) return;
    const there = message.what as AgentThreadData | undefined;
    const elsewhere = there && (await remote()).elsewhereBy(there.agent);
    serveReaders(message.port, { ...parts, ...(elsewhere && { elsewhere }) });
  });
}
