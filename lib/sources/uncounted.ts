import type { Picture, PictureRequest } from '../model/picture.js';
import type { PictureSums } from './sums/picture-sums.js';

/**
 * The parts of a picture of several databases while some have yet to be counted: nothing about all of them together,
 * but a single job's details, which come from its own database.
 */
export function uncounted(request: PictureRequest, { detail }: PictureSums): Omit<PictureSums, 'types'> {
  const asked = (part: keyof PictureRequest & keyof Picture) =>
    request[part] === undefined ? {} : { [part]: null };
  return {
    ...{ counts: null, totals: null, troubles: null },
    ...(detail !== undefined && { detail }),
    ...asked('causes'),
    ...asked('workers'),
    ...asked('parsers'),
    ...asked('since'),
    ...asked('rows'),
    ...asked('targets'),
    ...asked('marks'),
  };
}
