import { panelCommands } from '../cli/command-table.js';
import { act } from '../commands/act.js';
import type { JobAction } from '../commands/acting/job-action.js';
import type { DatabaseAddress } from '../commands/database.js';
import { doctor } from '../commands/doctor.js';
import { follow } from '../commands/follow.js';
import { log } from '../commands/log.js';
import { metrics } from '../commands/metrics.js';
import { actJournal } from '../commands/operator-records.js';
import type { Panel } from '../commands/print.js';
import { wait } from '../commands/wait.js';
import type { World } from '../commands/world.js';
import { onEndingSignals } from '../databases/host-database.js';
import type { OwnAct } from '../model/marks.js';
import { memoryFolder } from '../settings/operator-memory.js';
import type { Invocation } from './invocation.js';
import { chosen, onlyOf, type Resolved } from './resolve.js';
import { configFile, looksOf } from './settings.js';

/** The commands for scripts, except for those that print the list. */
type ScriptInvocation = Extract<
  Invocation,
  { readonly kind: Panel['kind'] | 'follow' | 'log' | 'metrics' | JobAction | 'wait' | 'doctor' }
>;

function isOfPanel(
  invocation: ScriptInvocation,
): invocation is Extract<ScriptInvocation, { readonly kind: Panel['kind'] }> {
  return panelCommands.some((kind) => kind === invocation.kind);
}

/** Runs a command for scripts, and returns the exit code. */
export async function runScript(
  invocation: ScriptInvocation,
  found: Resolved,
  world: World,
): Promise<number> {
  const { all: databases, asked, usual } = found.databases;
  const { readOnly, logDir, databaseFrom } = found.settings;
  const looks = looksOf(found.settings);
  if (isOfPanel(invocation)) {
    const { format, timeout } = invocation;
    const path = onlyOf(found.databases)?.path ?? asked;
    const { panelPrinted } = await import('./printing.js');
    return panelPrinted({ panel: invocation, format, timeout, path, databases, looks }, world);
  }
  switch (invocation.kind) {
    case 'follow':
      return follow({ ...invocation, looks, databases }, world);
    case 'log':
      return log({ ...invocation, logFolder: logDir, looks }, databases, world);
    case 'metrics':
      return metrics({ ...invocation, databases }, world);
    case 'retry':
    case 'cancel':
    case 'stop': {
      const options = { ...invocation, action: invocation.kind, databases, readOnly };
      const note = (done: OwnAct, { name }: Pick<DatabaseAddress, 'name'>) => {
        const given = databases.find((each) => each.name === name)?.given ?? asked;
        actJournal(given, world)?.note(done, world.now());
      };
      return act({ ...options, note }, world, onEndingSignals);
    }
    case 'wait': {
      const choice = chosen(invocation.choice, found);
      return wait({ ...invocation, choice, databases }, world);
    }
    case 'doctor': {
      const { environment, home } = world;
      const configuration = configFile(invocation.config, world)?.path ?? null;
      const places = {
        ...{ configuration, state: memoryFolder(environment, home) },
        cache: world.compileCache ?? null,
      };
      const from = databases.length === 1 ? databaseFrom : (databaseFrom ?? 'settings');
      return doctor({ ...invocation, databases, readOnly, databaseFrom: from, usual, places }, world);
    }
  }
}
