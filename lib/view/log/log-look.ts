import type { LogLook } from '../../machine/state/log-viewer.js';
import type { Appearance } from '../appearance.js';
import { cells } from '../text/width.js';
import { firstMatch, soughtPattern } from './match.js';
import { shownLine, wrappedRows } from './shown-line.js';

/** How lines of logs look, for the machine. */
export function logLookFor({ unicode }: Appearance): LogLook {
  return {
    rows: (line, settings, columns) =>
      settings.wrap ? wrappedRows(shownLine(line, settings, unicode), columns) : 1,
    cells: (line, settings) => shownLine(line, settings, unicode).cells,
    match: (line, settings) => {
      const pattern = soughtPattern(settings.search?.text ?? '');
      if (pattern === null) return null;
      const shown = shownLine(line, settings, unicode);
      const found = firstMatch(shown, pattern);
      if (found === null) return null;
      return {
        cell: cells(shown.text.slice(0, found.from)),
        cells: cells(shown.text.slice(found.from, found.to)),
      };
    },
  };
}
