import { paceClock } from '../../lib/clock.js';
/**
 * The app on a real database in a process of its own, whose processor time is nobody else's: on the one whose path its
 * parent has sent last. It tells its parent the name of the first job in the list whenever that has changed on the
 * screen. Ends with its parent.
 */

import { JobsViewApp } from '../../lib/app/app.js';
import type { Frame } from '../../lib/view/frame.js';
import { DatabaseWatcher } from '../../lib/watch/database-watcher.js';
import { inThread, setupFor } from '../snapshot/thread/readers.js';
import { idlePorts } from '../support/idle-ports.js';

let shown = '';

function update(frame: Frame): boolean {
  const lines = frame.list?.props.lines.map((line) => line.map((span) => span.text).join('')) ?? [];
  const name = /(?:name|turn)_\d+/.exec(lines.join('\n'))?.[0] ?? '';
  if (name !== shown) process.send?.(name);
  shown = name;
  return true;
}

function appOn(path: string): JobsViewApp {
  return new JobsViewApp(
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
}

let app: JobsViewApp | null = null;
process.on('disconnect', () => process.exit());
process.on('message', async (path: string) => {
  await app?.stop();
  shown = '';
  app = appOn(path);
  await app.start();
});
