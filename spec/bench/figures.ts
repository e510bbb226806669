import type { Figure, Target, Unit } from './trial.js';

/** What figures are compared with. */
export const ownCore = 'one core';
export const clock = 'wall clock';
export const nothing = 'node -e 0';

/** A figure of a trial, without unit a ratio. */
export function figure(
  key: string,
  measured: string,
  against: string,
  target: Target,
  unit: Unit = '×',
): Figure {
  return { key, measured, against, target, unit };
}

/** Targets of keys, which hold whatever the reader does. */
export function keyFigures(measured: string): readonly Figure[] {
  return [
    figure('p50', `${measured}, p50`, clock, { atMost: 8 }, 'ms'),
    figure('p99', 'the same, p99', clock, { atMost: 25 }, 'ms'),
  ];
}

/** Targets of a commit's way to its cell on the screen, in WAL mode. */
export function latencyFigures(measured: string): readonly Figure[] {
  return [
    figure('median', `${measured}, median`, clock, { atMost: 60 }, 'ms'),
    figure('p99', 'the same, p99', clock, { atMost: 250 }, 'ms'),
  ];
}
