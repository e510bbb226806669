import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { wrongUsage } from '../cli/command-table.js';
import { completionFor } from '../cli/completion.js';
import { manPage } from '../cli/man-page.js';
import { dumbText } from '../commands/appearance.js';
import type { DatabaseAddress } from '../commands/database.js';
import { programDate, programVersion, versionText, type World } from '../commands/world.js';
import { oneShot, problemText, writeOut } from '../commands/write-out.js';
import { writeSchema } from '../commands/write-schema.js';
import {
  addressMeant,
  isElsewhere,
  labelOf,
  memoryKey,
  slowMs,
  whyNotThere,
} from '../databases/databases.js';
import type { TellQueues } from '../databases/host-database.js';
import type { ServedDisks } from '../databases/served-mounts.js';
import { leaveLostFolder } from '../entries.js';
import { isHostAddress } from '../hosts/address.js';
import type { HostReaders } from '../hosts/host-readers.js';
import type { LinkTrouble } from '../hosts/link/link-trouble.js';
import { firstRequest, servesFor } from '../machine/requests/picture-request.js';
import { defaultSort } from '../model/sort.js';
import { settingKeys, settingNames } from '../settings/keys.js';
import { firstFilter } from '../settings/resolve.js';
import { ReaderThread } from '../snapshot/thread/reader-thread.js';
import { SharedThread } from '../snapshot/thread/shared-thread.js';
import { newThread, startReaders } from '../snapshot/thread/start-readers.js';
import { capabilities } from '../terminal/capabilities.js';
import type { ConfiguredInvocation, Invocation } from './invocation.js';
import { firstPanel, loadSavedView, nothingSaved, type OpenedMemory } from './memory.js';
import type { DatabasePorts, StartOptions } from './ports.js';
import {
  type ChosenDatabases,
  chosen,
  onlyOf,
  type Resolved,
  resolved,
  type Surroundings,
  withoutAsking,
} from './resolve.js';
import { densityOf, inView, looksOf, namedView, unreadText } from './settings.js';
import type { OpenedDatabase } from './several-ports.js';

type DashboardInvocation = Extract<Invocation, { readonly kind: 'dashboard' }>;
type SchemaInvocation = Extract<Invocation, { readonly kind: 'init' | 'migrate' }>;

/**
 * Carries out an invocation, and returns the exit code. `early` is a thread of readers that was started already; `disks`
 * knows which disks are served.
 */
export async function start(
  invocation: Invocation,
  world: World,
  early: Worker | null,
  disks: ServedDisks,
): Promise<number> {
  switch (invocation.kind) {
    case 'done':
      return invocation.exitCode;
    case 'init':
    case 'migrate':
      return schemaWritten(invocation, world, disks);
    case 'completion':
      await writeOut(world.output, [completionFor(invocation.shell)]);
      return 0;
    case 'man':
      await writeOut(world.output, [manPage(programVersion(), programDate(), settingVariables())]);
      return 0;
    case 'version':
      await writeOut(world.output, [`${versionText()}\n`]);
      return 0;
    default:
      return withSettings(invocation, world, early, disks);
  }
}

/** Makes or migrates the queue in a file or on a server. */
async function schemaWritten(
  { kind, path }: SchemaInvocation,
  world: World,
  disks: ServedDisks,
): Promise<number> {
  const file = resolve(world.folder, path);
  await disks.ask([file]);
  const disk = disks.isSilent(file) && !isElsewhere(path) ? disks.diskOf(file, null) : null;
  if (disk !== null) {
    const { unanswered } = await import('../databases/disk-database.js');
    world.error.write(`${problemText(oneShot(unanswered(path, disk)))}\n`);
    return 1;
  }
  const meant = addressMeant(path, world.folder, kind === 'init');
  if (!isElsewhere(path) && meant === null) return writeSchema(kind, path, world);
  const sentence = whyNotThere(kind, meant ?? path);
  if (sentence !== null) {
    world.error.write(`jobs-view: ${sentence}\n`);
    return wrongUsage;
  }
  const { schemaOfPostgres } = await import('../databases/act-on-postgres.js');
  return writeSchema(kind, path, world, () => schemaOfPostgres(kind, path, world));
}

/** The environment variables that are settings, each with its meaning, without code marks. */
function settingVariables(): [name: string, meaning: string][] {
  return settingNames.flatMap((name): [string, string][] => {
    const { variable, description } = settingKeys[name];
    return variable === null ? [] : [[variable, description.replaceAll('`', '')]];
  });
}

/** Runs what needs settings. */
async function withSettings(
  invocation: ConfiguredInvocation,
  world: World,
  early: Worker | null,
  disks: ServedDisks,
): Promise<number> {
  const isScreen = invocation.kind === 'dashboard' && hasScreen(world);
  const surroundings: Surroundings = {
    world,
    disks,
    isScreen,
    asked: { hosts: new Set(), servers: new Map() },
  };
  try {
    return await carriedOut(invocation, surroundings, early);
  } finally {
    const { hosts, servers } = surroundings.asked;
    await Promise.all([...hosts, ...servers.values()].map((link) => link.close()));
  }
}

async function carriedOut(
  invocation: ConfiguredInvocation,
  surroundings: Surroundings,
  early: Worker | null,
): Promise<number> {
  const { world, disks, isScreen } = surroundings;
  const found = await resolved(invocation, surroundings);
  if (found.kind === 'wrong') {
    world.error.write(found.text);
    return wrongUsage;
  }
  const { settings, databases } = found;
  switch (invocation.kind) {
    case 'print':
      return listPrinted(invocation, found, world);
    case 'dashboard':
      if (isScreen) return dashboardShown(invocation, found, surroundings, early);
      if (isDumb(world) && world.output.isTTY === true) world.error.write(`${dumbText(world.environment)}\n`);
      return listPrinted(invocation, found, world);
    case 'serve': {
      const readOnly = settings.readOnly || invocation.readOnly;
      const { serve } = await import('../databases/serve.js');
      const usual = databases.asked;
      return serve({ only: invocation.path, usual, readOnly, logFolder: settings.logDir, disks }, world);
    }
    default: {
      const { runScript } = await import('./scripts.js');
      if (invocation.kind !== 'wait' || invocation.timeout === null)
        return runScript(invocation, found, world);
      const timeout = withoutAsking(invocation.timeout, disks);
      return runScript({ ...invocation, timeout }, found, world);
    }
  }
}

/** Prints the list once, as text where it can't be shown as a dashboard. */
async function listPrinted(
  invocation: Extract<Invocation, { readonly kind: 'print' | 'dashboard' }>,
  found: Resolved,
  world: World,
): Promise<number> {
  const { settings, view, databases } = found;
  const { sort } = inView(settings, invocation, view);
  const options = {
    ...(invocation.kind === 'print' ? invocation : asText),
    choice: chosen(invocation.choice, found),
    databases: databases.all,
    path: onlyOf(databases)?.path ?? databases.asked,
    looks: looksOf(settings),
    sort: sort.asked ?? sort.usual ?? defaultSort,
  };
  return invocation.demo
    ? (await import('./dashboard.js')).demoPrinted(options, world)
    : (await import('./printing.js')).printed(options, world);
}

const asText = { format: 'text', limit: null, failOnFailed: false } as const;

/**
 * Shows the dashboard. Whatever reads, a thread or another program, starts while the screen's parts are loading: so what
 * it reads is decided first.
 */
async function dashboardShown(
  invocation: DashboardInvocation,
  found: Resolved,
  { world }: Surroundings,
  early: Worker | null,
): Promise<number> {
  const { databases, settings, logFolder } = found;
  const { all, usual, asked, eachQueue } = databases;
  const only = onlyOf(databases);
  const isDemo = invocation.demo || (settings.database === null && !usual.isThere && only !== null);
  const memory = isDemo ? nothingSaved : loadSavedView(keyOf(databases, world), world);
  const options = startOptions(invocation, found, memory, world);
  // Nothing is read before it is there.
  let tell: TellQueues = () => {};
  const opening = (each: readonly DatabaseAddress[], thread: Worker | null = null) =>
    openDatabases(each, logFolder, world, thread, (given, names) => tell(given, names));
  if (only === null) {
    const opened = opening(all, early);
    const { divisible, portsOfSeveral, runDashboard } = await import('./several-ports.js');
    const ports = divisible(portsOfSeveral(opened, world), eachQueue, opening, world);
    tell = ports.tell;
    return runDashboard(labelOf(all), options, world, ports);
  }
  const { path, open } = only;
  if (open !== undefined) {
    void early?.terminate();
    const { readers, noteIn } = openHost(open, (names) => tell(asked, names));
    const { portsOfOne, runDashboard } = await import('./dashboard.js');
    const one = { ...portsOfOne(path, readers, readers), noteIn };
    if (!isHostAddress(asked)) return runDashboard(path, options, world, one);
    const { divisible } = await import('./several-ports.js');
    const ports = divisible(one, eachQueue, opening, world);
    tell = ports.tell;
    return runDashboard(path, options, world, ports);
  }
  if (isDemo) return (await import('./dashboard.js')).runDemo(options, world, early);
  // The working folder may be deleted while the dashboard runs.
  const file = resolve(world.folder, path);
  const readers = startReaders(file, logFolder, world, early);
  readEarly(readers, options, world);
  const { portsOfOne, runDashboard } = await import('./dashboard.js');
  return runDashboard(path, options, world, portsOfOne(file, readers));
}

/** What the operator's choices for these databases are remembered under. */
function keyOf(databases: ChosenDatabases, world: World): string {
  return onlyOf(databases) === null ? memoryKey(databases.all, world) : databases.asked;
}

/** What the dashboard starts with. */
function startOptions(
  invocation: DashboardInvocation,
  { settings, view, logFolder, databases }: Resolved,
  memory: OpenedMemory,
  world: World,
): StartOptions {
  const { readOnly, logFile, bell, notify, views, commands } = settings;
  const shown = onlyOf(databases)?.shown;
  const complaints = [unreadText(invocation.config, world) ?? [], memory.complaint ?? []].flat();
  return {
    ...inView(settings, invocation, view),
    ...{ readOnly, logFolder, logFile, looks: looksOf(settings), alerts: { bell, notify } },
    times: settings.times,
    density: view?.compact === undefined ? null : densityOf(view.compact),
    columns: view?.columns === undefined ? settings.columns : { ...settings.columns, asked: view.columns },
    views: views.map(namedView),
    commands,
    loaded: { ...memory, complaint: complaints.join(' ') || null },
    ...(shown && { shown }),
    asked: databases.asked,
  };
}

/** Requests what the dashboard is going to request first, so that it is read while the screen's parts are loading. */
function readEarly(
  readers: ReaderThread,
  options: Pick<StartOptions, 'filter' | 'sort' | 'columns' | 'density' | 'times' | 'loaded'>,
  world: World,
): void {
  const lines = world.output.rows ?? 0;
  const filter = firstFilter(options.filter, options.loaded.view);
  const request = firstRequest(filter, firstPanel(options), lines);
  readers.readEarly(request, (later) => servesFor(request, later));
}

/** Whether there is a terminal that can show the dashboard. */
function hasScreen(world: World): boolean {
  return world.output.isTTY === true && world.input().isTTY === true && !isDumb(world);
}

function isDumb({ environment }: World): boolean {
  return capabilities(environment, { isTTY: true }).dumb;
}

/** Begins to connect to a database on another host, or on a server. The caller closes the readers. */
export function openHost(
  open: NonNullable<DatabaseAddress['open']>,
  onQueues: (names: readonly string[]) => void = () => {},
): { readonly readers: HostReaders } & Required<Pick<DatabasePorts, 'noteIn'>> {
  const before: (LinkTrouble | null)[] = [];
  let note = (trouble: LinkTrouble | null): void => void before.push(trouble);
  const readers = open({ onLink: (trouble) => note(trouble), onQueues, firstWaitMs: slowMs });
  return {
    readers,
    noteIn: (diagnostics) => {
      note = (trouble) => {
        if (trouble === null) return diagnostics.note('link.up');
        const what = 'what' in trouble ? trouble.what : null;
        diagnostics.note('link.down', { why: trouble.kind, what });
      };
      for (const trouble of before.splice(0)) note(trouble);
    },
  };
}

/** The others wait this many ms for a host that doesn't answer, and are then shown without it. */
const firstWaitMs = 2000;

/**
 * Starts a thread that reads all that are on this host's own disks, and connects to what reads the others, while the rest
 * of the program loads; `early` is a thread of readers that was started already. `tell` hears of several queues in a
 * database of those others.
 */
export function openDatabases(
  databases: readonly DatabaseAddress[],
  logFolder: string | null,
  { folder, home, readerThread }: Pick<World, 'folder' | 'home' | 'readerThread'>,
  early: Worker | null,
  tell: TellQueues,
): readonly OpenedDatabase[] {
  let first = early;
  const thread = new SharedThread(() => {
    const ready = first !== null && first.threadId > 0 ? first : null;
    first = null;
    if (ready !== null) return ready;
    leaveLostFolder();
    return newThread(readerThread);
  });
  return databases.map((address) => {
    const { path: called, given = called, open } = address;
    const far = open?.({ firstWaitMs, onQueues: (names) => tell(given, names) }) ?? null;
    // The working folder may be deleted while the dashboard runs.
    const path = far === null ? resolve(folder, called) : called;
    const setup = { path, folders: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
    const readers = far ?? new ReaderThread(() => thread.share(), setup);
    return { address, path, readers, far };
  });
}
