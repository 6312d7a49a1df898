/*
 * libcurl, loaded when somebody is asked over HTTP.
 */
#ifndef CLI_LIBCURL_H
#define CLI_LIBCURL_H

#include <curl/curl.h>

/* The functions that are used, without "curl_". */
// clang-format off
#define CLI_LIBCURL_FUNCTIONS(each) \
    each(easy_cleanup) \
    each(easy_getinfo) \
    each(easy_init) \
    each(easy_perform) \
    each(easy_setopt) \
    each(easy_strerror) \
    each(slist_append) \
    each(slist_free_all)
// clang-format on

typedef struct cli_libcurl {
#define CLI_LIBCURL_MEMBER(name) __typeof__(curl_##name) *name;
    CLI_LIBCURL_FUNCTIONS(CLI_LIBCURL_MEMBER)
#undef CLI_LIBCURL_MEMBER
} cli_libcurl;

/* NULL: it is not installed. */
const cli_libcurl *cli_curl(void);

#endif
