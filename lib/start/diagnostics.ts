import { programVersion, type World } from '../commands/world.js';
import { type DiagnosticDetails, type Diagnostics, noDiagnostics } from '../diagnostics/diagnostics.js';
import { LogFile } from '../diagnostics/log-file.js';
import { withSourceLocations } from '../diagnostics/source-locations.js';
import type { StartOptions } from './ports.js';

/** Diagnostics that are written until the process ends, however it ends. `onFailure` is told why they can't be. */
export function openDiagnostics(
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
