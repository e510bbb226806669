import type { JobsEvent } from '../../lib/machine/state/event.js';
import { type Job, qualifiedId } from '../../lib/model/job.js';
import { noCounts, type PicturedDatabase } from '../../lib/model/picture.js';
import { countingPictureOf, minute, now, sceneJobs } from '../view/scene.js';
import { fiveCauses } from './causes-scene.js';
import { keys, read, type Scenes } from './events.js';

const names = ['live', 'archive', 'north/state-of-the-queue', '夜間'];
const nameOf = (index: number) => names[index % names.length] ?? '';

/** The jobs of the usual scene, in turn of one of the databases. */
const jobs = sceneJobs.map(
  (job, index): Job => ({ ...job, id: qualifiedId(nameOf(index), job.id), database: nameOf(index) }),
);

const counts = { queued: 45, running: 2, complete: 1204, failed: 1, cancelled: 0, other: 0 };

const sound: readonly PicturedDatabase[] = names.map((name, index) => ({
  name,
  path: `/home/operator/queues/${name}.sqlite`,
  asOf: now - index * 1000,
  counts: { ...counts, failed: index },
  troubles: { gone: 0, silent: 0, stalled: 0 },
  isIncluded: true,
  isListed: true,
  problem: null,
}));

const silent = {
  code: 'silent',
  sentence: 'The database does not answer.',
  file: '/home/operator/queues/north.sqlite',
  advice: 'The others do not wait for it: it is shown again as soon as it answers.',
} as const;

const missing = {
  code: 'missing',
  sentence: 'There is no database here yet.',
  file: '/home/operator/queues/archive.sqlite',
  advice: 'It will be shown as soon as it is there.',
} as const;

const unread = { asOf: null, counts: null, troubles: null, isIncluded: false } as const;

/** One has yet to be counted, one can't be reached, and one has changed since it was read. */
const late = sound.map((database, index): PicturedDatabase => {
  if (index === 1) return { ...database, ...unread, isListed: false };
  if (index === 2) return { ...database, asOf: now - 12_000, problem: silent };
  return index === 3 ? { ...database, asOf: now - 8000, overtakenSince: now - 8000 } : database;
});

const broken = sound.map((database, index): PicturedDatabase => {
  if (index === 1) return { ...database, asOf: now - 7 * minute, isListed: false, problem: missing };
  return index === 2 ? { ...database, ...unread, isListed: false, problem: missing } : database;
});

const unreadAlone = sound.map(
  (database, index): PicturedDatabase =>
    index === 1 ? { ...database, ...unread, isListed: false, problem: missing } : database,
);

const picture = (databases: readonly PicturedDatabase[], shown = jobs): JobsEvent =>
  read(shown, { databases });
/** The same as long as some have yet to be counted. */
const counting = (databases: readonly PicturedDatabase[]): JobsEvent => ({
  type: 'picture',
  picture: { ...countingPictureOf(jobs.filter(({ database }) => database !== 'archive')), databases },
});
/** A picture of a database that could never be read. */
const nothing = (databases: readonly PicturedDatabase[]): JobsEvent =>
  read([], {
    databases: databases.map((each) => ({ ...each, isIncluded: false })),
    counts: noCounts,
    totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n },
    failedMatching: 0,
  });
const alone = jobs.filter(({ database }) => database === 'archive');

/** Many failed jobs, in two of the databases, for four causes. */
const manyFailed = read(jobs, {
  databases: sound.map((each, index) => {
    return { ...each, counts: { ...counts, failed: [0, 6125, 0, 1877][index] ?? 0 } };
  }),
  failedMatching: 8002,
  causes: {
    ...fiveCauses,
    groups: fiveCauses.groups.filter(({ key }) => key !== '2'),
    total: 4,
    failed: 8002,
  },
});

/** What has happened before the picture is taken, by the name of the screen. */
export const databasesScenes: Scenes = {
  'databases-list': [picture(sound)],
  'databases-list-compact': [picture(sound), ...keys('z')],
  'databases-list-broken': [picture(broken.map((each, at) => (at === 1 ? each : (sound[at] ?? each))))],
  'databases-panel': [picture(sound), ...keys('D')],
  'confirm-retry-all-many': [manyFailed, ...keys('A'), manyFailed, ...keys('y')],
  'databases-panel-broken': [picture(broken), ...keys('D', 'j')],
  'databases-panel-counting': [counting(late), ...keys('D', 'j', 'j')],
  'databases-list-out-of-date': [
    picture(
      late.map((each) =>
        each.problem === null && each.counts ? each : (sound.find(({ name }) => name === each.name) ?? each),
      ),
    ),
  ],
  'databases-alone': [picture(sound), ...keys('D', 'j', 'Enter'), picture(sound, alone)],
  'databases-alone-unread': [picture(unreadAlone), ...keys('D', 'j', 'Enter'), nothing(unreadAlone)],
  'databases-panel-alone': [
    picture(sound),
    ...keys('D', 'j', 'Enter'),
    picture(sound, alone),
    ...keys('D', 'j'),
  ],
  'databases-detail': [picture(sound), ...keys('j', 'Enter')],
};
