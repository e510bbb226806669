import { afterEach, describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Picture } from '../../lib/model/picture.js';
import { recordProgress } from '../../lib/model/progress.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import type { Appearance } from '../../lib/view/appearance.js';
import type { Size } from '../../lib/view/frame.js';
import { frameOf } from '../../lib/view/frame-of.js';
import { helpHeight } from '../../lib/view/help.js';
import { heightOf } from '../../lib/view/job/job-lines.js';
import { roomOf } from '../../lib/view/layout.js';
import { expectGolden } from '../support/golden.js';
import { countingPictureOf, now, pictureOf, sceneJobs } from '../view/scene.js';
import { type Stage, stage } from '../widgets/stage.js';
import { fiveCauses } from './causes-scene.js';
import { rows } from './section-4.js';
import { queuedJobs } from './worker-scenes.js';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
];

const path = '/home/operator/.casparian_flow/casparian_flow.sqlite3';
const appearance: Appearance = {
  unicode: true,
  home: '/home/operator',
  databaseLabel: path,
  host: 'worker-1',
  keys: keymap,
};
const empty = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
const noTotals = { filesProcessed: 0, filesTotal: 0, outputBytes: 0n };

/** What has happened before the picture is taken, by the name of the screen. */
const scenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  '3.1-default-view': [picture(pictureOf(sceneJobs))],
  ...Object.fromEntries(
    Object.entries(rows).map(([name, job]) => {
      const counts = { ...empty, [job.status]: 1 };
      return [name, [picture(pictureOf([job], { counts, totals: noTotals }))]];
    }),
  ),
  loading: [],
  'loading-with-progress': [
    { type: 'read-progress', progress: { bytesRead: 340_000_000, databaseBytes: 1_100_000_000 } },
  ],
  counting: [picture(countingPictureOf(sceneJobs))],
  'counting-with-nothing-to-list': [picture(countingPictureOf([]))],
  overtaken: [picture(pictureOf(sceneJobs)), { type: 'changed', at: now - 4000 }],
  'no-jobs': [picture(pictureOf([], { counts: empty, totals: noTotals }))],
  'all-filtered': [picture(pictureOf([], { counts: { ...empty, queued: 45 }, totals: noTotals }))],
  queue: [
    picture(pictureOf(queuedJobs, { counts: { ...empty, queued: queuedJobs.length }, totals: noTotals })),
  ],
  waiting: [{ type: 'problem', problem: problemOf('missing', path), at: now - 5000 }],
  unreadable: [{ type: 'problem', problem: problemOf('unreadable', path), at: now - 5000 }],
  'busy-with-last-good-picture': [
    picture(pictureOf(sceneJobs, { asOf: now - 12_000 })),
    { type: 'problem', problem: problemOf('busy', path), at: now - 12_000 },
  ],
  help: [picture(pictureOf(sceneJobs)), { type: 'key', key: '?' }],
  compact: [picture(pictureOf(sceneJobs)), { type: 'key', key: 'z' }],
  causes: [{ type: 'key', key: 'e' }, picture({ ...pictureOf(sceneJobs), causes: fiveCauses })],
  'causes-being-read': [
    { type: 'key', key: 'e' },
    picture({ ...pictureOf(sceneJobs), causes: { ...fiveCauses, total: 7, unread: 4021 } }),
    { type: 'key', key: 'j' },
  ],
  'causes-of-nothing': [
    { type: 'key', key: 'e' },
    picture({
      ...pictureOf(sceneJobs),
      causes: { groups: [], total: 0, failed: 0, unread: 0, sample: null },
    }),
  ],
  'causes-searched': [
    { type: 'key', key: 'e' },
    picture({ ...pictureOf(sceneJobs), causes: fiveCauses }),
    ...['/', 'e', 'r', 'r', 'n', 'o'].map((key): JobsEvent => ({ type: 'key', key })),
  ],
  'causes-question': [
    { type: 'key', key: 'e' },
    picture({ ...pictureOf(sceneJobs), causes: fiveCauses }),
    { type: 'key', key: 'R' },
  ],
};

function picture(shown: Picture): JobsEvent {
  return { type: 'picture', picture: shown };
}

let open: Stage | null = null;

afterEach(() => {
  open?.close();
  open = null;
});

async function screenOf(events: readonly JobsEvent[], size: Size, look = appearance): Promise<string> {
  const machine = new JobsStateMachine({
    heightOf,
    recordProgress,
    helpLines: (state) => helpHeight(look, size, state),
  });
  machine.handle({ type: 'room', room: roomOf(size) });
  for (const event of events) machine.handle(event);
  open = stage({ size });
  await open.show(frameOf(machine.state, size, now, look));
  return open.screen.text();
}

describe.each(sizes)('the screen at $columns×$rows', (size) => {
  it.each(Object.keys(scenes))('shows %s', async (name) => {
    const text = await screenOf(scenes[name] ?? [], size);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(size.rows);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([size.columns]));
    expectGolden(`${name}-${size.columns}x${size.rows}`, text);
  });
});

describe('the screen where room or letters are short', () => {
  it('shows the scene in ASCII', async () => {
    const text = await screenOf(
      scenes['3.1-default-view'] ?? [],
      { columns: 80, rows: 24 },
      {
        ...appearance,
        unicode: false,
      },
    );
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expectGolden('3.1-default-view-ascii-80x24', text);
  });

  it('says in ASCII that it is counting', async () => {
    const ascii = { ...appearance, unicode: false };
    const text = await screenOf(scenes.counting ?? [], { columns: 80, rows: 24 }, ascii);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expectGolden('counting-ascii-80x24', text);
  });

  it('says at the smallest size that it is counting', async () => {
    expectGolden('counting-60x16', await screenOf(scenes.counting ?? [], { columns: 60, rows: 16 }));
  });

  it('shows the scene at the smallest size', async () => {
    expectGolden(
      '3.1-default-view-60x16',
      await screenOf(scenes['3.1-default-view'] ?? [], { columns: 60, rows: 16 }),
    );
  });

  it('says so below it', async () => {
    expectGolden(
      'too-small-59x16',
      await screenOf(scenes['3.1-default-view'] ?? [], { columns: 59, rows: 16 }),
    );
  });
});
