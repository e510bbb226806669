import type { JobPlace, ListKey, Places, PlacesRequest } from '../../model/sort.js';
import { someFigure, someText } from './job-shapes.js';
import { count, figure, listOf, objectOf, optional, orNull, type Shape, shaped, text } from './shape.js';

const sortValue: Shape<ListKey['value']> = shaped(
  (value) => (typeof value === 'number' ? figure(value) : someText(value)),
  () => `(${figure.form()}|${someText.form()})`,
);

/** What decides a job's place in the list. */
export const listKey = objectOf<ListKey>({
  rank: figure,
  value: sortValue,
  time: someFigure,
  turn: someFigure,
});

export const placesRequest = objectOf<PlacesRequest>({
  at: listOf(figure),
  of: listOf(listKey),
  job: optional(text),
});

export const places = objectOf<Places>({
  keys: listOf(orNull(listKey)),
  counts: listOf(objectOf<Places['counts'][number]>({ less: count, upTo: count })),
  job: optional(orNull(objectOf<JobPlace>({ position: count, key: listKey }))),
});
