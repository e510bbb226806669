"""What the agent learns before its first helper: to begin and end one; writing to the database with the SQLite of
Python, and measuring outputs."""
import pathlib, signal, socket

link = []  # The connection to the database.

def begin(number):
    """A process of its own loses no lock of SQLite's by what is closed here, and may wait where this one must not."""
    ours, theirs = (each.detach() for each in socket.socketpair())
    pid = os.fork()
    if pid:
        os.close(theirs)
        helpers[number] = [pid, ours, None]
        return
    os.setsid()
    for file in [ours] + [file for file, _ in opened.values()] + [other for _, other, _ in helpers.values()]:
        os.close(file)
    opened.clear(), helpers.clear()
    # Whoever has the output open keeps the connection from ending.
    os.dup2(theirs, 0), os.dup2(theirs, 1)
    os.close(theirs)
    try:
        main()
    finally:
        os._exit(0)

def end(number):
    pid, file, asked = helpers.pop(number)
    os.kill(pid, signal.SIGKILL)
    os.close(file)
    os.waitpid(pid, 0)
    if asked is not None:
        answer(asked, [], [])

def pass_on(number):
    """An answer of a helper, which gives one at a time; or it is gone."""
    data = b''
    while len(data) < 4 or len(data) < 4 + struct.unpack('>I', data[:4])[0]:
        part = os.read(helpers[number][1], 1 << 16)
        if not part:
            return end(number)
        data += part
    helpers[number][2] = None
    write(1, data)

def measure(out, path, most, folders, deep):
    """The size of a file, or the sum of a folder's files; None beyond the limits. And by path what tells of a change."""
    seen = os.stat(encoded(path))
    stamp = lambda seen: '%d %d' % (seen.st_mtime_ns, seen.st_size)
    stamps, total, entries, waiting = {path: stamp(seen)}, 0, 0, [(encoded(path), 1)]
    if not stat.S_ISDIR(seen.st_mode):
        return [str(seen.st_size) if stat.S_ISREG(seen.st_mode) else None, stamps]
    while waiting:
        folder, depth = waiting.pop()
        names = os.listdir(folder)
        entries += len(names)
        if entries > most or depth > deep or len(stamps) > folders:
            return [None, stamps]
        for name in names:
            inner = os.lstat(os.path.join(folder, name))
            total += inner.st_size if stat.S_ISREG(inner.st_mode) else 0
            if stat.S_ISDIR(inner.st_mode):
                waiting.append((os.path.join(folder, name), depth + 1))
                stamps[decoded(waiting[-1][0])] = stamp(inner)
    return [str(total), stamps]

def demand(out, path, rights):
    if not os.access(encoded(path), rights):
        os.stat(encoded(path))
        raise OSError(errno.EACCES, 'not permitted')

def connect(out, path, wait, seconds, mode):
    """Opens the database, in a process that ends by itself if that takes too long: nobody would roll back otherwise."""
    import sqlite3
    signal.alarm(seconds)
    if path is not None:
        address = pathlib.Path(os.fsdecode(encoded(path))).resolve().as_uri() + '?mode=' + mode
        link[:] = [sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None)]
        link[0].text_factory = lambda text: text.decode('utf-8', 'replace')
    return sqlite3.sqlite_version

def connection():
    if not link:
        # This one was begun in the place of one that was killed.
        raise RuntimeError('the process that was to write has ended')
    return link[0]

def run(out, sql, values):
    cursor = connection().execute(sql, values)
    rows = [dict(zip([name for name, *_ in cursor.description], row)) for row in cursor] if cursor.description else []
    return [rows, link[0].execute('SELECT changes()').fetchone()[0]]

def first_accepted(sql, tries, carried):
    for index, values in enumerate(tries):
        try:
            return run(None, sql, dict(dict(carried, **tries[0]), **values))
        except Exception as error:
            if index == len(tries) - 1 or not str(error).startswith('CHECK constraint'):
                raise

def batch(out, texts, jobs):
    """Jobs View's lib/actions/database.ts says what this does."""
    outcomes, done = [], 0
    connection().execute('BEGIN IMMEDIATE')
    try:
        for steps in jobs:
            outcomes.append([])
            link[0].execute('SAVEPOINT one_job')
            carried, stopped = {}, False
            for text, tries, stop, expects in steps:
                rows, changed = first_accepted(texts[text], tries, carried)
                outcomes[-1].append([rows, changed])
                stopped = {'row': rows, 'no-row': not rows, 'unchanged': not changed}.get(stop, False)
                isMet = rows and all(rows[0].get(name) == value for name, value in expects.items())
                if expects and not isMet and not (stopped and stop == 'unchanged'):
                    link[0].execute('ROLLBACK')
                    return ['unmet', outcomes]
                if stopped:
                    link[0].execute('ROLLBACK TO one_job')
                    break
                carried.update(rows[0] if stop == 'no-row' else {})
            done += not stopped
            link[0].execute('RELEASE one_job')
        link[0].execute('COMMIT' if done else 'ROLLBACK')
        return ['done', outcomes]
    except BaseException:
        if link[0].in_transaction:
            link[0].execute('ROLLBACK')
        raise

accesses.update({
    'measure': measure, 'demand': demand, 'connect': connect, 'run': run, 'batch': batch,
    'disconnect': lambda out: link.pop().close(),
})
