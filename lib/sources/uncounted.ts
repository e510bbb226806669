import type { Picture, PictureRequest } from '../model/picture.js';
import type { PictureSums } from './sums/picture-sums.js';

/**
 * What is said of several databases as long as some have yet to be counted: of what is asked about all together,
 * nothing; a single job's details are those of its own database.
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
