import { describe, expect, it } from '@jest/globals';
import type { ReadProgress } from '../../../lib/model/picture.js';
import { ProgressMeter } from '../../../lib/snapshot/attempt/progress-meter.js';

const megabyte = 1 << 20;

describe('a progress meter', () => {
  it('reports nothing of a read under 200 ms, and then every 100 ms how many bytes were read', () => {
    let time = 5000;
    const told: (ReadProgress & { readonly at: number })[] = [];
    const meter = new ProgressMeter(
      (progress) => told.push({ ...progress, at: time - 5000 }),
      () => time,
    );
    meter.begin();
    for (let count = 0; count < 50; count += 1) {
      time += 10;
      meter.add(megabyte, 1e9);
    }
    expect(told.map(({ at }) => at)).toEqual([200, 300, 400, 500]);
    expect(told[0]).toMatchObject({ bytesRead: 20 * megabyte, databaseBytes: 1e9 });
  });

  it('counts from zero with each read', () => {
    let time = 0;
    const told: number[] = [];
    const meter = new ProgressMeter(
      ({ bytesRead }) => told.push(bytesRead),
      () => time,
    );
    for (let read = 0; read < 3; read += 1) {
      meter.begin();
      time += 150;
      meter.add(megabyte, 1e9);
    }
    time += 150;
    meter.add(megabyte, 1e9);
    expect(told).toEqual([2 * megabyte]);
  });
});
