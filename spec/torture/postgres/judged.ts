import { type Reach, Succession } from '../succession.js';
import { type Audit, type Group, groups } from './ledger.js';
import type { LongReader, Picture } from './long-reader.js';
import type { Told } from './told.js';
import { wrongWith } from './verdict.js';

/** One server that writers wrote to: what they knew, what was committed there, and since when they wrote to it, ms. */
export interface Era {
  readonly since: number;
  readonly told: Told;
  readonly audits: Readonly<Record<Group, Audit>>;
}

/**
 * What is wrong with what a reader showed. A picture of one instant is one committed state, and all of them together
 * are linearizable. Where a picture says that not all of it is of one instant, or a standby that it lags behind, each
 * part is as it was at or after the time that it says. What was begun after the writers had gone to another server
 * shows what was committed there, and never again what that server had not received.
 */
export function faultsOf({ name, pictures }: LongReader, eras: readonly Era[]): string[] {
  const successions = eras.map(() => new Succession());
  const judge = (picture: Picture, at: number): string[] => {
    const [era, succession] = [eras[at], successions[at]];
    if (era === undefined || succession === undefined) throw new Error(`there was no era ${at}`);
    return faultsIn(picture, era, eras, succession);
  };
  return pictures.flatMap((picture) => {
    const [began, ended] = picture.eras;
    const faults = judge(picture, began);
    // What is read while the writers change servers may be of either.
    const left = faults.length > 0 && ended > began ? judge(picture, ended) : faults;
    return left.map((fault) => `${name}: ${fault}`);
  });
}

function faultsIn(picture: Picture, era: Era, eras: readonly Era[], succession: Succession): string[] {
  const { seen, rightSince, begun } = picture;
  const reach = groups.map((group) => seen[group].commits);
  const least = leastOf(picture, era, eras);
  const isOfOneInstant = rightSince === null;
  const faults = groups.flatMap((group, at) => {
    const audit = era.audits[group];
    const most = Math.min(begun[at] ?? 0, audit.length - 1);
    const [first, last] = isOfOneInstant
      ? [reach[at] ?? 0, reach[at] ?? 0]
      : [Math.min(least[at] ?? 0, most), most];
    return wrongWith(seen[group], audit, first, last).map((fault) => `${group}: ${fault}`);
  });
  const saw = ([group, other]: readonly [Group, Group]) =>
    groups.map((each) => (each === other ? (era.audits[group][seen[group].commits]?.saw ?? 0) : 0));
  const more = { least, most: begun, ...(isOfOneInstant && { seen: [saw(['a', 'b']), saw(['b', 'a'])] }) };
  return [...faults, ...succession.judge({ reach, ...more })];
}

/** What the picture has to show at least, by the times that it gives. */
function leastOf(
  { rightSince, goodUntil, mayLag, known, began, eras: [first] }: Picture,
  era: Era,
  eras: readonly Era[],
): Reach {
  const times = [rightSince, mayLag ? goodUntil : null].filter((time) => time !== null);
  if (times.length === 0) return era === eras[first] ? known : era.told.by(began);
  const time = Math.min(...times);
  // A picture that says that it is right as of a time before the change must have what the writers knew then, on
  // whichever server.
  const reaches = (time < era.since ? eras : [era]).map(({ told }) => told.by(time));
  return groups.map((_, at) => Math.max(...reaches.map((reach) => reach[at] ?? 0)));
}
