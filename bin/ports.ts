import type { AppPorts } from '../lib/app.js';
import { type FilterChoice, withChoice } from '../lib/cli/filter-choice.js';
import { defaultFilter } from '../lib/model/filter.js';
import { memoryFolder, OperatorMemory } from '../lib/settings/operator-memory.js';
import type { LiveDatabase } from '../lib/snapshot/live-database.js';
import type { TerminalSession } from '../lib/terminal/session.js';
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
  /** What the operator chose of the list's first filter. */
  readonly choice: FilterChoice;
  /** Whether what the operator clears is remembered. */
  readonly remembers: boolean;
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
    writer: new ActionWriter(path, order.readOnly),
    operator: operatorSide(world, session),
    logs: logPorts(path, order.logFolder, database, onLogNews, world),
    remember: ({ cleared }) => memory?.save({ cleared }) ?? null,
    filter: withChoice({ ...defaultFilter, cleared: memory?.load().cleared ?? null }, order.choice),
  };
}
