#include "unit.h"

#include "source/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pgp_source *opened(void **state, const char *spec) {
    pgp_source *source = NULL;
    assert_int_equal(pgp_source_open(*state, NULL, &spec, 1, &source), PGP_OK);
    return source;
}

static const char *refused(void **state, const char *spec) {
    pgp_context *context = *state;
    pgp_source *source = NULL;
    assert_int_equal(pgp_source_open(context, NULL, &spec, 1, &source), PGP_INPUT);
    return context->error.message;
}

static void write_file(const char *folder, const char *name, const char *text) {
    char path[4096];
    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const char *new_folder(void **state) {
    char *folder = pgp_strdup(((pgp_context *)*state)->arena, "/tmp/pgplumb-sources-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return folder;
}

static void remove_folder(void **state, const char *folder) {
    const char *command = pgp_printf(((pgp_context *)*state)->arena, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void texts_are_told_apart(void **state) {
    assert_int_equal(opened(state, "postgresql://u@h/db")->type, PGP_SOURCE_DATABASE);
    assert_int_equal(opened(state, "host=h dbname=db")->type, PGP_SOURCE_DATABASE);
    assert_int_equal(opened(state, "service=shop")->type, PGP_SOURCE_DATABASE);
    assert_int_equal(opened(state, "empty:")->type, PGP_SOURCE_EMPTY);
}

static void labels_name_the_database_and_no_password(void **state) {
    assert_string_equal(opened(state, "postgresql://u:secret@h:5432/db")->label, "db@h");
    assert_string_equal(opened(state, "host=h dbname=db password=secret")->label, "db@h");
    assert_string_equal(opened(state, "service=shop")->label, "service shop");
}

static void a_broken_conninfo_is_not_repeated(void **state) {
    assert_null(strstr(refused(state, "host=h pasword=secret"), "secret"));
    assert_null(strstr(refused(state, "postgresql://u:secret%@h/db"), "secret"));
}

static void directories_are_read_in_the_order_of_their_paths(void **state) {
    const char *folder = new_folder(state);
    write_file(folder, "b.sql", "SELECT 1;");
    write_file(folder, "B.sql", "SELECT 1;");
    write_file(folder, ".hidden.sql", "SELECT 1;");
    write_file(folder, "notes.txt", "none");
    char below[512];
    snprintf(below, sizeof below, "%s/a", folder);
    assert_int_equal(mkdir(below, 0700), 0);
    write_file(below, "z.sql", "SELECT 1;");
    const pgp_source *source = opened(state, folder);
    assert_int_equal(source->input_count, 3);
    assert_non_null(strstr(source->inputs[0].name, "/B.sql"));
    assert_non_null(strstr(source->inputs[1].name, "/a/z.sql"));
    assert_non_null(strstr(source->inputs[2].name, "/b.sql"));
    remove_folder(state, folder);
}

static void numbers_in_names_are_compared_as_numbers(void **state) {
    static const char *const names[] = {"001_a.sql",   "2_a.sql",     "10_a.sql",  "V1__a.sql",
                                        "V1.1__a.sql", "V1_2__a.sql", "V2__a.sql", "V10__a.sql"};
    const size_t count = sizeof names / sizeof *names;
    const char *folder = new_folder(state);
    for (size_t i = count; i-- > 0;)
        write_file(folder, names[i], "SELECT 1;");
    const pgp_source *source = opened(state, folder);
    assert_int_equal(source->input_count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(strrchr(source->inputs[i].name, '/') + 1, names[i]);
    remove_folder(state, folder);
}

static void what_cannot_be_read_is_named(void **state) {
    const char *folder = new_folder(state);
    assert_non_null(strstr(refused(state, folder), "no .sql file"));
    assert_non_null(strstr(refused(state, "/nonexistent/schema.sql"), "\"/nonexistent/schema.sql\""));
    assert_non_null(strstr(refused(state, "git:HEAD"), "git:REVISION:PATH"));
    remove_folder(state, folder);
}

static void only_files_go_together(void **state) {
    const char *const specs[] = {"empty:", "schema.sql"};
    pgp_source *source = NULL;
    assert_int_equal(pgp_source_open(*state, NULL, specs, 2, &source), PGP_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(texts_are_told_apart),
        UNIT_TEST(labels_name_the_database_and_no_password),
        UNIT_TEST(a_broken_conninfo_is_not_repeated),
        UNIT_TEST(directories_are_read_in_the_order_of_their_paths),
        UNIT_TEST(numbers_in_names_are_compared_as_numbers),
        UNIT_TEST(what_cannot_be_read_is_named),
        UNIT_TEST(only_files_go_together),
    };
    return cmocka_run_group_tests_name("sources", tests, NULL, NULL);
}
