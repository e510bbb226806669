import { countText } from './count.js';

/** A position counted from 1: `1st`, `2nd`, `3rd`, `11th`, `10,002nd`. */
export function ordinalText(place: number): string {
  const isTeen = Math.floor((place % 100) / 10) === 1;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return countText(place) + ending;
}
