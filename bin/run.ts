import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { wrongUsage } from '../lib/cli/command-table.js';
import { completionFor } from '../lib/cli/completion.js';
import type { FilterChoice } from '../lib/cli/filter-choice.js';
import { manPage } from '../lib/cli/man-page.js';
import { usualTimeoutMs } from '../lib/cli/point-in-time.js';
import type { JobAction } from '../lib/commands/acting/job-action.js';
import { dumbText } from '../lib/commands/appearance.js';
import { defaultDatabase, productFolder } from '../lib/commands/default-database.js';
import type { Panel } from '../lib/commands/print.js';
import { programDate, programVersion, versionText, type World } from '../lib/commands/world.js';
import { problemText, unexpectedText, writeOut } from '../lib/commands/write-out.js';
import { writeSchema } from '../lib/commands/write-schema.js';
import type { HostReaders } from '../lib/hosts/host-readers.js';
import { firstRequest, servesFor } from '../lib/machine/requests/picture-request.js';
import { defaultSort } from '../lib/model/sort.js';
import { type SettingsLayer, settingKeys, settingNames } from '../lib/settings/keys.js';
import { memoryFolder } from '../lib/settings/operator-memory.js';
import { firstFilter } from '../lib/settings/resolve.js';
import type { ReaderThread } from '../lib/snapshot/thread/reader-thread.js';
import {
  addressMeant,
  hostNamed,
  isElsewhere,
  labelOf,
  memoryKey,
  mistakenAddress,
  mistakenCommand,
  namesakeText,
  severalIn,
  whyNotThere,
} from '../lib/start/databases.js';
import { type HostDatabase, openHost, type WrongAddress } from '../lib/start/host-database.js';
import type { Invocation } from '../lib/start/invocation.js';
import { firstPanel, loadSavedView, nothingSaved } from '../lib/start/memory.js';
import type { StartOptions } from '../lib/start/ports.js';
import type { Disks } from '../lib/start/served-mounts.js';
import {
  choiceWith,
  configFile,
  densityOf,
  glyphsSetting,
  inView,
  looksOf,
  namedView,
  settingsFor,
  settingsIn,
  unreadText,
  viewNamed,
  whyNoWait,
} from '../lib/start/settings.js';
import { startReaders } from '../lib/start/start-readers.js';
import { capabilities } from '../lib/terminal/capabilities.js';
import { sanitize } from '../lib/view/text/sanitize.js';
import { parseCommandLine } from './command-line.js';

async function main(
  invocation: Invocation,
  world: World,
  early: Worker | null,
  disks: Disks,
): Promise<number> {
  switch (invocation.kind) {
    case 'done':
      return invocation.exitCode;
    case 'init':
    case 'migrate': {
      const { kind, path } = invocation;
      const file = resolve(world.folder, path);
      if (!isElsewhere(path)) await disks.ask([world.folder, file]);
      const meant = disks.isSilent(world.folder) ? null : addressMeant(path, world.folder, kind === 'init');
      if (!isElsewhere(path) && meant === null) {
        const disk = disks.isSilent(file) ? disks.diskOf(file, null) : null;
        if (disk === null) return writeSchema(kind, path, world);
        const { unanswered } = await import('../lib/start/disk-database.js');
        world.error.write(`${problemText(unanswered(path, disk, true))}\n`);
        return 1;
      }
      const sentence = whyNotThere(kind, meant ?? path);
      if (sentence !== null) {
        world.error.write(`jobs-view: ${sentence}\n`);
        return wrongUsage;
      }
      const { schemaOfPostgres } = await import('../lib/start/act-on-postgres.js');
      return writeSchema(kind, path, world, () => schemaOfPostgres(kind, path, world));
    }
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

type Settable = Extract<
  Invocation,
  {
    readonly kind:
      | 'print'
      | Panel['kind']
      | 'follow'
      | 'log'
      | 'metrics'
      | JobAction
      | 'wait'
      | 'doctor'
      | 'serve'
      | 'dashboard';
  }
>;

/** Runs a command that needs settings, with flags, environment and configuration file resolved. */
async function withSettings(
  invocation: Settable,
  world: World,
  early: Worker | null,
  disks: Disks,
): Promise<number> {
  const refuse = (text: string) => {
    world.error.write(text);
    return wrongUsage;
  };
  const { kind, path: given } = invocation;
  const paths = [given ?? [], 'others' in invocation ? invocation.others : []].flat();
  const folders = [memoryFolder(world.environment, world.home), productFolder(world).folder];
  const files = paths.filter((each) => !isElsewhere(each)).map((each) => resolve(world.folder, each));
  await disks.ask([world.folder, configFile(invocation.config, world)?.path ?? null, ...folders, ...files]);
  const mayBeCommand = (kind === 'dashboard' || kind === 'print') && !disks.isSilent(world.folder);
  const mistaken = mayBeCommand ? mistakenCommand(given, world.folder) : null;
  if (mistaken !== null) return refuse(mistaken);
  const found = settingsFor(flagsOf(invocation), invocation.config, world);
  if (found.kind === 'wrong') return refuse(found.text);
  const isScreen = kind === 'dashboard' && hasScreen(world);
  const unread = isScreen ? null : unreadText(invocation.config, world);
  if (unread !== null) world.error.write(`jobs-view: ${sanitize(unread, 5000)}\n`);
  const { views } = found.settings;
  const wanted = 'view' in invocation ? invocation.view : null;
  const named = wanted === null ? null : viewNamed(views, wanted);
  const refusal =
    typeof named === 'string' ? named : named !== null && kind === 'wait' ? whyNoWait(named) : null;
  if (refusal !== null || typeof named === 'string') return refuse(refusal ?? '');
  const chosen = (choice: FilterChoice) => (named === null ? choice : choiceWith(choice, named));
  const { database, readOnly, logDir, logFile, bell, notify } = found.settings;
  const { filter, sort } = inView(found.settings, invocation, named);
  const listed = sort.asked ?? sort.usual ?? defaultSort;
  const usual = defaultDatabase(world);
  const asked = database ?? usual.path;
  const logFolder = logDir === null ? null : resolve(world.folder, logDir);
  const elsewhere = async (each: string): Promise<HostDatabase | WrongAddress | null> =>
    (await hostNamed(each, found.settings, logFolderOf(invocation), world)) ??
    onDisk(each, { invocation, isScreen, logFolder }, disks, world);
  const several = await severalIn(invocation, found.settings, elsewhere, world);
  if (several !== null && 'kind' in several) return refuse(`jobs-view: ${several.sentence}\n`);
  const isNone = kind === 'serve' || ('demo' in invocation && invocation.demo);
  const places = isNone ? [] : (several?.map((each) => each.given) ?? [asked]);
  const meant = disks.isSilent(world.folder) ? null : mistakenAddress(places, world.folder);
  if (meant !== null) return refuse(meant);
  const onHost = kind === 'serve' || several !== null ? null : await elsewhere(asked);
  const refused =
    onHost?.kind === 'wrong' ? onHost.sentence : onHost !== null ? whyNotThere(kind, asked) : null;
  if (onHost?.kind === 'wrong' || refused !== null) return refuse(`jobs-view: ${refused}\n`);
  const path = onHost?.label ?? asked;
  const source = (): { path: string; host: HostReaders | null } => ({ path, host: onHost?.open() ?? null });
  const orDemo = database === null && !usual.isThere;
  const looks = looksOf(found.settings);
  switch (invocation.kind) {
    case 'print': {
      const options = { ...invocation, choice: chosen(invocation.choice), several, looks, sort: listed };
      const { demoPrinted, printed } = await import('../lib/start/printing.js');
      return invocation.demo ? demoPrinted(options, world) : printed({ ...options, ...source() }, world);
    }
    case 'serve':
      return (await import('../lib/start/serve.js')).serve(
        {
          only: invocation.path,
          usual: asked,
          readOnly: readOnly || invocation.readOnly,
          logFolder: logDir,
          disks,
        },
        world,
      );
    case 'dashboard': {
      const { demo } = invocation;
      const choice = chosen(invocation.choice);
      if (!isScreen) {
        if (isDumb(world) && world.output.isTTY === true)
          world.error.write(`${dumbText(world.environment)}\n`);
        const options = {
          format: 'text',
          several,
          limit: null,
          choice,
          sort: listed,
          failOnFailed: false,
        } as const;
        const { demoPrinted, printed } = await import('../lib/start/printing.js');
        return demo
          ? demoPrinted({ ...options, looks }, world)
          : printed({ ...options, ...source(), looks }, world);
      }
      const wantsDemo = demo || (orDemo && several === null);
      const alerts = { bell, notify };
      const kept = several === null ? asked : memoryKey(several, world);
      const isUnread = several !== null || disks.isSilent(resolve(world.folder, asked));
      const saved = wantsDemo ? nothingSaved : loadSavedView(kept, world, isUnread);
      const complaint = [unreadText(invocation.config, world) ?? [], saved.complaint ?? []].flat().join(' ');
      const loaded = { ...saved, complaint: complaint || null };
      const density = named?.compact === undefined ? null : densityOf(named.compact);
      const start = { filter, sort, density, views: views.map(namedView) };
      // The working folder may be deleted while the dashboard runs.
      const full = resolve(world.folder, path);
      const options = { readOnly, logFolder, loaded, looks, alerts, logFile, onHost, ...start };
      if (onHost !== null) {
        void early?.terminate();
        // The program that reads there starts while the screen's parts are loading.
        const far = openHost(onHost);
        const { runDashboard } = await import('../lib/start/dashboard.js');
        return runDashboard(onHost.label, options, world, far.readers, undefined, far);
      }
      if (several !== null) {
        const { startSeveral } = await import('../lib/start/start-several.js');
        const side = startSeveral(several, logFolder, world, early);
        const { runDashboard } = await import('../lib/start/dashboard.js');
        return runDashboard(labelOf(several), options, world, side, undefined, null, side);
      }
      // The thread starts while the screen's parts are loading.
      const readers = wantsDemo ? null : startReaders(full, logFolder, world, early);
      if (readers !== null) readEarly(readers, options, world);
      const { runDashboard, runDemo } = await import('../lib/start/dashboard.js');
      return readers === null ? runDemo(options, world, early) : runDashboard(path, options, world, readers);
    }
    default:
      return (await import('../lib/start/scripts.js')).runScript(
        invocation.kind === 'wait' && invocation.timeout !== null
          ? { ...invocation, timeout: less(invocation.timeout, disks) }
          : invocation,
        { path, onHost, several, settings: found.settings, usual, looks, chosen },
        world,
      );
  }
}

/** Nobody has looked which disks are served. */
const noDisks: Disks = {
  askedMs: 0,
  mountOf: () => null,
  diskOf: () => null,
  ask: async () => {},
  isSilent: () => false,
};

/** Commands that go on reading, so that the disk may stop answering meanwhile. */
const lasting: ReadonlySet<Settable['kind']> = new Set(['wait', 'follow']);

interface DiskUse {
  readonly invocation: Settable;
  readonly isScreen: boolean;
  readonly logFolder: string | null;
}

/**
 * A database that a process of its own reads, since its disk, or that of its logs, may stop answering while it is read;
 * null for one that can be read here.
 */
async function onDisk(
  path: string,
  { invocation, isScreen, logFolder: folder }: DiskUse,
  disks: Disks,
  world: World,
): Promise<HostDatabase | null> {
  const { kind, config } = invocation;
  const file = resolve(world.folder, path);
  const logFolder = isScreen || kind === 'log' ? folder : null;
  const disk = disks.diskOf(file, logFolder);
  if (disk === null || kind === 'serve') return null;
  await disks.ask([file, logFolder]);
  const isSilent = [file, logFolder].some((each) => each !== null && disks.isSilent(each));
  const lasts = isScreen || lasting.has(kind) || ('follows' in invocation && invocation.follows);
  if (!isSilent && !lasts) return null;
  const timeout = 'timeout' in invocation ? invocation.timeout : null;
  const answerMs = isScreen || kind === 'wait' ? null : less(timeout ?? usualTimeoutMs, disks);
  const { diskDatabase } = await import('../lib/start/disk-database.js');
  return diskDatabase({ path, file, logFolder, disk, isSilent, isScreen, config, answerMs }, world);
}

/** A command's time, ms, without what was spent on asking disks. */
function less(timeout: number, { askedMs }: Disks): number {
  return Math.max(0, timeout - Math.round(askedMs));
}

/** Whether there is a terminal that can show the dashboard. */
function hasScreen(world: World): boolean {
  return world.output.isTTY === true && world.input.isTTY === true && !isDumb(world);
}

function isDumb({ environment }: World): boolean {
  return capabilities(environment, { isTTY: true }).dumb;
}

/** Requests what the dashboard is going to request first, so that it is read while the screen's parts are loading. */
function readEarly(
  readers: ReaderThread,
  options: Pick<StartOptions, 'filter' | 'sort' | 'density' | 'loaded'>,
  world: World,
): void {
  const lines = world.output.rows ?? 0;
  const filter = firstFilter(options.filter, options.loaded.view);
  const request = firstRequest(filter, firstPanel(options), lines);
  readers.readEarly(request, (later) => servesFor(request, later));
}

/** The environment variables that are settings, each with its meaning, without code marks. */
function settingVariables(): [name: string, meaning: string][] {
  return settingNames.map((name) => {
    const { variable, description } = settingKeys[name];
    return [variable, description.replaceAll('`', '')];
  });
}

/** The folder of logs that the command line gives: on another host it is one there. */
function logFolderOf(invocation: Settable): string | null {
  return 'logFolder' in invocation ? invocation.logFolder : null;
}

/** The settings that the command line gives; those that it leaves out come from environment or file. */
function flagsOf(invocation: Settable): SettingsLayer {
  const database = invocation.path === null ? {} : { database: invocation.path };
  if (!('looks' in invocation)) return database;
  const { sort = null } = 'sort' in invocation ? invocation : {};
  const logDir =
    'logFolder' in invocation && invocation.logFolder !== null ? { logDir: invocation.logFolder } : {};
  const looked = {
    ...database,
    ...logDir,
    ...(sort === null ? {} : { sort }),
    ...glyphsSetting(invocation.looks),
  };
  if (invocation.kind !== 'dashboard') return looked;
  const { readOnly, logFile, alerts, choice } = invocation;
  return {
    ...looked,
    ...(logFile === null ? {} : { logFile }),
    ...(readOnly ? { readOnly } : {}),
    ...(alerts.bell ? {} : { bell: false }),
    ...(alerts.notify ? { notify: true } : {}),
    ...settingsIn(choice),
  };
}

/**
 * Does what the command line asks for (without the program's own name), and returns the exit code. `early` is a
 * reader thread that has already been started. The parser's output is collected first, so that a stdout that can't
 * be written to is handled like any other error.
 */
export async function run(
  args: readonly string[],
  given: World,
  early: Worker | null,
  disks: Disks = noDisks,
): Promise<number> {
  const world: World = { ...given, isSilent: (path) => disks.isSilent(path) };
  const printed: string[] = [];
  try {
    const invocation = parseCommandLine(args, versionText(), {
      out: (text) => printed.push(text),
      error: (text) => world.error.write(text),
    });
    await writeOut(world.output, printed);
    if (disks.mountOf(world.folder) === null) world.error.write(namesakeText(args, world.folder));
    return await main(invocation, world, early, disks);
  } catch (error) {
    world.error.write(`${unexpectedText(error)}\n`);
    return 1;
  }
}
