import type { AppPorts } from '../lib/app.js';
import { defaultFilter } from '../lib/model/filter.js';
import { memoryFolder, OperatorMemory } from '../lib/settings/operator-memory.js';
import type { LiveDatabase } from '../lib/snapshot/live-database.js';
import type { AlertChoices } from '../lib/terminal/alert-bytes.js';
import type { Looks } from '../lib/terminal/capabilities.js';
import type { TerminalSession } from '../lib/terminal/session.js';
import { sanitize } from '../lib/view/sanitize.js';
import { logPorts } from './log-ports.js';
import { operatorSide } from './operator-side.js';
import type { World } from './world.js';
import { ActionWriter } from './writer.js';

/** How the dashboard was asked to be. */
export interface DashboardOrder {
  /** Nothing is written to the database. */
  readonly readOnly: boolean;
  /** Where logs are that the database doesn't hold; null for nowhere. */
  readonly logFolder: string | null;
  /** Whether what the operator clears is remembered. */
  readonly remembers: boolean;
  readonly looks: Looks;
  readonly alerts: AlertChoices;
}

/** What the ports are made from. */
export interface DashboardParts {
  readonly session: TerminalSession;
  readonly database: LiveDatabase;
  /** Called when the log on the screen should be read again. */
  readonly onLogNews: () => void;
}

type Ports = Pick<AppPorts, 'writer' | 'operator' | 'logs' | 'remember' | 'filter'>;

/** The dashboard's ports beside those that show the list. */
export function portsFor(path: string, order: DashboardOrder, world: World, parts: DashboardParts): Ports {
  const { session, database, onLogNews } = parts;
  const folder = order.remembers ? memoryFolder(world.environment, world.home) : null;
  const memory = folder === null ? null : new OperatorMemory(folder, path);
  return {
    writer: new ActionWriter(path, order.readOnly, (sentence) =>
      world.error.write(`${sanitize(sentence, 1000)}\n`),
    ),
    operator: operatorSide(world, session),
    logs: logPorts(path, order.logFolder, database, onLogNews, world),
    remember: ({ cleared }) => memory?.save({ cleared }) ?? null,
    filter: { ...defaultFilter, cleared: memory?.load().cleared ?? null },
  };
}
