#include "source/libgit2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

static pgp_libgit2 library;
static bool loaded;

/* POSIX has functions fit into the pointers that dlsym() gives; C has no cast that says so. */
static bool find(void *handle, const char *name, void *member) {
    void *function = dlsym(handle, name);
    memcpy(member, &function, sizeof function);
    return function != NULL;
}

static void load(void) {
    void *handle = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL);
    loaded = handle != NULL;
#define FIND(name) loaded = loaded && find(handle, "git_" #name, &library.name);
    PGP_LIBGIT2_FUNCTIONS(FIND)
#undef FIND
}

const pgp_libgit2 *pgp_git(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded ? &library : NULL;
}
