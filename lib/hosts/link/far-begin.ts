import { loaderOf, sendable } from '../../entries.js';
import { isAtLeast, oldestNode, order } from './far-shell.js';
import type { Begin, Begun } from './host-connection.js';

/**
 * What this program sends to whichever host; the same for as long as it runs, even if its files are replaced. Null before
 * the first host needed it.
 */
let program: Buffer | null = null;

/**
 * Goes on with what is there where no jobs-view is, or one of another protocol: this program is sent to the Node there,
 * which runs it from memory. Nothing else is sent: no file, environment or setting.
 */
export const beginThere: Begin = (report) => {
  if (!isAtLeast(report.node, oldestNode)) return trouble({ kind: 'no-runtime', report });
  try {
    program ??= sendable();
  } catch {
    // Somebody has removed a part of the installed program: the one there is needed as before.
    return trouble({ kind: 'no-program' });
  }
  return { kind: 'sent', bytes: Buffer.concat([Buffer.from(order('node', loaderOf(program))), program]) };
};

function trouble(why: Extract<Begun, { readonly kind: 'trouble' }>['trouble']): Begun {
  return { kind: 'trouble', trouble: why };
}
