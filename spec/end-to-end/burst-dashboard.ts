/**
 * The app on a real database in a process of its own, whose processor time is nobody else's. It tells its parent the name
 * of the first job in the list whenever that has changed on the screen. Argument: path. Ends with its parent.
 */

import { JobsViewApp } from '../../lib/app/app.js';
import { paceClock } from '../../lib/app/pace-clock.js';
import type { Frame } from '../../lib/view/frame.js';
import { DatabaseWatcher } from '../../lib/watch/database-watcher.js';
import { inThread, setupFor } from '../snapshot/thread/readers.js';
import { idlePorts } from '../support/idle-ports.js';

const [path = ''] = process.argv.slice(2);
let shown = '';

function update(frame: Frame): boolean {
  const lines = frame.list?.props.lines.map((line) => line.map((span) => span.text).join('')) ?? [];
  const name = /(?:name|turn)_\d+/.exec(lines.join('\n'))?.[0] ?? '';
  if (name !== shown) process.send?.(name);
  shown = name;
  return true;
}

process.on('disconnect', () => process.exit());
const app = new JobsViewApp(
  {
    ...idlePorts,
    reader: inThread(setupFor(path)).snapshots,
    watch: (look, onChange) => new DatabaseWatcher({ path, look, onChange }),
    display: { update, redraw: () => {}, destroy: () => {} },
    clock: { ...paceClock, now: Date.now },
    appearance: { unicode: true, home: null, databaseLabel: path, host: 'worker-1', keys: [] },
    suspend: () => {},
  },
  { columns: 80, rows: 24 },
);
await app.start();
