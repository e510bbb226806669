import { resolve } from 'node:path';
import { panelCommands } from '../cli/command-table.js';
import type { FilterChoice } from '../cli/filter-choice.js';
import { after } from '../clock.js';
import type { DatabaseAddress } from '../commands/database.js';
import { type DefaultDatabase, defaultDatabase, productFolder } from '../commands/default-database.js';
import type { World } from '../commands/world.js';
import { addressFile, listed } from '../databases/address-list.js';
import {
  awaited,
  type EachQueue,
  hostNamed,
  isElsewhere,
  mistakenAddress,
  mistakenCommand,
  severalIn,
  whyNotThere,
} from '../databases/databases.js';
import type { Links, WrongAddress } from '../databases/host-database.js';
import type { ServedDisks } from '../databases/served-mounts.js';
import { type AskHost, eachOf, queueByQueue } from '../databases/several-queues.js';
import type { HostReaders } from '../hosts/host-readers.js';
import { usualTimeoutMs } from '../model/filter/point-in-time.js';
import { everyJob } from '../model/filter.js';
import { ownQueue, withQueue } from '../model/limits.js';
import { memoryFolder } from '../settings/operator-memory.js';
import type { Settings } from '../settings/resolve.js';
import type { OwnView } from '../settings/views.js';
import type { NamedPath } from '../sources/database-names.js';
import { sanitize } from '../view/text/sanitize.js';
import type { ConfiguredInvocation } from './invocation.js';
import {
  choiceWith,
  configFile,
  flagsOf,
  settingsFor,
  unreadText,
  viewNamed,
  whyNoWait,
} from './settings.js';

/** What an invocation comes to: the settings, the view and the databases that it names. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly settings: Settings;
  /** The view that was asked for; null: none. */
  readonly view: OwnView | null;
  /** The folder of logs that the settings name, absolute; null: none. */
  readonly logFolder: string | null;
  readonly databases: ChosenDatabases;
}

/** The lines for stderr that say why an invocation can't be carried out. */
interface Refused {
  readonly kind: 'wrong';
  readonly text: string;
}

/** The databases that an invocation is about. */
export interface ChosenDatabases {
  readonly kind: 'databases';
  /** The only one, or the first, as the operator or a setting names it. */
  readonly asked: string;
  /** At least one. */
  readonly all: readonly DatabaseAddress[];
  /** The one that is used where nobody names one. */
  readonly usual: DefaultDatabase;
  /** `all` with each queue by itself, where it is found out later which queues the databases on hosts have. */
  readonly eachQueue: EachQueue;
}

/** The only database of a command; null: there are several. */
export function onlyOf({ all }: ChosenDatabases): DatabaseAddress | null {
  const [only = null] = all;
  return all.length > 1 ? null : only;
}

/** How an invocation is carried out. */
export interface Surroundings {
  readonly world: World;
  /** Which disks are served. */
  readonly disks: ServedDisks;
  /** Whether the dashboard is shown. */
  readonly isScreen: boolean;
  readonly asked: Links;
}

/** Resolves flags, environment and configuration file, and finds out who reads the databases that they name. */
export async function resolved(
  given: ConfiguredInvocation,
  surroundings: Surroundings,
): Promise<Resolved | Refused> {
  const { world, disks, isScreen } = surroundings;
  await askDisks(given, surroundings);
  const invocation = oneByOne(given, world);
  if (invocation.kind === 'wrong') return refused(invocation.sentence);
  if (invocation !== given) await askDisks(invocation, surroundings);
  const isList = invocation.kind === 'dashboard' || invocation.kind === 'print';
  const mayBeCommand = isList && !disks.isSilent(world.folder);
  const mistaken = mayBeCommand ? mistakenCommand(invocation.path, world.folder) : null;
  if (mistaken !== null) return { kind: 'wrong', text: mistaken };
  const found = await settingsFor(flagsOf(invocation), invocation.config, world);
  if (found.kind === 'wrong') return found;
  await disks.ask([found.settings.database ?? ''].map((path) => addressFile(path, world)));
  const settings = invocation.path === null ? withEach(found.settings, invocation, world) : found.settings;
  if ('kind' in settings) return refused(settings.sentence);
  const unread = isScreen ? null : unreadText(invocation.config, world);
  if (unread !== null) world.error.write(`jobs-view: ${sanitize(unread, 5000)}\n`);
  const view = viewOf(invocation, settings);
  if (typeof view === 'string') return { kind: 'wrong', text: view };
  const logFolder = settings.logDir === null ? null : resolve(world.folder, settings.logDir);
  const databases = await databasesOf(invocation, settings, logFolder, surroundings);
  if (databases.kind === 'wrong') return databases;
  return { kind: 'resolved', settings, view, logFolder, databases };
}

/** An invocation with each database that it names by itself. */
function oneByOne(invocation: ConfiguredInvocation, world: World): ConfiguredInvocation | WrongAddress {
  const { path } = invocation;
  if (path === null) return invocation;
  const others = 'others' in invocation ? invocation.others : [];
  const all = listed(
    [path, ...others].map((each) => ({ path: each })),
    world,
  );
  if ('kind' in all) return all;
  const [first = path, ...rest] = all.map((each) => each.path);
  if (first === path && rest.length === others.length) return invocation;
  if ('others' in invocation) return { ...invocation, path: first, others: rest };
  return rest.length === 0 ? { ...invocation, path: first } : onlyOne(invocation.kind);
}

function onlyOne(command: string): WrongAddress {
  return { kind: 'wrong', sentence: `${command} takes one database, and these are several` };
}

/** The settings with each file of a folder or a pattern among their databases by itself. */
function withEach(
  settings: Settings,
  invocation: ConfiguredInvocation,
  world: World,
): Settings | WrongAddress {
  const { database, databases } = settings;
  const all = listed(databases.length > 0 || database === null ? databases : [{ path: database }], world);
  if ('kind' in all) return all;
  const [only, ...others] = all;
  if (databases.length > 0 || only === undefined) return { ...settings, databases: all };
  if (others.length === 0) return { ...settings, database: only.path };
  return 'others' in invocation ? { ...settings, databases: all } : onlyOne(invocation.kind);
}

/** The parts of the filter that flags choose, with those of the view. */
export function chosen(choice: FilterChoice, { view }: Pick<Resolved, 'view'>): FilterChoice {
  return view === null ? choice : choiceWith(choice, view);
}

/** A command's time, ms, without what was spent on asking disks. */
export function withoutAsking(timeout: number, { askedMs }: ServedDisks): number {
  return Math.max(0, timeout - Math.round(askedMs));
}

/** Asks the disks of everything that may be read or written before the databases are known. */
function askDisks(invocation: ConfiguredInvocation, { world, disks }: Surroundings): Promise<void> {
  const folders = [memoryFolder(world.environment, world.home), productFolder(world).folder];
  const paths = [invocation.path ?? [], 'others' in invocation ? invocation.others : []].flat();
  const files = paths.map((path) => addressFile(path, world) ?? path).filter((path) => !isElsewhere(path));
  return disks.ask([
    configFile(invocation.config, world)?.path ?? null,
    ...folders,
    ...files.map((file) => resolve(world.folder, file)),
  ]);
}

/** The view that is asked for, or the line that says why it can't be had; null: none is. */
function viewOf(invocation: ConfiguredInvocation, { views }: Settings): OwnView | string | null {
  const wanted = 'view' in invocation ? invocation.view : null;
  if (wanted === null) return null;
  const view = viewNamed(views, wanted);
  const refusal = typeof view === 'string' || invocation.kind !== 'wait' ? null : whyNoWait(view);
  return refusal ?? view;
}

/** What reads one picture and prints it; so does the dashboard where there is no screen. */
const oncePrinted: ReadonlySet<string> = new Set([...['print', 'dashboard', ...panelCommands, 'metrics']]);

/** The databases, or why they can't be used. */
async function databasesOf(
  invocation: ConfiguredInvocation,
  settings: Settings,
  logFolder: string | null,
  surroundings: Surroundings,
): Promise<ChosenDatabases | Refused> {
  const { kind } = invocation;
  const { world, disks, isScreen } = surroundings;
  // How long `wait` waits, it decides itself.
  const timeout = 'timeout' in invocation && kind !== 'wait' ? invocation.timeout : null;
  /** Who reads the database that a path names. The folder of logs that a flag names is one there. */
  const addressOf = async (path: string): Promise<DatabaseAddress | WrongAddress> => {
    const folder = 'logFolder' in invocation ? invocation.logFolder : null;
    const far = await hostNamed(path, settings, folder, world, surroundings.asked);
    if (far === null)
      return (await onDisk(path, invocation, logFolder, surroundings)) ?? { name: path, path };
    return 'sentence' in far || isScreen ? far : awaited(far, timeout, world);
  };
  const usual = defaultDatabase(world);
  const { queue = null } = invocation;
  const isOnce = !isScreen && oncePrinted.has(kind);
  const plain = settings.database ?? usual.path;
  const asked = queue === null ? plain : withQueue(plain, queue);
  const all = namedIn(invocation, settings, plain);
  // The doctor names the queues in a database itself.
  const isWhole = kind === 'doctor' && queue === null;
  /** Links that have been asked which queues are there: they are used afterwards. */
  const linked = new Map<string, DatabaseAddress>();
  const reached = async (path: string) => linked.get(path) ?? addressOf(path);
  const askHost: AskHost = async (path) => {
    // The dashboard doesn't wait for a host: it hears of them with its first picture.
    const far = isScreen ? null : await addressOf(path);
    if (far === null || 'sentence' in far || far.open === undefined) return [];
    const { open } = far;
    const readers = open();
    const ms = ('timeout' in invocation && invocation.timeout) || usualTimeoutMs;
    const names = await queuesOf(readers, ms);
    if (names.length > 1 && !names.includes(ownQueue)) void readers.close();
    else {
      // Whoever opens it first goes on with these readers, and any other connects again.
      const { hosts } = surroundings.asked;
      hosts.add(readers);
      linked.set(path, { ...far, open: (options) => (hosts.delete(readers) ? readers : open(options)) });
    }
    return names;
  };
  const each = isWhole
    ? all
    : await queueByQueue(all, queue, world, disks, askHost, isOnce ? surroundings.asked : null);
  const several = await severalIn(kind, each, reached);
  if (several !== null && 'sentence' in several) return refused(several.sentence);
  const isNone = kind === 'serve' || ('demo' in invocation && invocation.demo);
  const places = isNone ? [] : (several?.map(({ path, given = path }) => given) ?? [asked]);
  const meant = disks.isSilent(world.folder) ? null : mistakenAddress(places, world.folder);
  if (meant !== null) return { kind: 'wrong', text: meant };
  const only = kind === 'serve' || several !== null ? { name: asked, path: asked } : await reached(asked);
  if ('sentence' in only) return refused(only.sentence);
  const sentence = only.open === undefined ? null : whyNotThere(kind, asked);
  if (sentence !== null) return refused(sentence);
  const eachQueue: EachQueue = (found) => {
    const named = all.flatMap((database) => eachOf(database, found.get(database.path) ?? []));
    return severalIn(kind, named, addressOf);
  };
  return { kind: 'databases', asked, all: several ?? [only], usual, eachQueue };
}

/** The databases that an invocation may take together. */
function namedIn(invocation: ConfiguredInvocation, settings: Settings, only: string): readonly NamedPath[] {
  if (!('others' in invocation) || ('demo' in invocation && invocation.demo)) return [];
  const { path, others } = invocation;
  if (path !== null) return [path, ...others].map((each) => ({ path: each }));
  return settings.databases.length > 0 ? settings.databases : [{ path: only }];
}

function refused(sentence: string): Refused {
  return { kind: 'wrong', text: `jobs-view: ${sentence}\n` };
}

/**
 * A database that a process of its own reads, since its disk, or that of its logs, may stop answering while it is read;
 * null for one that can be read here.
 */
async function onDisk(
  label: string,
  invocation: ConfiguredInvocation,
  folder: string | null,
  { world, disks, isScreen }: Surroundings,
): Promise<DatabaseAddress | null> {
  const { kind, config } = invocation;
  const path = resolve(world.folder, label);
  const logFolder = isScreen || kind === 'log' ? folder : null;
  const disk = disks.diskOf(path, logFolder);
  if (disk === null || kind === 'serve') return null;
  const showsSilence = isScreen || kind === 'wait';
  const timeout = ('timeout' in invocation ? invocation.timeout : null) ?? usualTimeoutMs;
  await disks.ask([path, logFolder], showsSilence ? 0 : withoutAsking(timeout, disks));
  const isSilent = disks.isSilent(path) || disks.isSilent(logFolder);
  const runsOn = showsSilence || kind === 'follow' || ('follows' in invocation && invocation.follows);
  if (!isSilent && !runsOn) return null;
  const limits = { ...(isSilent && { firstWaitMs: 0 }), ...(!showsSilence && { answerMs: usualTimeoutMs }) };
  const { diskDatabase } = await import('../databases/disk-database.js');
  return diskDatabase({ label, path, logFolder, disk, config, ...limits }, world);
}

/** The names of the queues in a database on another host; none if there is one at most, or within some ms no answer. */
async function queuesOf({ snapshots }: HostReaders, ms: number): Promise<readonly string[]> {
  const anchor = { kind: 'index', index: 0 } as const;
  const read = snapshots.read({ filter: everyJob, anchor, before: 0, after: 0, failures: 0 });
  const late = new Promise<null>((resolve) => {
    const cancel = after(ms, () => resolve(null));
    void read.then(cancel);
  });
  const result = await Promise.race([read, late]);
  return (result?.kind === 'picture' && result.picture.queues) || [];
}
