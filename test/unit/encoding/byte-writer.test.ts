import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../src/encoding/byte-writer.js';

describe('what is written comes out, across every growth', () => {
  const long = 'x'.repeat(100);
  test.each([
    ['short ascii', (w: ByteWriter) => w.ascii('123'), '123'],
    ['long ascii', (w: ByteWriter) => w.ascii(long), long],
    ['short bytes', (w: ByteWriter) => w.bytes(Buffer.from('ab')), 'ab'],
    ['long bytes', (w: ByteWriter) => w.bytes(Buffer.from(long)), long],
    ['text', (w: ByteWriter) => w.text('运行🚀'), '运行🚀'],
  ])('%s', (_, write, text) => {
    const writer = new ByteWriter();
    for (let i = 0; i < 3000; i++) {
      write(writer);
    }
    expect(writer.copy().toString()).toBe(text.repeat(3000));
  });
});

test('moving the position back takes back what was written', () => {
  const writer = new ByteWriter();
  writer.ascii('keep');
  const mark = writer.position;
  writer.ascii('gone');
  writer.position = mark;
  expect(writer.copy().toString()).toBe('keep');
});

test('a copy is not touched by what is written later', () => {
  const writer = new ByteWriter();
  writer.ascii('first');
  const copy = writer.copy();
  writer.position = 0;
  writer.ascii('later');
  expect(copy.toString()).toBe('first');
});
