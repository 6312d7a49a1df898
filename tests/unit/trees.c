/*
 * A tree that is taken from libpg_query as it is says what the bytes say that the library makes of it.
 */
#include "parse/grammar.h"
#include "unit.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What came out; cmocka's assertions are for its own thread only. */
typedef struct outcome {
    const char *const *texts;
    size_t count, read, wrong;
} outcome;

static bool says_the_same(const ProtobufCMessage *message, const PgQueryProtobuf *expected) {
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(size + 1);
    bool same = bytes && size == expected->len && protobuf_c_message_pack(message, bytes) == size &&
                memcmp(bytes, expected->data, size) == 0;
    free(bytes);
    return same;
}

static pgp_status compare(pgp_context *context, void *argument) {
    outcome *all = argument;
    for (size_t i = 0; i < all->count; i++) {
        pgp_tree tree = {0};
        pgp_syntax_error error;
        PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(all->texts[i]);
        bool good = pgp_tree_parse(context->arena, all->texts[i], &tree, &error) == 0;
        all->read += good;
        all->wrong += good ? !says_the_same(&tree.result->base, &parsed.parse_tree) : !parsed.error;
        pg_query_free_protobuf_parse_result(parsed);
        pgp_tree_free(&tree);
    }
    return PGP_OK;
}

static const char *text_of(pgp_context *context, const char *path) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    pgp_text text = pgp_text_new(context->arena);
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, file));)
        pgp_text_addn(&text, piece, got);
    fclose(file);
    return text.data;
}

static void trees_say_what_the_bytes_say(void **state) {
    pgp_context *context = *state;
    const char *cases = getenv("DIFFERENTIAL_CASES");
    glob_t files;
    assert_int_equal(glob(pgp_printf(context->arena, "%s/*/*.sql", cases ? cases : ""), 0, NULL, &files), 0);
    const char **texts = pgp_alloc(context->arena, files.gl_pathc * sizeof *texts);
    for (size_t i = 0; i < files.gl_pathc; i++)
        texts[i] = text_of(context, files.gl_pathv[i]);
    outcome all = {.texts = texts, .count = files.gl_pathc};
    globfree(&files);
    assert_int_equal(pgp_with_stack(context, compare, &all), PGP_OK);
    assert_int_equal(all.wrong, 0);
    assert_true(all.read > all.count / 2); /* an older grammar does not read what is newer */
}

static void little_is_a_tree_too(void **state) {
    static const char *const texts[] = {
        "", ";", "CREATE TABLE (", "SELECT 1; SELECT '' AS \"é\", -1, 9999999999, 1.5, NULL, B'1', true"};
    outcome all = {.texts = texts, .count = sizeof texts / sizeof *texts};
    assert_int_equal(pgp_with_stack(*state, compare, &all), PGP_OK);
    assert_int_equal(all.wrong, 0);
    assert_int_equal(all.read, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT_TEST(trees_say_what_the_bytes_say),
                                       UNIT_TEST(little_is_a_tree_too)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
