#include "pack.h"

#include "base/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum {
    GZIP_WINDOW = 15 + 16, /* zlib: the largest window, in gzip's format */
    GZIP_MEMORY = 8,
    BLOCK = 64 * 1024,
    LARGEST_PLAN = 256 * 1024 * 1024,
};

static pgp_status no_memory(pgp_context *context) {
    return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
}

/* -- compressing --------------------------------------------------------------------------------------------------- */

static void end_deflate(void *stream) {
    deflateEnd(stream);
}

pgp_status flux_compress(pgp_context *context, const char *bytes, size_t size, pgp_text *out) {
    z_stream *stream = PGP_NEW(context->arena, z_stream);
    char block[BLOCK];
    int done;
    if (deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return no_memory(context);
    pgp_defer(context->arena, end_deflate, stream);
    stream->next_in = (Bytef *)(uintptr_t)bytes;
    stream->avail_in = (uInt)size;
    do {
        stream->next_out = (Bytef *)block;
        stream->avail_out = BLOCK;
        done = deflate(stream, Z_FINISH);
        pgp_text_addn(out, block, BLOCK - stream->avail_out);
    } while (done == Z_OK);
    return done == Z_STREAM_END ? PGP_OK : no_memory(context);
}

void flux_base64(pgp_text *out, const char *bytes, size_t size) {
    char *encoded = pgp_alloc(out->arena, (size + 2) / 3 * 4 + 1);
    EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)bytes, (int)size);
    pgp_text_add(out, encoded);
}

const char *flux_hash(pgp_arena *arena, const char *text, int digits) {
    return pgp_strndup(arena, pgp_sha256_of(arena, text, strlen(text)), (size_t)digits);
}

/* -- reading ------------------------------------------------------------------------------------------------------- */

static pgp_status cannot_read(pgp_context *context, const char *path) {
    return pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": %s", path, strerror(errno));
}

static pgp_status add_file(pgp_context *context, const char *path, pgp_text *out) {
    FILE *stream = fopen(path, "r");
    char block[BLOCK];
    size_t size;
    if (!stream)
        return cannot_read(context, path);
    while ((size = fread(block, 1, sizeof block, stream)) > 0 && out->size <= LARGEST_PLAN)
        pgp_text_addn(out, block, size);
    bool failed = ferror(stream);
    fclose(stream);
    if (failed)
        return cannot_read(context, path);
    return out->size <= LARGEST_PLAN
               ? PGP_OK
               : pgp_fail(context, PGP_INPUT, NULL, "\"%s\" is larger than any plan", path);
}

/* A mounted ConfigMap keeps its versions in entries that begin with a dot. */
static int is_part(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* In the order of bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static pgp_status add_directory(pgp_context *context, const char *path, pgp_text *out) {
    struct dirent **entries;
    int count = scandir(path, &entries, is_part, by_name);
    pgp_status status = PGP_OK;
    if (count < 0)
        return cannot_read(context, path);
    pgp_defer(context->arena, free, entries);
    for (int i = 0; i < count; i++)
        pgp_defer(context->arena, free, entries[i]);
    for (int i = 0; i < count && status == PGP_OK; i++)
        status = add_file(context, pgp_printf(context->arena, "%s/%s", path, entries[i]->d_name), out);
    return status;
}

static bool is_gzip(const pgp_text *bytes) {
    return bytes->size > 2 && memcmp(bytes->data, "\x1f\x8b", 2) == 0;
}

static void end_inflate(void *stream) {
    inflateEnd(stream);
}

static pgp_status decompress(pgp_context *context, const char *path, const pgp_text *bytes, pgp_text *out) {
    z_stream *stream = PGP_NEW(context->arena, z_stream);
    char block[BLOCK];
    int done;
    if (inflateInit2(stream, GZIP_WINDOW) != Z_OK)
        return no_memory(context);
    pgp_defer(context->arena, end_inflate, stream);
    stream->next_in = (Bytef *)bytes->data;
    stream->avail_in = (uInt)bytes->size;
    do {
        stream->next_out = (Bytef *)block;
        stream->avail_out = BLOCK;
        done = inflate(stream, Z_NO_FLUSH);
        pgp_text_addn(out, block, BLOCK - stream->avail_out);
    } while (done == Z_OK && out->size <= LARGEST_PLAN);
    return done == Z_STREAM_END
               ? PGP_OK
               : pgp_fail(context, PGP_INPUT, NULL,
                          "\"%s\" cannot be decompressed: a part of it is missing or damaged", path);
}

pgp_status flux_read_packed(pgp_context *context, const char *path, pgp_text *out) {
    struct stat found;
    pgp_text bytes = pgp_text_new(context->arena);
    if (stat(path, &found) != 0)
        return cannot_read(context, path);
    PGP_TRY(S_ISDIR(found.st_mode) ? add_directory(context, path, &bytes) : add_file(context, path, &bytes));
    *out = pgp_text_new(context->arena);
    if (is_gzip(&bytes))
        return decompress(context, path, &bytes, out);
    *out = bytes;
    return PGP_OK;
}
