import fc from 'fast-check';
import { type ColumnValues, columnValues } from './any-value.js';

const two = (most: number) => fc.nat(most).map((number) => String(number).padStart(2, '0'));

const soundDate = fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString().slice(0, 10));
const date = fc.oneof(
  soundDate,
  fc.integer({ min: -5e12, max: 2.5e14 }).map((ms) => new Date(ms).toISOString().slice(0, 10)),
  fc
    .tuple(fc.nat(9999), two(13), two(32))
    .map(([year, month, day]) => `${String(year).padStart(4, '0')}-${month}-${day}`),
  fc.constantFrom('1970-01-01', '1969-12-31', '9998-12-31', '9999-01-01', '9999-12-31', '0000-01-01'),
  fc.constantFrom('2026-13-10', '2026-00-10', '2026-01-32', '2026-01-00'),
  fc.constantFrom('2000-02-29', '2024-02-30', '2026-02-29', '2026-04-31', '2100-02-29', '2100-03-01'),
);
const soundClock = fc.tuple(two(23), two(59), two(59));
const clock = fc.oneof(
  soundClock,
  fc.tuple(two(25), two(60), two(60)),
  fc.constantFrom('24:00:00', '10:60:00', '10:38:60', '24:30:00', '23:59:59').map((time) => time.split(':')),
);
const soundFraction = fc.oneof(
  fc.constant(''),
  fc.nat(999).map((ms) => `.${String(ms).padStart(3, '0')}`),
  fc.stringMatching(/^\.[0-9]{1,12}$/),
);
const fraction = fc.oneof(
  soundFraction,
  fc.constantFrom('.', '..5', '.5.5'),
  fc.stringMatching(/^\.[0-9]{40,50}$/),
);
const soundZone = fc.oneof(
  fc.constantFrom('', 'Z', 'z', '+00:00', '-00:00', '+14:00', '-14:59'),
  fc.tuple(fc.constantFrom('+', '-'), two(14), two(59)).map(([sign, ...parts]) => sign + parts.join(':')),
);
const zone = fc.oneof(
  soundZone,
  fc.tuple(fc.constantFrom('+', '-'), two(16), two(61)).map(([sign, ...parts]) => sign + parts.join(':')),
  fc.constantFrom('+15:00', '+01:60', '+0530', '+05', ' Z', 'Z ', ' +05:30', 'ZZ', 'e5'),
);

const textOf = (
  ...parts: [fc.Arbitrary<string>, fc.Arbitrary<string[]>, fc.Arbitrary<string>, fc.Arbitrary<string>]
): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(' ', 'T'), ...parts)
    .map(([between, day, time, part, offset]) => `${day}${between}${time.join(':')}${part}${offset}`);

const sound = textOf(soundDate, soundClock, soundFraction, soundZone);
const near = textOf(date, clock, fraction, zone);
const numbers = fc.oneof(
  fc.integer({ min: 1, max: 4e9 }),
  fc.integer({ min: 1e11, max: 8e12 }),
  fc.integer({ min: 1e14, max: 4e15 }),
  fc.constantFrom(
    0,
    -1,
    1,
    99_999_999_999,
    1e11,
    1e14 - 1,
    1e14,
    2 ** 53 - 1,
    2 ** 53,
    1_768_300_695_123_456,
  ),
);
const digits = fc.oneof(
  fc.integer({ min: 1, max: 4e12 }).map(String),
  fc.stringMatching(/^[0-9]{1,20}$/),
  fc.stringMatching(/^[0-9]{9,14}\.[0-9]{0,4}$/),
);

/** Texts that mean a time, that nearly do, and digits alone. */
export const timeTexts = { sound, near, digits };

/** A time in every notation, and what is none, if only just. */
export const time: ColumnValues = columnValues(
  fc.oneof(fc.constantFrom(null, ''), sound, numbers, fc.integer({ min: 1, max: 4e12 }).map(String)),
  fc.oneof(sound, near, digits),
  near,
  digits,
);
