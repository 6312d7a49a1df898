/*
 * Files and directories on disk.
 */
#include "source/reading.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pgp_status cannot_read(pgp_context *context, const char *path) {
    int code = errno;
    pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": %s", path, strerror(code));
    if (code == EACCES)
        return pgp_hint(context, "The user that runs pgplumb (uid %d) needs permission to read it.",
                        (int)geteuid());
    if (code == ENOENT)
        return pgp_hint(context, "Paths are looked for from the directory that pgplumb runs in.");
    return PGP_INPUT;
}

static void close_descriptor(void *what) {
    int *descriptor = what;
    if (*descriptor >= 0)
        close(*descriptor);
}

/* Standard input, pipes and /dev/fd have no size, so the text grows as it comes. */
static pgp_status read_all(pgp_context *context, const char *path, int descriptor, size_t expected,
                           pgp_input_list *list) {
    size_t capacity = expected + 1, size = 0;
    char *text = pgp_alloc(context->arena, capacity + 1);
    for (;;) {
        ssize_t got = read(descriptor, text + size, capacity - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cannot_read(context, path);
        if (got == 0)
            break;
        size += (size_t)got;
        if (size > PGP_INPUT_LIMIT)
            return pgp_too_large(context, path);
        if (size == capacity) {
            capacity = capacity < 65536 ? 65536 : capacity * 2;
            text = pgp_grow(context->arena, text, size, capacity + 1);
        }
    }
    text[size] = '\0';
    return pgp_input_add(context, list, path, text, size);
}

static pgp_status read_file(pgp_context *context, const char *path, pgp_input_list *list) {
    int *descriptor = PGP_NEW(context->arena, int);
    *descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (*descriptor < 0)
        return cannot_read(context, path);
    pgp_defer(context->arena, close_descriptor, descriptor);
    struct stat about;
    if (fstat(*descriptor, &about) != 0)
        return cannot_read(context, path);
    if (S_ISREG(about.st_mode) && (size_t)about.st_size > PGP_INPUT_LIMIT)
        return pgp_too_large(context, path);
    size_t expected = S_ISREG(about.st_mode) ? (size_t)about.st_size : 4096;
    pgp_status status = read_all(context, path, *descriptor, expected, list);
    close_descriptor(descriptor);
    *descriptor = -1;
    return status;
}

pgp_status pgp_read_file(pgp_context *context, const char *path, pgp_input *out) {
    pgp_input_list list = {0};
    PGP_TRY(read_file(context, path, &list));
    *out = list.items[0];
    return PGP_OK;
}

static void close_directory(void *what) {
    DIR **directory = what;
    if (*directory)
        closedir(*directory);
}

static pgp_status read_below(pgp_context *context, const char *path, int depth, pgp_input_list *list);

static pgp_status read_entry(pgp_context *context, const char *path, const char *name, int depth,
                             pgp_input_list *list) {
    if (name[0] == '.')
        return PGP_OK;
    size_t size = strlen(path);
    const char *full =
        pgp_printf(context->arena, "%s%s%s", path, size && path[size - 1] == '/' ? "" : "/", name);
    struct stat about;
    if (stat(full, &about) != 0)
        return pgp_is_sql_name(name) ? cannot_read(context, full) : PGP_OK;
    if (S_ISDIR(about.st_mode))
        return read_below(context, full, depth + 1, list);
    return pgp_is_sql_name(name) ? read_file(context, full, list) : PGP_OK;
}

/* `depth` ends a circle of symbolic links. */
static pgp_status read_below(pgp_context *context, const char *path, int depth, pgp_input_list *list) {
    if (depth > 64)
        return pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": directories are nested too deep",
                        path);
    DIR **directory = PGP_NEW(context->arena, DIR *);
    *directory = opendir(path);
    if (!*directory)
        return cannot_read(context, path);
    pgp_defer(context->arena, close_directory, directory);
    pgp_status status = PGP_OK;
    for (const struct dirent *entry; status == PGP_OK && (entry = readdir(*directory));)
        status = read_entry(context, path, entry->d_name, depth, list);
    closedir(*directory);
    *directory = NULL;
    return status;
}

pgp_status pgp_read_path(pgp_context *context, const char *path, pgp_input_list *list) {
    struct stat about;
    if (stat(path, &about) != 0)
        return cannot_read(context, path);
    if (!S_ISDIR(about.st_mode))
        return read_file(context, path, list);
    size_t first = list->count;
    PGP_TRY(read_below(context, path, 0, list));
    if (list->count == first)
        return pgp_fail(context, PGP_INPUT, NULL, "no .sql file in \"%s\"", path);
    pgp_input_sort(list, first);
    return PGP_OK;
}
