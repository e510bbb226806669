import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../lib/machine/state/event.js';
import type { Size } from '../lib/view/frame.js';
import { svgOf } from './pictures/svg.js';
import { fiveCauses } from './screens/causes-scene.js';
import { LogSession, workerLog } from './screens/log-session.js';
import { monitoring } from './screens/monitoring-scene.js';
import { details, pipeline } from './screens/panel-scenes.js';
import { closeStage, terminalAfter } from './screens/stage-machine.js';
import { Emulator } from './support/emulator.js';
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

describe('a picture of a screen', () => {
  it('draws texts where they stand, in their colours, and escapes them', async () => {
    const screen = new Emulator({ columns: 12, rows: 2 });
    await screen.write(' \x1b[31mab\x1b[0m<\r\n\x1b[7mx \x1b[0m');
    const svg = svgOf(screen, 12, 2, 'a "title"');
    expect(svg).toContain('aria-label="a &#34;title&#34;"');
    expect(svg).toMatch(/<text x="20.4" y="24.8" textLength="16.8" [^>]*fill="#e8646a">ab<\/text>/);
    expect(svg).toMatch(/<text x="37.2" [^>]*>&#60;<\/text>/);
    expect(svg).toMatch(/<rect x="12" y="28.4" width="16.8" height="16.4" fill="#d5d8df"\/>/);
    expect(svg).toMatch(/<text x="12" y="41.2" textLength="8.4" [^>]*fill="#16181d">x<\/text>/);
    screen.dispose();
  });

  it('draws frames and bars without a font, so that they are straight in any viewer', async () => {
    const screen = new Emulator({ columns: 12, rows: 3 });
    await screen.write('┌── a b ───┐\r\n│▂██░      │\r\n└══════════┘');
    const svg = svgOf(screen, 12, 3, 'a frame');
    const right = 12 + 11.5 * 8.4;
    expect(svg).toContain('<path d="M16.2 20.2H37.2M79.2 20.2H108.6M16.2 20.2V28.4M108.6 20.2V28.4"');
    expect([...svg.matchAll(/[MH]([\d.]+)/g)].map(([, x]) => Number(x)).filter((x) => x > right)).toEqual([]);
    expect(svg.match(/>[^<\n]+</g)).toEqual(['>a<', '>b<']);
    expect(svg).toMatch(/<rect x="20.4" y="40.7" width="8.4" height="4.1" opacity="1"/);
    expect(svg).toMatch(
      /<rect x="28.8" y="28.4" width="16.8" height="16.4" opacity="1" [^>]*\/>\n<rect x="45.6" [^>]*opacity="0.25"/,
    );
    screen.dispose();
  });
});
