#include "libcurl.h"

#include "base/library.h"

const cli_libcurl *cli_curl(void) {
#define NAME(name) "curl_" #name,
    static const char *const names[] = {CLI_LIBCURL_FUNCTIONS(NAME)};
#undef NAME
    static cli_libcurl library;
    static bool loaded;
    loaded = loaded || pgp_library_load("libcurl.so.4", names, sizeof names / sizeof *names, &library);
    return loaded ? &library : NULL;
}
