import { JobsViewApp } from '../../lib/app/app.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import type { Frame, Size } from '../../lib/view/frame.js';
import { idlePorts } from '../support/idle-ports.js';
import { drawn } from '../view/scene.js';

/** What a dashboard over a database is to show once it has read it: the frame's own text, in no terminal. */
export async function expectedScreen(...order: Parameters<typeof expectedFrame>): Promise<string> {
  return screenOf(await expectedFrame(...order));
}

/** A frame's own text, as a terminal is to show it. */
export function screenOf(frame: Frame): string {
  return `${drawn(frame).trimEnd()}\n`;
}

/** The frame that a dashboard over a database is to show once it has read it. */
export async function expectedFrame(
  path: string,
  size: Size,
  unicode: boolean,
  home: string,
): Promise<Frame> {
  let last: Frame | null = null;
  const reader = new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home } });
  let hasRead: () => void = () => undefined;
  const read = new Promise<void>((resolve) => {
    hasRead = resolve;
  });
  const app: JobsViewApp = new JobsViewApp(
    {
      ...idlePorts,
      writer: { ...idlePorts.writer, probe: async () => ({ kind: 'able' }) },
      reader,
      watch: () => ({ start: async () => undefined, close: async () => undefined }),
      display: {
        update(frame) {
          last = frame;
          if (app.state.connection.kind === 'live') hasRead();
          return true;
        },
        redraw: () => undefined,
        destroy: () => undefined,
      },
      clock: { now: Date.now, steady: () => 0, after: () => () => undefined },
      appearance: { unicode, home, databaseLabel: path, host: 'host', keys: keymap },
      suspend: () => undefined,
    },
    size,
  );
  await app.start();
  await read;
  await app.stop();
  if (last === null) throw new Error('nothing was drawn');
  return last;
}
