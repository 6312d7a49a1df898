#include "cluster.h"

#include "libcurl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- who we are, and where it is ------------------------------------------------------------------------------------- */

/* Kubernetes replaces the token before it is too old, so it is read when it is needed. */
static pgp_status read_authorization(pgp_context *context, const char *path, const char **out) {
    char text[16384];
    FILE *stream = fopen(path, "re");
    if (!stream)
        return pgp_fail(context, PGP_INPUT, NULL, "cannot read %s: %s", path, strerror(errno));
    size_t size = fread(text, 1, sizeof text - 1, stream);
    fclose(stream);
    text[size] = '\0';
    text[strcspn(text, " \t\r\n")] = '\0';
    *out = pgp_printf(context->arena, "Authorization: Bearer %s", text);
    return *text ? PGP_OK : pgp_fail(context, PGP_INPUT, NULL, "%s is empty", path);
}

pgp_status cli_cluster_find(pgp_context *context, const char *account, cli_cluster *out) {
    const char *host = getenv("KUBERNETES_SERVICE_HOST"), *port = getenv("KUBERNETES_SERVICE_PORT");
    if (!host || !port)
        return pgp_fail(context, PGP_INPUT, NULL,
                        "this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set");
    bool is_ipv6 = strchr(host, ':') != NULL;
    out->url =
        pgp_printf(context->arena, "https://%s%s%s:%s", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port);
    out->certificate = pgp_printf(context->arena, "%s/ca.crt", account);
    return read_authorization(context, pgp_printf(context->arena, "%s/token", account), &out->authorization);
}

/* -- asking it ---------------------------------------------------------------------------------------------------------- */

enum { LARGEST_ANSWER = 65536, LONGEST_WAIT = 3000 /* ms */ };

typedef struct reply {
    char *text;
    size_t size;
} reply;

/* What is beyond the largest is not kept. */
static size_t take(char *data, size_t one, size_t count, void *argument) {
    reply *r = argument;
    size_t room = LARGEST_ANSWER - r->size, size = one * count;
    memcpy(r->text + r->size, data, size < room ? size : room);
    r->size += size < room ? size : room;
    return size;
}

static struct curl_slist *headers(const cli_libcurl *curl, const cli_cluster *cluster) {
    const char *const lines[] = {
        cluster->authorization,
        "Content-Type: application/json",
        /* Of an object its metadata will do; an answer that has none is as it is. */
        "Accept: application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
    };
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        list = curl->slist_append(list, lines[i]);
    return list;
}

static CURLcode perform(const cli_libcurl *curl, CURL *request, const cli_cluster *cluster, const char *url,
                        const char *body, struct curl_slist *lines, reply *r) {
    curl->easy_setopt(request, CURLOPT_URL, url);
    curl->easy_setopt(request, CURLOPT_CAINFO, cluster->certificate);
    curl->easy_setopt(request, CURLOPT_CAPATH, NULL); /* nobody else's certificates */
    curl->easy_setopt(request, CURLOPT_PROXY, "");    /* nor through anybody else */
    curl->easy_setopt(request, CURLOPT_TIMEOUT_MS, (long)LONGEST_WAIT);
    curl->easy_setopt(request, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(request, CURLOPT_HTTPHEADER, lines);
    if (body)
        curl->easy_setopt(request, CURLOPT_POSTFIELDS, body);
    curl->easy_setopt(request, CURLOPT_WRITEFUNCTION, take);
    curl->easy_setopt(request, CURLOPT_WRITEDATA, r);
    return curl->easy_perform(request);
}

pgp_status cli_cluster_ask(pgp_context *context, const cli_cluster *cluster, const char *path,
                           const char *body, cli_response *out) {
    const cli_libcurl *curl = cli_curl();
    reply r = {.text = pgp_alloc(context->arena, LARGEST_ANSWER + 1)};
    const char *url = pgp_printf(context->arena, "%s%s", cluster->url, path);
    CURL *request = curl ? curl->easy_init() : NULL;
    if (!request)
        return pgp_fail(context, PGP_RETRY, NULL, "libcurl cannot be loaded");
    struct curl_slist *lines = headers(curl, cluster);
    CURLcode code = perform(curl, request, cluster, url, body, lines, &r);
    curl->easy_getinfo(request, CURLINFO_RESPONSE_CODE, &out->code);
    curl->slist_free_all(lines);
    curl->easy_cleanup(request);
    r.text[r.size] = '\0';
    out->text = r.text;
    return code == CURLE_OK ? PGP_OK
                            : pgp_fail(context, PGP_RETRY, NULL, "no answer of %s: %s", cluster->url,
                                       curl->easy_strerror(code));
}
