import { type MessagePort, workerData } from 'node:worker_threads';
import type { AgentActionData } from '../lib/hosts/agent/agent-action.js';
import type { AgentThreadData } from '../lib/hosts/agent/agent-channel.js';
import { serveReaders } from '../lib/snapshot/thread/serve-readers.js';
import { isShare } from '../lib/snapshot/thread/shared-thread.js';
import { withoutEscapeSequences } from '../lib/view/text/escape-sequences.js';

/**
 * Reads for the process that started this thread; or does one action on another host. What only other hosts need is loaded
 * for them alone.
 */
export async function serveThread(port: MessagePort): Promise<void> {
  const parts = { clock: Date.now, plainText: withoutEscapeSequences };
  const data = workerData as Partial<AgentActionData> | null;
  const remote = () => import('./remote-thread.js');
  if (data?.act !== undefined) return port.postMessage(await (await remote()).actThere(data.act));
  serveReaders(port, parts);
  // The readers of several databases share the thread.
  port.on('message', async (message: { readonly kind: string }) => {
    if (!isShare(message)) return;
    const there = message.what as AgentThreadData | undefined;
    if (there === undefined) return serveReaders(message.port, parts);
    const { elsewhereBy, followThere: follow } = await remote();
    serveReaders(message.port, { ...parts, elsewhere: { ...elsewhereBy(there.agent), follow } });
  });
}
