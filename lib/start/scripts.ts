import { act } from '../commands/act.js';
import type { JobAction } from '../commands/acting/job-action.js';
import { doctor } from '../commands/doctor.js';
import { follow } from '../commands/follow.js';
import { log } from '../commands/log.js';
import { metrics } from '../commands/metrics.js';
import { actJournal, followed } from '../commands/operator-records.js';
import type { Panel } from '../commands/print.js';
import { type CommandDatabase, opened } from '../commands/read-once.js';
import { type WaitedDatabase, wait } from '../commands/wait.js';
import type { World } from '../commands/world.js';
import { onEndingSignals } from '../databases/host-database.js';
import type { OwnAct } from '../model/marks.js';
import { memoryFolder } from '../settings/operator-memory.js';
import { startReaders } from '../snapshot/thread/start-readers.js';
import type { Invocation } from './invocation.js';
import { chosen, forCommand, type Resolved } from './resolve.js';
import { configFile, looksOf } from './settings.js';

/** The commands for scripts, except for those that print the list. */
type ScriptInvocation = Extract<
  Invocation,
  { readonly kind: Panel['kind'] | 'follow' | 'log' | 'metrics' | JobAction | 'wait' | 'doctor' }
>;

/** Runs a command for scripts, and returns the exit code. */
export async function runScript(
  invocation: ScriptInvocation,
  found: Resolved,
  world: World,
): Promise<number> {
  const { path, asked, several, usual } = found.databases;
  const { readOnly, logDir, databaseFrom } = found.settings;
  const looks = looksOf(found.settings);
  const databases = forCommand(found.databases);
  switch (invocation.kind) {
    case 'causes':
    case 'workers':
    case 'parsers': {
      const { format, timeout } = invocation;
      const { panelPrinted } = await import('./printing.js');
      return panelPrinted({ panel: invocation, format, timeout, path, databases, looks }, world);
    }
    case 'follow': {
      const all = several ?? databases.map((each) => ({ ...each, name: null, given: asked }));
      return follow({ ...invocation, looks, databases: followed(all, world) }, world);
    }
    case 'log':
      return log({ ...invocation, logFolder: logDir, looks }, databases, world);
    case 'metrics':
      return metrics({ ...invocation, databases }, world);
    case 'retry':
    case 'cancel':
    case 'stop': {
      const options = { ...invocation, action: invocation.kind, databases, readOnly };
      const note = (done: OwnAct, name: string | null) => {
        const given = several?.find((each) => each.name === name)?.given ?? asked;
        actJournal(given, world)?.note(done, world.now());
      };
      return act({ ...options, note }, world, onEndingSignals);
    }
    case 'wait': {
      const choice = chosen(invocation.choice, found);
      return wait({ ...invocation, choice, databases: waited(databases, world) }, world);
    }
    case 'doctor': {
      const { environment, home } = world;
      const configuration = configFile(invocation.config, world)?.path ?? null;
      const places = {
        ...{ configuration, state: memoryFolder(environment, home) },
        cache: world.compileCache ?? null,
      };
      const from = several === null ? databaseFrom : (databaseFrom ?? 'settings');
      const examined = opened(databases, invocation.timeout);
      return doctor(
        { ...invocation, databases: examined, readOnly, databaseFrom: from, usual, places },
        world,
      );
    }
  }
}

function waited(databases: readonly CommandDatabase[], world: World): readonly WaitedDatabase[] {
  return databases.map(({ name, path, open }) => ({
    name,
    path,
    isFar: open !== undefined,
    startReaders: () => open?.() ?? startReaders(path, null, world),
  }));
}
