#include "files.h"

#include "talk.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pgp_status cannot_write(pgp_context *context, const char *path) {
    return pgp_fail(context, PGP_INPUT, NULL, "cannot write \"%s\": %s", path, strerror(errno));
}

static pgp_status make_directories(pgp_context *context, const char *path) {
    char *copy = pgp_strdup(context->arena, path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            return cannot_write(context, copy);
        *slash = '/';
    }
    return PGP_OK;
}

pgp_status cli_replace_file(pgp_context *context, const char *path, const pgp_text *text) {
    char real[PATH_MAX];
    struct stat old;
    bool exists = realpath(path, real) && stat(real, &old) == 0;
    const char *target = exists ? pgp_strdup(context->arena, real) : path;
    const char *fresh = pgp_printf(context->arena, "%s.new", target);
    if (exists && access(target, W_OK) != 0)
        return cannot_write(context, path);
    PGP_TRY(make_directories(context, target));
    PGP_TRY(cli_write(context, fresh, text->data, text->size));
    if ((!exists || chmod(fresh, old.st_mode & 07777) == 0) && rename(fresh, target) == 0)
        return PGP_OK;
    cannot_write(context, path);
    unlink(fresh);
    return PGP_INPUT;
}

pgp_status cli_write_whole(pgp_context *context, const char *file, const pgp_text *text) {
    struct stat found;
    bool is_file = file && strcmp(file, "-") != 0 && (stat(file, &found) != 0 || S_ISREG(found.st_mode));
    return is_file ? cli_replace_file(context, file, text) : cli_write(context, file, text->data, text->size);
}
