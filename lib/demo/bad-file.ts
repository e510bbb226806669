import type { Random } from './random.js';
import type { WorkFailure } from './work.js';

const errors = [
  { type: 'SchemaViolation', message: 'column price: expected a decimal, found "N/A"' },
  { type: 'SchemaViolation', message: 'missing required tag 35 (MsgType)' },
  { type: 'ParseError', message: 'checksum 10=113 does not match the message' },
  { type: 'UnexpectedEof', message: 'file ends in the middle of a record' },
  { type: 'EncodingError', message: 'byte 0x92 is not valid UTF-8' },
  { type: 'TimestampOutOfRange', message: 'SendingTime 52 lies before the session start' },
] as const;

const venues = ['nyse', 'nasdaq', 'arca', 'bats', 'edgx', 'iex', 'lse', 'xetra'] as const;

/** A file of a trading venue that a parser can't handle, in one of the ways in which files are broken. */
export function badFile(folder: string, random: Random): WorkFailure {
  const day = `2024${two(random.whole(1, 12))}${two(random.whole(1, 28))}`;
  return {
    ...random.pick(errors),
    line: random.whole(1, 50_000),
    file: `${folder}/venue_${random.pick(venues)}_${day}.log`,
  };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
