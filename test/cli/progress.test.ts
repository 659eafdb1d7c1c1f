import { PassThrough } from 'node:stream';
import test from 'ava';
import { createProgress } from '../../cli/progress.ts';

function stream(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const through = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  return { stream: through as unknown as NodeJS.WriteStream, written: () => String(through.read() ?? '') };
}

test('in a pipe nothing is written', async (t) => {
  const { stream: pipe, written } = stream(false);
  const progress = await createProgress(pipe);
  progress.update(0.5, 'round-robin');
  progress.stop();
  t.is(written(), '');
});

test('a terminal shows a bar, which is gone in the end', async (t) => {
  const { stream: terminal, written } = stream(true);
  const progress = await createProgress(terminal);
  progress.update(0.426, 'round-robin');
  progress.stop();
  progress.stop();
  const text = written();
  t.regex(text, /42 % round-robin/);
  // It ends by clearing its line, and the cursor is shown again.
  t.true(text.lastIndexOf('\u001B[2K') > text.lastIndexOf('round-robin'));
  t.true(text.lastIndexOf('\u001B[?25h') > text.lastIndexOf('\u001B[?25l'));
});
