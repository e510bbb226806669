import type { FilterChoice } from '../cli/filter-choice.js';
import type { JobAction } from '../commands/acting/job-action.js';
import type { DefaultDatabase } from '../commands/default-database.js';
import type { Panel, PanelOptions } from '../commands/print.js';
import type { CommandDatabase, NamedCommandDatabase } from '../commands/read-once.js';
import type { WaitedDatabase } from '../commands/wait.js';
import type { World } from '../commands/world.js';
import { memoryFolder } from '../settings/operator-memory.js';
import type { Settings } from '../settings/resolve.js';
import type { Looks } from '../terminal/capabilities.js';
import { onEndingSignals } from './ending-signals.js';
import { followed } from './follow-location.js';
import type { HostDatabase } from './host-database.js';
import type { Invocation } from './invocation.js';
import { configFile } from './settings.js';
import { startReaders } from './start-readers.js';

/** The commands for scripts, except for those that print the list. */
export type ScriptInvocation = Extract<
  Invocation,
  { readonly kind: Panel['kind'] | 'follow' | 'log' | 'metrics' | JobAction | 'wait' | 'doctor' }
>;

/** The databases that a command is about, and what the settings say. */
export interface ScriptContext {
  /** The only one: the file, or the name of the host that it is on. */
  readonly path: string;
  readonly onHost: HostDatabase | null;
  /** Several in its place; null: only that one. */
  readonly several: readonly NamedCommandDatabase[] | null;
  readonly settings: Settings;
  readonly usual: DefaultDatabase;
  readonly looks: Looks;
  /** The parts of the filter that were chosen, with those of the view. */
  readonly chosen: (choice: FilterChoice) => FilterChoice;
}

/** Runs a command for scripts, and returns the exit code. */
export async function runScript(
  invocation: ScriptInvocation,
  context: ScriptContext,
  world: World,
): Promise<number> {
  const { path, onHost, several, settings, usual, looks, chosen } = context;
  const { readOnly, logDir, databaseFrom } = settings;
  const commands = await import('./commands.js');
  const source = (): CommandDatabase =>
    several === null ? { path, host: onHost?.open() ?? null } : { path: '' };
  const only: NamedCommandDatabase = { name: path, path, ...(onHost !== null && { open: onHost.open }) };
  const databases = several ?? [only];
  switch (invocation.kind) {
    case 'causes':
    case 'workers':
    case 'parsers': {
      const { format, timeout } = invocation;
      return panelPrinted({ panel: invocation, format, timeout, ...source(), several, looks }, world);
    }
    case 'follow':
      return commands.follow(
        { ...invocation, looks, databases: followed(several ?? [{ ...only, name: null }], world) },
        world,
      );
    case 'log': {
      const options = { ...invocation, logFolder: logDir, looks };
      if (several === null) return commands.log({ ...options, ...source() }, world);
      return commands.logOf(options, several, world);
    }
    case 'metrics':
      return commands.metrics({ ...invocation, databases }, world);
    case 'retry':
    case 'cancel':
    case 'stop': {
      const options = { ...invocation, action: invocation.kind, ...source(), several, readOnly };
      return commands.act(options, world, onEndingSignals);
    }
    case 'wait': {
      const choice = chosen(invocation.choice);
      return commands.wait({ ...invocation, choice, databases: waited(databases, world) }, world);
    }
    case 'doctor': {
      const { environment, home } = world;
      const configuration = configFile(invocation.config, world)?.path ?? null;
      const places = {
        ...{ configuration, state: memoryFolder(environment, home) },
        cache: world.compileCache ?? null,
      };
      return commands.doctor({ ...invocation, ...source(), readOnly, databaseFrom, usual, places }, world);
    }
  }
}

function waited(databases: readonly NamedCommandDatabase[], world: World): readonly WaitedDatabase[] {
  return databases.map(({ name, path, open }) => ({
    name,
    path,
    isFar: open !== undefined,
    startReader: () => (open?.() ?? startReaders(path, null, world)).matchingCounts,
  }));
}

/** In the screen's colours, where they are wanted. */
async function panelPrinted(options: PanelOptions, world: World): Promise<number> {
  const { printPanel, styledText } = await import('./printing.js');
  return printPanel(options, world, styledText);
}
