import { resolve } from 'node:path';
import { runAction } from '../actions/run-action.js';
import type { AppPorts, Writer } from '../app/ports.js';
import type { DatabaseAddress } from '../commands/database.js';
import { actJournal } from '../commands/operator-records.js';
import type { World } from '../commands/world.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { HostReaders } from '../hosts/host-readers.js';
import type { OwnCommand } from '../model/commands/own-command.js';
import { qualifiedId } from '../model/job.js';
import { queuePathOf } from '../model/limits.js';
import type { NotedAct, OwnAct } from '../model/marks.js';
import type { Density, NamedView } from '../model/saved-view.js';
import { ActsElsewhere } from '../settings/act-journal.js';
import { firstFilter, type Settings } from '../settings/resolve.js';
import type { Readers } from '../snapshot/remote-readers.js';
import type { Looks } from '../terminal/capabilities.js';
import type { AlertChoices } from '../terminal/clipboard/route.js';
import type { TerminalSession } from '../terminal/session.js';
import { sanitize } from '../view/text/sanitize.js';
import { DatabaseWatcher } from '../watch/database-watcher.js';
import type { SharedFolders } from '../watch/shared-folders.js';
import { desktop, logPorts, remoteDesktop } from './desktop.js';
import { firstPanel, type OpenedMemory } from './memory.js';
import { type Act, ActionWriter } from './writer.js';

/** The settings that the dashboard was started with. */
export interface StartOptions extends Pick<Settings, 'readOnly' | 'sort' | 'columns' | 'times' | 'logFile'> {
  /** The folder of logs that the database doesn't hold; null for nowhere. */
  readonly logFolder: string | null;
  /** The filter to start with unless a saved view has one, and the parts of it that override a saved view. */
  readonly filter: Settings['filter'];
  /** Whether the list starts comfortable or compact; null: as it was last. */
  readonly density: Density | null;
  readonly views: readonly NamedView[];
  /** The operator's own commands. */
  readonly commands: readonly OwnCommand[];
  /** The operator's saved view and cleared jobs, and where they are kept. */
  readonly loaded: OpenedMemory;
  readonly looks: Looks;
  readonly alerts: AlertChoices;
  /** How the screen has the only database, if another program reads it. */
  readonly shown?: DatabaseAddress['shown'];
  /** The only database, as the operator or a setting names it. */
  readonly asked?: string;
}

/** How a database, or several together, are read, watched and written. */
export interface DatabasePorts extends Pick<Readers, 'snapshots' | 'logs' | 'listen'> {
  readonly watch: AppPorts['watch'];
  readonly writer: (writerFor: WriterFor) => Writer;
  /** From now on notes when the link goes up or down, and at once what happened to it until now; absent: there is none. */
  readonly noteIn?: (diagnostics: Pick<Diagnostics, 'note'>) => void;
}

/** Makes the writer of a database, which `far` reaches if it is on another host; `given`: see `actJournal`; `name`: where there are several. */
export type WriterFor = (path: string, far: HostReaders | null, given?: string, name?: string) => Writer;

/**
 * The ports of the file at a path, which is absolute; or, by its label, of a database on another host: `far` reads that.
 * `folders` watches a folder once for all files in it; absent: it is watched for this one.
 */
export function portsOfOne(
  path: string,
  readers: Pick<Readers, 'snapshots' | 'logs' | 'listen'>,
  far: HostReaders | null = null,
  folders: SharedFolders | null = null,
): DatabasePorts {
  return {
    snapshots: readers.snapshots,
    logs: readers.logs,
    listen: (listener) => readers.listen(listener),
    watch: (look, onChange, onNotice, onOvertaken) =>
      far?.watchWith(onChange, onNotice, onOvertaken) ??
      new DatabaseWatcher({
        path: queuePathOf(path).database,
        ...(folders && { watchFolder: (options) => folders.watch(options) }),
        look,
        onChange,
        onNotice: ({ sentence, detail }) => onNotice(sentence, detail),
      }),
    writer: (writerFor) => writerFor(path, far),
  };
}

/** What the ports are made from. */
export interface DashboardParts {
  readonly session: TerminalSession;
  readonly ports: DatabasePorts;
  readonly diagnostics: Diagnostics;
  /** Called with a sentence for the operator that isn't about the list. */
  readonly warn: (sentence: string) => void;
}

type Ports = Pick<
  AppPorts,
  | 'writer'
  | 'actsElsewhere'
  | 'operator'
  | 'logs'
  | 'remember'
  | 'keep'
  | 'seen'
  | 'filter'
  | 'panel'
  | 'views'
  | 'commands'
  | 'diagnostics'
>;

/** The dashboard's ports other than those that show the list. */
export function portsFor(path: string, options: StartOptions, world: World, parts: DashboardParts): Ports {
  const { session, ports, diagnostics, warn } = parts;
  const { shown } = options;
  const { memory, view, complaint, seen: lastSeen } = options.loaded;
  if (complaint !== null) {
    diagnostics.note('memory.failed', { sentence: complaint });
    warn(complaint);
  }
  const say = (sentence: string) => world.error.write(`${sanitize(sentence, 1000)}\n`);
  const elsewhere = new Map<string, { readonly name: string | undefined; readonly acts: ActsElsewhere }>();
  const writerFor: WriterFor = (own, link, given = options.asked ?? path, name) => {
    const act: Act = link === null ? runAction : (request, { signal } = {}) => link.perform(request, signal);
    const journal = memory === null ? null : actJournal(given, world);
    if (journal !== null && !elsewhere.has(given))
      elsewhere.set(given, { name, acts: new ActsElsewhere(journal, world.now()) });
    const note = (done: OwnAct) => elsewhere.get(given)?.acts.note(done, world.now());
    return new ActionWriter(own, options.readOnly, diagnostics, say, act, note);
  };
  const here = desktop(world, session, shown === undefined ? resolve(world.folder, path) : path);
  return {
    diagnostics,
    writer: ports.writer(writerFor),
    actsElsewhere: () => [...elsewhere.values()].flatMap(({ name, acts }) => named(acts.newsSoFar(), name)),
    operator: (shown?.isHere ?? true) ? here : remoteDesktop(here, path),
    logs: logPorts(ports.logs, world),
    remember: ({ filter: { cleared, ...filter }, panel }) => memory?.save({ cleared, filter, panel }) ?? null,
    keep: (seen) => memory?.saveSeen(seen),
    seen: lastSeen,
    filter: firstFilter(options.filter, view),
    panel: firstPanel(options),
    views: options.views,
    commands: options.commands,
  };
}

/** Acts whose jobs are called as they are in a list of several databases. */
function named(acts: readonly NotedAct[], database: string | undefined): readonly NotedAct[] {
  return database === undefined
    ? acts
    : acts.map((act) => ({ ...act, ids: act.ids.map((id) => qualifiedId(database, id)) }));
}
