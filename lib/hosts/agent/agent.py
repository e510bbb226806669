"""Reads the files of a queue for Jobs View on another host, which has sent this text. It needs Python 3.6 alone.

A request is a line of JSON: {"id": N, "do": [[NAME, ...], ...]}. The accesses are made in their order, since that order is
part of the proof that what was read stood there at one instant. An answer is its length and the number, in four bytes
each, then deflated: the length of the results, these as JSON, and the bytes that were read.
"""
import errno
import hashlib
import json
import os
import select
import stat
import struct
import sys
import time
import zlib

opened = {}  # Descriptors and paths, by the caller's numbers.
sent = {}  # Digests of the chunks that the caller has, by path and offset.
found = [0]  # How many frames were found last.
chunk = 4096

def encoded(path):
    return os.path.expanduser(path.encode('utf-8', 'surrogateescape'))

def decoded(path):
    return path.decode('utf-8', 'surrogateescape')

def status(seen):
    kind = 'file' if stat.S_ISREG(seen.st_mode) else 'folder' if stat.S_ISDIR(seen.st_mode) else 'other'
    numbers = seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
    return [str(number) for number in numbers] + [kind]

def about(out):
    """Where the queue is that the product uses here, and what there is here."""
    folder = os.environ.get('CASPARIAN_HOME') or '~/.casparian_flow'
    paths = [os.path.join(folder, name) for name in ('state.sqlite', 'casparian_flow.sqlite3')]
    usual = next((path for path in paths if os.path.exists(os.path.expanduser(path))), paths[0])
    return [decoded(os.fsencode(os.path.expanduser(path))) for path in (usual, '~')] + [os.uname().nodename]

def real_path(out, path):
    os.stat(encoded(path))
    return decoded(os.path.realpath(encoded(path)))

def open_file(out, number, path):
    opened[number] = os.open(encoded(path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), path

def close_file(out, number):
    if number in opened:
        os.close(opened.pop(number)[0])

def status_at(out, path):
    try:
        return status(os.stat(encoded(path)))
    except FileNotFoundError:
        return None

def read(out, number, position, length):
    data = os.pread(opened[number][0], min(length, 1 << 22), position)
    out.append(data)
    return len(data)

def read_chunks(out, number, first, count, known):
    """A letter for each chunk, up to the end of the file: s if it is the one that the caller has, else its bytes follow."""
    file, path = opened[number]
    letters = []
    for index in range(first, first + min(count, 1 << 16)):
        data = os.pread(file, chunk, index * chunk)
        if len(data) < chunk:
            break
        place = path, index
        digest = hashlib.blake2b(data, digest_size=16).digest()
        isSame = known[index - first : index - first + 1] == 's' and sent.get(place) == digest
        letters.append('s' if isSame else 'b')
        if not isSame:
            sent[place] = digest
            out.append(data)
    return ''.join(letters)

def read_frames(out, number, position, size, salts, most):
    """How many frames follow with these salts, and the length of what a reader needs to see that no more do."""
    file = opened[number][0]
    count = 0
    while count < most:
        data = os.pread(file, size, position + count * size)
        if len(data) < size or data[8:16].hex() != salts:
            break
        out.append(data)
        count += 1
    data = os.pread(file, 4 * size, position + count * size)
    out.append(data)
    found[0] = count
    return [count, len(data)]

def read_heads(out, number, position, size):
    """The headers of the frames that were found last, once more."""
    data = b''.join(os.pread(opened[number][0], 24, position + index * size) for index in range(found[0]))
    out.append(data)
    return len(data)

def read_locks(out):
    try:
        with open('/proc/locks', 'rb') as file:
            data = file.read(1 << 20)
    except OSError:
        data = b''
    out.append(data)
    return len(data)

def read_clocks(out):
    return [time.monotonic() * 1000, time.time() * 1000]

accesses = {
    'about': about,
    'real': real_path,
    'open': open_file,
    'close': close_file,
    'status': lambda out, number: status(os.fstat(opened[number][0])),
    'stat': status_at,
    'read': read,
    'chunks': read_chunks,
    'frames': read_frames,
    'heads': read_heads,
    'locks': read_locks,
    'clocks': read_clocks,
    'forget': lambda out: sent.clear(),
}

def perform(asked):
    results, out = [], []
    for name, *values in asked:
        try:
            results.append(accesses[name](out, *values))
        except OSError as error:
            results.append({'error': errno.errorcode.get(error.errno, 'EIO')})
        except KeyError:
            # A file that couldn't be opened.
            results.append({'error': 'EBADF'})
    return results, out

def answer(number, results, out):
    text = json.dumps(results).encode()
    data = b''.join([struct.pack('>I', len(text)), text] + out)
    sample = data[len(text) : len(text) + (1 << 14)]
    data = zlib.compress(data, 1 if len(zlib.compress(sample, 1)) < 0.9 * len(sample) else 0)
    data = memoryview(struct.pack('>II', len(data), number) + data)
    while data:
        data = data[os.write(1, data) :]

def look(path):
    """What a commit changes of the files; and what was written so recently that the next commit may show in no time."""
    seen = []
    for ending in '', '-journal', '-wal', '-shm':
        try:
            file = os.open(os.path.realpath(encoded(path)) + ending.encode(), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                one = os.fstat(file)
                times = [] if ending == '-shm' else [status(one), time.time() - one.st_mtime < 0.1]
                seen.append((one.st_ino, times, os.pread(file, 136, 0)))
            finally:
                os.close(file)
        except OSError as error:
            seen.append(error.errno)
    return seen

def main():
    waiting, watched, last, every = b'', None, None, None
    while True:
        if not select.select([0], [], [], every)[0]:
            seen = look(watched)
            if seen != last:
                answer(0, [], [])
            last = seen
            continue
        data = os.read(0, 1 << 16)
        if not data:
            return
        waiting += data
        *lines, waiting = waiting.split(b'\n')
        for line in lines:
            request = json.loads(line.decode())
            if 'watch' in request:
                watched, every = request['watch'], request['every']
                last = look(watched)
            answer(request['id'], *perform(request.get('do', [])))

main()
