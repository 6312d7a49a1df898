#include "source/libgit2.h"

#include "base/library.h"

#include <pthread.h>

static pgp_libgit2 library;
static bool loaded;

static void load(void) {
#define NAME(name) "git_" #name,
    static const char *const names[] = {PGP_LIBGIT2_FUNCTIONS(NAME)};
#undef NAME
    loaded = pgp_library_load("libgit2.so." LIBGIT2_SOVERSION, names, sizeof names / sizeof *names, &library);
}

const pgp_libgit2 *pgp_git(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded ? &library : NULL;
}
