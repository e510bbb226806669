import { tmpdir } from 'node:os';
import { isatty } from 'node:tty';
import type { Worker } from 'node:worker_threads';
import { JobsViewApp } from '../lib/app/app.js';
import { paceClock } from '../lib/app/pace-clock.js';
import { appearanceOf } from '../lib/commands/appearance.js';
import { problemText } from '../lib/commands/problem-text.js';
import type { World } from '../lib/commands/world.js';
import { type Demo, startDemo } from '../lib/demo/start-demo.js';
import type { Diagnostics } from '../lib/diagnostics/diagnostics.js';
import type { ReaderThread } from '../lib/snapshot/thread/reader-thread.js';
import { alertBytes } from '../lib/terminal/alert-bytes.js';
import { capabilities } from '../lib/terminal/capabilities.js';
import { isInBackground } from '../lib/terminal/process-tree.js';
import { TerminalSession } from '../lib/terminal/session.js';
import { writeNow } from '../lib/terminal/write-now.js';
import { alertText } from '../lib/view/alert-text.js';
import { cells } from '../lib/view/text/width.js';
import { DatabaseWatcher } from '../lib/watch/database-watcher.js';
import { createDashboard } from '../widgets/dashboard.js';
import { errorText, openDiagnostics } from './diagnostics.js';
import { type DashboardOrder, portsFor } from './ports.js';
import { nothingSaved } from './saved-view.js';
import { startReaders } from './start-readers.js';

/** Shows the demo until the operator quits, and returns the exit code; `early` as for `startReaders`. */
export async function runDemo(
  order: DashboardOrder,
  world: World,
  early: Worker | null = null,
): Promise<number> {
  const start = await startDemo({
    temporaryFolder: tmpdir(),
    home: world.home ?? '/',
    seed: world.now(),
    environment: world.environment,
  });
  if (start.kind === 'problem') {
    world.error.write(`${problemText(start.problem)}\n`);
    return 1;
  }
  const { demo } = start;
  const readers = startReaders(demo.path, order.logFolder, world, early);
  return runDashboard(demo.path, { ...order, loaded: nothingSaved }, world, readers, demo);
}

/**
 * Shows the database, as the readers read it, until the operator quits, a signal or an exception comes, or the
 * terminal is lost. Any of these ends the process soon after, with the terminal restored and the demo stopped.
 */
export async function runDashboard(
  path: string,
  order: DashboardOrder,
  world: World,
  readers: ReaderThread,
  demo?: Demo,
): Promise<number> {
  const able = capabilities(world.environment, { ...order.looks, isTTY: true });
  let app: JobsViewApp | null = null;
  const early: string[] = [];
  const warn = (sentence: string) => (app === null ? void early.push(sentence) : app.warn(sentence));
  const diagnostics = openDiagnostics(path, order, world, warn);
  let stopping: Promise<void> | null = null;
  const session = new TerminalSession(
    {
      input: world.input,
      output: world.output,
      host: process,
      after: paceClock.after,
      title: able.title,
      isTerminal: isatty,
      isInBackground,
      writeNow,
      report: (error) => {
        diagnostics.note('exception', { stack: errorText(error) });
        world.error.write(`${errorText(error)}\n`);
      },
    },
    {
      key: (name) => app?.key(name),
      focus: (focused) => app?.focus(focused),
      resize: (size) => app?.resize(size),
      repaint: () => app?.redraw(),
      stop: async () => {
        diagnostics.note('terminal.left');
        app?.leave();
        await Promise.all([stopping, demo?.stop()]);
      },
    },
  );
  session.enter();
  const display = createDashboard({
    output: session,
    capabilities: able,
    size: session.size,
    widthOf: cells,
  });
  app = makeApp(path, order, world, session, display, readers, diagnostics, warn, demo !== undefined);
  try {
    const started = app.start();
    for (const sentence of early) app.warn(sentence);
    // `started` resolves only after the watch's first look, which waits for the read under way. Quitting must not
    // wait for it.
    await Promise.race([started, app.finished]);
    await app.finished;
  } catch (error) {
    diagnostics.note('exception', { stack: errorText(error) });
    display.destroy();
    session.close();
    diagnostics.note('terminal.left');
    await Promise.all([app.stop(), demo?.stop()]);
    throw error;
  }
  display.destroy();
  stopping = app.stop();
  // Ends at once: whatever the operator asked to be written is written by a process that can outlive this one.
  session.end(0);
  return new Promise(() => {});
}

function makeApp(
  path: string,
  order: DashboardOrder,
  world: World,
  session: TerminalSession,
  display: ReturnType<typeof createDashboard>,
  readers: ReaderThread,
  diagnostics: Diagnostics,
  warn: (sentence: string) => void,
  isDemo: boolean,
): JobsViewApp {
  const appearance = { ...appearanceOf(path, world, order.looks), isDemo };
  const app: JobsViewApp = new JobsViewApp(
    {
      reader: readers.snapshots,
      watch: (look, onChange, onNotice) =>
        new DatabaseWatcher({
          path,
          look,
          onChange,
          onNotice: ({ sentence, detail }) => onNotice(sentence, detail),
        }),
      display,
      clock: { ...paceClock, now: world.now },
      appearance,
      alert: (alert) => {
        const text = alertText(alert, appearance);
        session.write(alertBytes(text, order.alerts, session.focused, world.environment));
      },
      suspend: () => session.suspend(),
      ...portsFor(path, order, world, {
        session,
        logs: readers.logs,
        diagnostics,
        warn,
      }),
    },
    session.size,
  );
  readers.listen({
    onSizes: () => app.refresh(),
    onProgress: (progress) => app.noteProgress(progress),
    onLogNews: () => app.readLog(),
    onDeath: (detail) => diagnostics.note('exception', { stack: detail }),
  });
  return app;
}
