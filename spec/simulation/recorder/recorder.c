/*
** Runs SQL as told on standard input, and tells on standard output what SQLite does to the files meanwhile, in order:
** a file system (VFS) laid over the usual one, which also looks at the shared memory at each call.
**
** Commands, one a line: open NAME FILE | exec NAME SQL | close NAME | state NAME | backup FROM TO PAGES | kill STEPS
** Each is answered by a line "ok", or "error WORDS", behind these, one for each step:
**   file NAME INODE SIZE  the name now leads to this file          gone NAME          it leads nowhere
**   write INODE AT HEX    bytes were written                       cut INODE SIZE     the file was cut or grew
**   shm NAME SIZE HEX     size and first bytes of shared memory    lock 0|1           main file locked for writing
**   state HEX             the database as the connection reads it
*/
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sqlite3.h"

#define LOOKED 136 /* the bytes of shared memory that the reader looks at */
#define NAMES 32

typedef struct {
  sqlite3_file base;
  unsigned long inode;
  int isMain, isWatched;
  sqlite3_file *real;
} File;

typedef struct {
  char name[80];
  unsigned long inode;
  long size;
  unsigned char bytes[LOOKED];
} Seen;

static sqlite3_vfs *under;
static Seen seen[NAMES];
static int seenCount, steps, killAt = -1;
static unsigned randomState;
static sqlite3_file *holder; /* of the lock for writing */

static void die(void) {
  if (killAt >= 0 && steps >= killAt) {
    fflush(stdout);
    _exit(9);
  }
}

static void step(void) { steps++; }

static void hex(const unsigned char *bytes, int length) {
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < length; i++) {
    putchar(digits[bytes[i] >> 4]);
    putchar(digits[bytes[i] & 15]);
  }
  putchar('\n');
}

static const char *nameOf(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == 0 ? path : slash + 1;
}

static int isShm(const char *name) {
  size_t length = strlen(name);
  return length > 4 && strcmp(name + length - 4, "-shm") == 0;
}

static void tellShm(Seen *file, long size, const unsigned char *bytes) {
  file->size = size;
  memcpy(file->bytes, bytes, LOOKED);
  printf("shm %s %ld ", file->name, size);
  hex(file->bytes, LOOKED);
  step();
}

static int readShm(const char *name, unsigned char *bytes) {
  int descriptor = open(name, O_RDONLY);
  if (descriptor < 0) return 0;
  if (pread(descriptor, bytes, LOOKED, 0) < 0) abort();
  close(descriptor);
  /* Marks of readers and bytes that only carry locks. */
  memset(bytes + 100, 0, 28);
  memset(bytes + 132, 0, 4);
  return 1;
}

/* SQLite stores the second copy of the header first, then the first one, then each of the numbers behind them. */
static void lookAtShm(Seen *file, long size) {
  unsigned char bytes[LOOKED] = {0}, now[LOOKED];
  static const int parts[][2] = {{48, 48}, {0, 48}, {96, 4}, {128, 4}};
  if (!readShm(file->name, bytes)) return;
  memcpy(now, file->bytes, LOOKED);
  if (size != file->size) tellShm(file, size, now);
  for (int i = 0; i < 4; i++) {
    if (memcmp(now + parts[i][0], bytes + parts[i][0], parts[i][1]) == 0) continue;
    memcpy(now + parts[i][0], bytes + parts[i][0], parts[i][1]);
    tellShm(file, size, now);
  }
}

/* Takes a file as it is: how it became so others have told. */
static void take(Seen *file) {
  struct stat status;
  int isThere = stat(file->name, &status) == 0;
  memset(file->bytes, 0, LOOKED);
  file->inode = isThere ? status.st_ino : 0;
  file->size = isThere ? status.st_size : 0;
  if (isThere && isShm(file->name)) readShm(file->name, file->bytes);
}

static Seen *seenAs(const char *name) {
  for (int i = 0; i < seenCount; i++)
    if (strcmp(seen[i].name, name) == 0) return &seen[i];
  if (seenCount == NAMES) abort();
  strcpy(seen[seenCount].name, name);
  take(&seen[seenCount]);
  return &seen[seenCount++];
}

/* What has come, gone or been stored since the last look. */
static void look(void) {
  for (int i = 0; i < seenCount; i++) {
    struct stat status;
    Seen *file = &seen[i];
    if (stat(file->name, &status) != 0) {
      if (file->inode != 0) {
        printf("gone %s\n", file->name);
        step();
      }
      file->inode = 0;
      continue;
    }
    if (status.st_ino != file->inode) {
      file->inode = status.st_ino;
      memset(file->bytes, 0, LOOKED);
      file->size = 0;
      printf("file %s %lu\n", file->name, file->inode);
      step();
    }
    if (isShm(file->name)) lookAtShm(file, status.st_size);
  }
  die();
}

static sqlite3_file *real(sqlite3_file *file) { return ((File *)file)->real; }

static int xClose(sqlite3_file *file) {
  look();
  int rc = real(file)->pMethods->xClose(real(file));
  sqlite3_free(real(file));
  look();
  return rc;
}

static int xRead(sqlite3_file *file, void *into, int length, sqlite3_int64 at) {
  look();
  return real(file)->pMethods->xRead(real(file), into, length, at);
}

static int xWrite(sqlite3_file *file, const void *from, int length, sqlite3_int64 at) {
  look();
  int rc = real(file)->pMethods->xWrite(real(file), from, length, at);
  if (((File *)file)->isWatched) {
    printf("write %lu %lld ", ((File *)file)->inode, at);
    hex(from, length);
    step();
    die();
  }
  return rc;
}

static int xTruncate(sqlite3_file *file, sqlite3_int64 size) {
  look();
  int rc = real(file)->pMethods->xTruncate(real(file), size);
  if (((File *)file)->isWatched) {
    printf("cut %lu %lld\n", ((File *)file)->inode, size);
    step();
    die();
  }
  return rc;
}

static int xSync(sqlite3_file *file, int flags) {
  (void)file, (void)flags;
  look();
  return SQLITE_OK;
}

static int xFileSize(sqlite3_file *file, sqlite3_int64 *size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}

static void tellLock(sqlite3_file *file, int isLocked) {
  if (!((File *)file)->isMain || (holder == file) == isLocked) return;
  holder = isLocked ? file : 0;
  printf("lock %d\n", isLocked);
  step();
  die();
}

static int xLock(sqlite3_file *file, int level) {
  look();
  int rc = real(file)->pMethods->xLock(real(file), level);
  if (rc == SQLITE_OK && level == SQLITE_LOCK_EXCLUSIVE) tellLock(file, 1);
  return rc;
}

static int xUnlock(sqlite3_file *file, int level) {
  look();
  int rc = real(file)->pMethods->xUnlock(real(file), level);
  tellLock(file, 0);
  return rc;
}

static int xCheckReservedLock(sqlite3_file *file, int *result) {
  return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

static int xFileControl(sqlite3_file *file, int code, void *argument) {
  return real(file)->pMethods->xFileControl(real(file), code, argument);
}

static int xSectorSize(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }

static int xDeviceCharacteristics(sqlite3_file *file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int xShmMap(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
  look();
  int rc = real(file)->pMethods->xShmMap(real(file), region, size, extend, memory);
  look();
  return rc;
}

static int xShmLock(sqlite3_file *file, int offset, int count, int flags) {
  look();
  int rc = real(file)->pMethods->xShmLock(real(file), offset, count, flags);
  look();
  return rc;
}

static void xShmBarrier(sqlite3_file *file) {
  look();
  real(file)->pMethods->xShmBarrier(real(file));
}

static int xShmUnmap(sqlite3_file *file, int isDeleted) {
  look();
  int rc = real(file)->pMethods->xShmUnmap(real(file), isDeleted);
  look();
  return rc;
}

static const sqlite3_io_methods methods = {2, xClose, xRead, xWrite, xTruncate, xSync, xFileSize, xLock, xUnlock,
  xCheckReservedLock, xFileControl, xSectorSize, xDeviceCharacteristics, xShmMap, xShmLock, xShmBarrier, xShmUnmap, 0, 0};

static int xOpen(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *outFlags) {
  (void)vfs;
  File *own = (File *)file;
  own->base.pMethods = 0;
  own->real = sqlite3_malloc(under->szOsFile);
  memset(own->real, 0, under->szOsFile);
  own->isMain = (flags & SQLITE_OPEN_MAIN_DB) != 0 && path != 0 && strcmp(nameOf(path), "db") == 0;
  own->isWatched = path != 0 && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL |
    SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  look();
  if (own->isWatched) seenAs(nameOf(path));
  if (own->isMain) {
    char shm[80];
    snprintf(shm, sizeof shm, "%s-shm", nameOf(path));
    seenAs(shm);
  }
  int rc = under->xOpen(under, path == 0 ? 0 : nameOf(path), own->real, flags, outFlags);
  if (rc != SQLITE_OK) {
    sqlite3_free(own->real);
    return rc;
  }
  own->base.pMethods = &methods;
  if (own->isWatched) {
    struct stat status;
    if (stat(nameOf(path), &status) == 0) own->inode = status.st_ino;
    look();
  }
  return rc;
}

static int xDelete(sqlite3_vfs *vfs, const char *path, int isSynced) {
  (void)vfs, (void)isSynced;
  look();
  int rc = under->xDelete(under, nameOf(path), 0);
  look();
  return rc;
}

static int xAccess(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
  (void)vfs;
  return under->xAccess(under, nameOf(path), flags, result);
}

/* Journals name others by their whole paths, and those must be the same in each recording. */
static int xFullPathname(sqlite3_vfs *vfs, const char *path, int length, char *out) {
  (void)vfs;
  snprintf(out, length, "/recorded/%s", nameOf(path));
  return SQLITE_OK;
}

/* The same in each recording, so that the same salts come of it. */
static int xRandomness(sqlite3_vfs *vfs, int length, char *out) {
  (void)vfs;
  for (int i = 0; i < length; i++) {
    randomState = randomState * 1103515245u + 12345u;
    out[i] = (char)(randomState >> 16);
  }
  return length;
}

static int xSleep(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return microseconds;
}

static int xCurrentTime(sqlite3_vfs *vfs, double *now) {
  (void)vfs;
  *now = 2461000.5;
  return SQLITE_OK;
}

static int xGetLastError(sqlite3_vfs *vfs, int length, char *out) {
  (void)vfs;
  return under->xGetLastError(under, length, out);
}

static sqlite3_vfs own = {.iVersion = 1, .szOsFile = sizeof(File), .mxPathname = 1024, .zName = "recorder",
  .xOpen = xOpen, .xDelete = xDelete, .xAccess = xAccess, .xFullPathname = xFullPathname,
  .xRandomness = xRandomness, .xSleep = xSleep, .xCurrentTime = xCurrentTime, .xGetLastError = xGetLastError};

static sqlite3 *connections[8];

static sqlite3 **connection(const char *name) { return &connections[(name[0] - 'a') & 7]; }

static const char *run(char *line) {
  char *verb = strtok(line, " "), *name = strtok(0, " "), *rest = strtok(0, "");
  sqlite3 **database = connection(name);
  int rc = SQLITE_OK;
  for (int i = 0; i < seenCount; i++) take(&seen[i]);
  if (strcmp(verb, "open") == 0) {
    rc = sqlite3_open_v2(rest, database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, 0);
    sqlite3_exec(*database, "PRAGMA temp_store=MEMORY", 0, 0, 0);
  } else if (strcmp(verb, "exec") == 0) {
    rc = sqlite3_exec(*database, rest, 0, 0, 0);
  } else if (strcmp(verb, "close") == 0) {
    rc = sqlite3_close(*database);
  } else if (strcmp(verb, "kill") == 0) {
    steps = 0;
    killAt = atoi(name);
  } else if (strcmp(verb, "state") == 0 && sqlite3_get_autocommit(*database)) {
    sqlite3_int64 size = 0;
    /* What is in this connection's memory but was not worth writing is no part of the database. */
    sqlite3_db_release_memory(*database);
    unsigned char *bytes = sqlite3_serialize(*database, "main", &size, 0);
    printf("state ");
    if (bytes == 0) printf("\n");
    else hex(bytes, (int)size);
    sqlite3_free(bytes);
  } else if (strcmp(verb, "backup") == 0) {
    char *to = strtok(rest, " "), *pages = strtok(0, " ");
    sqlite3_backup *backup = sqlite3_backup_init(*connection(to), "main", *database, "main");
    do rc = sqlite3_backup_step(backup, atoi(pages));
    while (rc == SQLITE_OK);
    rc = sqlite3_backup_finish(backup);
    database = connection(to);
  }
  look();
  return rc == SQLITE_OK ? 0 : sqlite3_errmsg(*database);
}

int main(int count, char **arguments) {
  static char line[1 << 16];
  setvbuf(stdout, 0, _IOFBF, 1 << 20);
  randomState = count > 1 ? (unsigned)atoi(arguments[1]) : 1;
  under = sqlite3_vfs_find("unix");
  sqlite3_vfs_register(&own, 1);
  while (fgets(line, sizeof line, stdin) != 0) {
    line[strcspn(line, "\n")] = 0;
    const char *error = run(line);
    if (error == 0) printf("ok\n");
    else printf("error %s\n", error);
    fflush(stdout);
  }
  fflush(stdout);
  _exit(0);
}
