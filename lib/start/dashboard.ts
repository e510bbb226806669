import { tmpdir } from 'node:os';
import { isatty } from 'node:tty';
import type { Worker } from 'node:worker_threads';
import { createDashboard } from '../../widgets/dashboard.js';
import { JobsViewApp } from '../app/app.js';
import { paceClock } from '../clock.js';
import { appearanceOf } from '../commands/appearance.js';
import type { PrintOptions } from '../commands/print.js';
import { programVersion, type World } from '../commands/world.js';
import { problemText } from '../commands/write-out.js';
import { type Demo, startDemo } from '../demo/start-demo.js';
import { type DiagnosticDetails, type Diagnostics, noDiagnostics } from '../diagnostics/diagnostics.js';
import { LogFile } from '../diagnostics/log-file.js';
import { withSourceLocations } from '../diagnostics/source-locations.js';
import { ownKeys } from '../machine/keymap/own-keys.js';
import { startReaders } from '../snapshot/thread/start-readers.js';
import { capabilities } from '../terminal/capabilities.js';
import { alertBytes, progressBytes } from '../terminal/clipboard/route.js';
import { writeNow } from '../terminal/outlet.js';
import { isInBackground } from '../terminal/programs/processes.js';
import { TerminalSession } from '../terminal/session.js';
import type { Appearance } from '../view/appearance.js';
import type { TerminalProgress } from '../view/frame.js';
import { alertText } from '../view/screen/terminal-title.js';
import { cells } from '../view/text/width.js';
import { nothingSaved } from './memory.js';
import { type DashboardParts, type DatabasePorts, portsFor, portsOfOne, type StartOptions } from './ports.js';

export { portsOfOne };

/** Starts the demo, as if it had run for this long; null, with the reason on stderr, if it can't be started. */
async function startedDemo(world: World, pastMs: number): Promise<Demo | null> {
  const setup = { temporaryFolder: tmpdir(), home: world.home ?? '/', seed: world.now(), pastMs };
  const start = await startDemo(setup, world.environment);
  if (start.kind === 'demo') return start.demo;
  world.error.write(`${problemText(start.problem)}\n`);
  return null;
}

/** The demo's jobs are printed as they are after this many ms. */
const demoPastMs = 60_000;

/** Prints the demo's jobs as a database's, as if it had run for a while. */
export async function demoPrinted(
  options: Omit<PrintOptions, 'path' | 'databases'>,
  world: World,
): Promise<number> {
  const demo = await startedDemo(world, demoPastMs);
  if (demo === null) return 1;
  const { printed } = await import('./printing.js');
  const { path } = demo;
  try {
    return await printed({ ...options, path, databases: [{ name: path, path }] }, world);
  } finally {
    await demo.stop();
  }
}

/** Shows the demo until the operator quits, and returns the exit code; `early` as for `startReaders`. */
export async function runDemo(
  options: StartOptions,
  world: World,
  early: Worker | null = null,
): Promise<number> {
  const demo = await startedDemo(world, 0);
  if (demo === null) return 1;
  const readers = startReaders(demo.path, options.logFolder, world, early);
  const ports = portsOfOne(demo.path, readers);
  return runDashboard(demo.path, { ...options, loaded: nothingSaved }, world, ports, demo);
}

/**
 * Shows the database, or several together, until the operator quits, a signal or an exception comes, or the
 * terminal is lost. Any of these ends the process soon after, with the terminal restored and the demo stopped.
 */
export async function runDashboard(
  path: string,
  options: StartOptions,
  world: World,
  ports: DatabasePorts,
  demo?: Demo,
): Promise<number> {
  const able = capabilities(world.environment, { ...options.looks, isTTY: true });
  const tellProgress = (progress: TerminalProgress | null) => progressBytes(progress, world.environment);
  let app: JobsViewApp | null = null;
  const early: string[] = [];
  const warn = (sentence: string) => (app === null ? void early.push(sentence) : app.warn(sentence));
  const diagnostics = openDiagnostics(path, options, world, warn);
  ports.noteIn?.(diagnostics);
  let stopping: Promise<void> | null = null;
  const session = new TerminalSession(
    {
      input: world.input(),
      output: world.output,
      host: process,
      after: paceClock.after,
      title: able.title,
      mouse: able.mouse,
      ...(able.progress && { noProgress: tellProgress(null) }),
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
      // Reports that nobody asked for are left over from another program.
      ...(able.mouse && { mouse: (report) => app?.mouse(report) }),
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
    ...(able.progress && { progressBytes: tellProgress }),
  });
  const look = {
    ...lookOf(path, options, world),
    isDemo: demo !== undefined,
    hasProgress: able.progress,
    hasMouse: able.mouse,
  };
  app = makeApp(path, options, world, {
    session,
    display,
    ports,
    diagnostics,
    warn,
    look,
  });
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

interface AppParts extends DashboardParts {
  readonly display: ReturnType<typeof createDashboard>;
  readonly look: Appearance;
}

function makeApp(path: string, options: StartOptions, world: World, parts: AppParts): JobsViewApp {
  const { session, display, ports, diagnostics, look } = parts;
  const app: JobsViewApp = new JobsViewApp(
    {
      reader: ports.snapshots,
      watch: ports.watch,
      display,
      clock: { ...paceClock, now: world.now },
      appearance: look,
      alert: (alert, isSilent) => {
        // A notification that was asked for with a key needs no setting.
        const choices = { bell: !isSilent, notify: options.alerts.notify || 'ended' in alert };
        const text = alertText(alert, look);
        session.write(alertBytes(text, choices, session.focused, world.environment));
      },
      isSilent: !options.alerts.bell,
      suspend: () => session.suspend(),
      ...portsFor(path, options, world, parts),
    },
    session.size,
  );
  ports.listen({
    onSizes: () => app.refresh(),
    onProgress: (progress) => app.noteProgress(progress),
    onLogNews: () => app.readLog(),
    onDeath: (detail) => diagnostics.note('exception', { stack: detail }),
  });
  return app;
}

/** Paths of another host aren't shown relative to this one's home, and have that host's name beside them. */
function lookOf(path: string, { looks, shown, commands }: StartOptions, world: World): Appearance {
  const bare = appearanceOf(path, world, looks);
  const look = { ...bare, keys: [...bare.keys, ...ownKeys(commands)] };
  if (shown === undefined || shown.isHere) return look;
  const { label, title, host } = shown;
  return { ...look, databaseLabel: label, titleLabel: title, home: null, host: host ?? look.host };
}

/** Diagnostics that are written until the process ends, however it ends. `onFailure` is told why they can't be. */
function openDiagnostics(
  database: string,
  { logFile, readOnly }: Pick<StartOptions, 'logFile' | 'readOnly'>,
  world: World,
  onFailure: (sentence: string) => void,
): Diagnostics {
  if (logFile === null) return noDiagnostics;
  const file = new LogFile({ path: logFile, now: world.now, onFailure });
  const { TERM: term } = world.environment;
  file.note('start', {
    version: programVersion(),
    node: process.version,
    platform: `${process.platform}/${process.arch}`,
    pid: process.pid,
    term,
    database,
    readOnly,
  });
  process.once('exit', (code) => {
    file.note('end', { code });
    file.close();
  });
  return { note: (event, details = {}) => file.note(event, sourced(details)) };
}

/** An error's text for the log, with its stack, which names the sources. */
export function errorText(error: unknown): string {
  return withSourceLocations(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Stacks come from threads and processes, too, as text among other text. */
function sourced(details: DiagnosticDetails): DiagnosticDetails {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      typeof value === 'string' ? withSourceLocations(value) : value,
    ]),
  );
}
