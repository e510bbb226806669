import { afterEach, describe, it } from '@jest/globals';
import type { JobsEvent } from '../lib/machine/state/event.js';
import type { Size } from '../lib/view/frame.js';
import { svgOf } from './pictures/svg.js';
import { fiveCauses } from './screens/causes-scene.js';
import { LogSession, workerLog } from './screens/log-session.js';
import { monitoring } from './screens/monitoring-scene.js';
import { details, pipeline } from './screens/panel-scenes.js';
import { closeStage, terminalAfter } from './screens/stage-machine.js';
import { expectFile } from './support/golden.js';
import { pictureOf, sceneJobs } from './view/scene.js';

const size: Size = { columns: 100, rows: 28 };
const list: JobsEvent = { type: 'picture', picture: pictureOf(sceneJobs, { pipeline }) };
const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));
const failed = details['failed-parse'];
const measured: JobsEvent = {
  type: 'picture',
  picture: pictureOf(sceneJobs, {
    counts: { queued: 45, running: 3, complete: 1247, failed: 12, cancelled: 0, other: 0 },
    monitoring,
  }),
};

/** What a picture is of, and what has happened before it is taken. */
const scenes: Readonly<Record<string, { readonly title: string; readonly events: readonly JobsEvent[] }>> = {
  list: {
    title:
      'The job list: failed jobs first, then running ones with their progress, then the rest with their output',
    events: [list, ...keys('P'), list],
  },
  detail: {
    title: 'The detail panel of a failed job, with its failures',
    events: [
      { type: 'picture', picture: pictureOf([failed.job]) },
      ...keys('Enter'),
      { type: 'picture', picture: pictureOf([failed.job], { detail: failed }) },
    ],
  },
  causes: {
    title: 'Failures by cause, the most frequent first, with the error of one job in full',
    events: [...keys('e'), { type: 'picture', picture: { ...pictureOf(sceneJobs), causes: fiveCauses } }],
  },
  monitoring: {
    title: 'The monitoring panel: queue, throughput and sinks',
    events: [measured, ...keys('m'), measured],
  },
};

afterEach(closeStage);

describe('a picture in the documents', () => {
  it.each(Object.entries(scenes))('shows what the program draws: %s', async (name, { title, events }) => {
    const screen = await terminalAfter(events, size);
    expectFile(`docs/pictures/${name}.svg`, svgOf(screen, size.columns, size.rows, title));
  });

  it('shows what the program draws: log', async () => {
    const session = new LogSession(size, workerLog());
    session.select('running').keys('l', '/').type('warn|row \\d+:').keys('Enter');
    await session.screen();
    const title = 'The log viewer, after a search for a regular expression';
    expectFile('docs/pictures/log.svg', svgOf(session.terminal, size.columns, size.rows, title));
    session.close();
  });
});
