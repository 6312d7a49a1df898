#include "cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* -- the directory ------------------------------------------------------------------------------------------------ */

static const char *absolute(const char *variable) {
    const char *path = getenv(variable);
    return path && *path == '/' ? path : NULL;
}

/* Of $XDG_CACHE_HOME and of what is in it; NULL: the environment names none. */
static const char *cache_home(pgp_arena *arena) {
    const char *cache = absolute("XDG_CACHE_HOME"), *home = absolute("HOME");
    if (cache)
        return cache;
    return home ? pgp_printf(arena, "%s/.cache", home) : NULL;
}

/* What another user may write would be another user's answer. */
static bool is_own(int descriptor) {
    struct stat about;
    return fstat(descriptor, &about) == 0 && about.st_uid == geteuid() &&
           !(about.st_mode & (S_IWGRP | S_IWOTH));
}

/* Negative: there is none. */
static int open_directory(pgp_arena *arena) {
    const char *home = cache_home(arena);
    if (!home)
        return -1;
    const char *path = pgp_printf(arena, "%s/pgplumb", home);
    if (mkdir(path, 0700) != 0 && errno == ENOENT && mkdir(home, 0700) == 0)
        mkdir(path, 0700);
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory >= 0 && !is_own(directory)) {
        close(directory);
        return -1;
    }
    return directory;
}

bool cli_cache_is_there(pgp_arena *arena) {
    int directory = open_directory(arena);
    if (directory < 0)
        return false;
    bool writable = faccessat(directory, ".", W_OK, AT_EACCESS) == 0;
    close(directory);
    return writable;
}

/* -- reading ------------------------------------------------------------------------------------------------------ */

static bool read_descriptor(int file, pgp_text *out) {
    char piece[4096];
    ssize_t got;
    while ((got = read(file, piece, sizeof piece)) > 0 && out->size <= CLI_CACHE_FILE_SIZE)
        pgp_text_addn(out, piece, (size_t)got);
    return got == 0;
}

bool cli_cache_read(const char *name, pgp_text *out) {
    int directory = open_directory(out->arena);
    if (directory < 0)
        return false;
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool done = file >= 0 && is_own(file) && read_descriptor(file, out);
    if (file >= 0)
        close(file);
    close(directory);
    return done;
}

/* -- removing what is old ----------------------------------------------------------------------------------------- */

typedef struct entry {
    const char *name;
    time_t written;
} entry;

static int newest_first(const void *a, const void *b) {
    const entry *one = a, *other = b;
    return one->written < other->written   ? 1
           : one->written > other->written ? -1
                                           : strcmp(one->name, other->name);
}

/* Files only; unfinished ones of a process that was killed, too. */
static size_t list_files(pgp_arena *arena, DIR *stream, entry **out) {
    size_t count = 0, capacity = 0;
    entry *entries = NULL;
    for (const struct dirent *each; (each = readdir(stream));) {
        struct stat about;
        if (fstatat(dirfd(stream), each->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode))
            continue;
        entry found = {.name = pgp_strdup(arena, each->d_name), .written = about.st_mtime};
        PGP_PUSH(arena, entries, count, capacity, found);
    }
    *out = entries;
    return count;
}

static void close_stream(void *stream) {
    closedir(stream);
}

/* The stream takes the descriptor over. */
static void remove_old(pgp_arena *arena, int directory) {
    DIR *stream = fdopendir(directory);
    entry *entries;
    if (!stream) {
        close(directory);
        return;
    }
    pgp_defer(arena, close_stream, stream);
    size_t count = list_files(arena, stream, &entries);
    time_t oldest = time(NULL) - (time_t)CLI_CACHE_DAYS * 24 * 60 * 60;
    if (count)
        qsort(entries, count, sizeof *entries, newest_first);
    for (size_t i = 0; i < count; i++)
        if (i >= CLI_CACHE_FILES || entries[i].written < oldest)
            unlinkat(dirfd(stream), entries[i].name, 0);
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

static bool write_descriptor(int file, const char *data, size_t size) {
    bool written = write(file, data, size) == (ssize_t)size;
    return close(file) == 0 && written;
}

void cli_cache_write(pgp_arena *arena, const char *name, const char *data, size_t size) {
    int directory = size <= CLI_CACHE_FILE_SIZE ? open_directory(arena) : -1;
    if (directory < 0)
        return;
    const char *unfinished = pgp_printf(arena, ".%s.%d", name, (int)getpid());
    int file = openat(directory, unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0 &&
        !(write_descriptor(file, data, size) && renameat(directory, unfinished, directory, name) == 0))
        unlinkat(directory, unfinished, 0);
    remove_old(arena, directory);
}
