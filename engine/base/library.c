#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

bool pgp_library_load(const char *file, const char *const *names, size_t count, void *table) {
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; handle && i < count; i++) {
        void *function = dlsym(handle, names[i]);
        if (!function)
            return false;
        /* POSIX has functions fit into the pointers that dlsym() gives; C has no cast that says so. */
        memcpy((char *)table + i * sizeof function, &function, sizeof function);
    }
    return handle != NULL;
}
