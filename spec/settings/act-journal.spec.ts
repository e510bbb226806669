import { execFileSync } from 'node:child_process';
import fs, { appendFileSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OwnAct } from '../../lib/model/marks.js';
import { ActJournal, ActsElsewhere } from '../../lib/settings/act-journal.js';
import { eventually } from '../support/eventually.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();
const file = () => folder.file('state/jobs.acts');
const act: OwnAct = { action: 'cancel', takenBack: false, changed: 3, jobs: 6, ids: ['7', '8'] };

describe('the journal of own acts', () => {
  it('gives every program of the operator the acts after an instant, in its own private file', () => {
    const of = { kind: 'worker', text: 'vm:\u001f"\n' } as const;
    const one: OwnAct = { action: 'stop', takenBack: true, changed: 1, jobs: 1, ids: ['\u001f7"\n'], of };
    expect(new ActJournal(file()).after(0)).toEqual([]);
    new ActJournal(file()).note(act, 10);
    new ActJournal(file()).note(one, 20);
    expect(new ActJournal(file()).after(9)).toEqual([
      { ...act, at: 10 },
      { ...one, at: 20 },
    ]);
    expect(new ActJournal(file()).after(10)).toEqual([{ ...one, at: 20 }]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('passes over what is no act', () => {
    const journal = new ActJournal(file());
    journal.note(act, 10);
    const { at, ...rest } = { ...act, at: 20 };
    const wrong = { at: [-1, 1e16], action: ['undo'], changed: [0], takenBack: [1] };
    const broken = Object.entries(wrong).flatMap(([name, values]) =>
      values.map((value) => ({ ...rest, at, [name]: value })),
    );
    for (const each of [...broken, null, 7, [act]]) appendFileSync(file(), `${JSON.stringify(each)}\n`);
    appendFileSync(file(), '{"at":30,"action":"ret\n');
    journal.note({ ...act, ids: ['x'.repeat(101), ...Array.from({ length: 30 }, (_, id) => `${id}`)] }, 40);
    const kinds = [{ kind: 'other', text: 'x' }, { kind: 'cause', text: 7 }, 'cause', null];
    for (const of of kinds) appendFileSync(file(), `${JSON.stringify({ ...act, at: 41, ids: 'x', of })}\n`);
    // As earlier versions wrote them.
    const { ids: _, ...former } = { ...act, jobs: 1, changed: 1, at: 42 };
    for (const jobId of ['5', null]) appendFileSync(file(), `${JSON.stringify({ ...former, jobId })}\n`);
    appendFileSync(file(), '{"at":50');
    expect(journal.after(0).map((each) => [each.at, each.ids.length, each.of])).toEqual([
      [10, 2, undefined],
      [40, 19, undefined],
      ...kinds.map(() => [41, 0, undefined]),
      ...[1, 0].map((known) => [42, known, undefined]),
    ]);
  });

  it('is a plain file: it waits for no pipe, follows no link, and is replaced where it is huge', () => {
    const [pipe = '', link = '', huge = '', there = ''] = ['pipe', 'link', 'huge', 'there'].map(folder.file);
    execFileSync('mkfifo', [pipe]);
    symlinkSync(there, link);
    writeFileSync(huge, `${'x'.repeat(99)}\n`.repeat(7000));
    const reader = fs.openSync(pipe, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    for (const path of [pipe, link, huge]) new ActJournal(path).note(act, 1);
    const acts = [pipe, link, huge, there].map((path) => new ActJournal(path).after(0).length);
    expect([...acts, statSync(huge).size < 1000]).toEqual([0, 0, 1, 0, true]);
    expect(fs.readSync(reader, Buffer.alloc(1))).toBe(0);
    fs.closeSync(reader);
  });

  it('keeps the latest acts once it has grown, and says nothing where it cannot be written', () => {
    const journal = new ActJournal(file());
    const cuts: number[][] = [];
    for (let now = 1, before = 0; now <= 1000; now += 1) {
      journal.note(act, now);
      const { size } = statSync(file());
      expect(size).toBeLessThan(64_200);
      if (size < before) cuts.push(journal.after(0).map(({ at }) => now - at));
      before = size;
    }
    expect(cuts).toEqual([Array.from({ length: 100 }, (_, n) => 99 - n)]);
    writeFileSync(folder.file('a-file'), '');
    new ActJournal(folder.file('a-file/jobs.acts')).note(act, 1);
    expect(readFileSync(folder.file('a-file'), 'utf8')).toBe('');
  });
});

describe('a program that looks for acts elsewhere', () => {
  it('gets each once, without its own, by a later call that does not wait for the disk', async () => {
    const acts = new ActsElsewhere(new ActJournal(file()), 5);
    const seen: number[] = [];
    const look = () => seen.push(...acts.newsSoFar().map(({ at }) => at));
    for (const at of [3, 10]) new ActJournal(file()).note(act, at);
    acts.note(act, 11);
    look();
    expect(seen).toEqual([]);
    await eventually(() => look() > 0, 'none is told');
    new ActJournal(file()).note(act, 12);
    await eventually(() => look() > 1, 'the next is not told');
    look();
    expect(seen).toEqual([10, 12]);
  });
});
