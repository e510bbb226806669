/** Output is buffered up to this many characters, and then written at once. */
const chunkLength = 65_536;

/**
 * Thrown when the output can't be written to. The message is the system's, such as `ENOSPC: no space left on device`.
 */
export class OutputError extends Error {}

/**
 * Writes the pieces, each chunk only when the one before it is out. Resolves when all is written, or when nobody
 * reads it any more, as in `jobs-view --once | head`. Rejects with an {@link OutputError} if writing fails, for
 * example on a full disk.
 */
export async function writeOut(output: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  for (const chunk of chunksOf(pieces)) if (!(await isWritten(output, chunk))) return;
}

/**
 * Writes a chunk; resolves when it is out with true, or with false when nobody reads it any more. Rejects if that
 * fails.
 */
export async function isWritten(output: NodeJS.WritableStream, chunk: string | Uint8Array): Promise<boolean> {
  try {
    await written(output, chunk);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return false;
    throw new OutputError(systemMessage(error));
  }
}

/** The system's message, without the name of the system call and its paths. */
export function systemMessage(error: unknown): string {
  const message = (error as Partial<Error> | null)?.message ?? String(error);
  return message.replace(/, [a-z]+( '.*')?$/s, '');
}

function* chunksOf(pieces: Iterable<string>): Generator<string, void, undefined> {
  let gathered: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < chunkLength) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}

/**
 * A file throws at once, a pipe reports later. The stream's error event needs a listener, or it would end the
 * process.
 */
function written(output: NodeJS.WritableStream, chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(chunk, (error) => {
      if (error) return;
      output.off('error', reject);
      resolve();
    });
  });
}
