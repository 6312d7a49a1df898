/*
 * pgplumb fmt: schema files in one layout.
 */
#include "files.h"
#include "options.h"
#include "talk.h"

#include "format/format.h"
#include "source/libgit2.h"
#include "source/reading.h"
#include "source/source.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static pgp_status read_sources(pgp_context *context, const pgp_names *paths, pgp_source **out) {
    for (size_t i = 0; i < paths->count; i++)
        if (strncmp(paths->items[i], "git:", 4) == 0)
            return cli_usage_error(context, "fmt", "fmt writes files, it cannot write \"%s\"",
                                   paths->items[i]);
    PGP_TRY(pgp_source_open(context, &(pgp_source_options){.plain_label = true}, paths->items, paths->count,
                            out));
    if ((*out)->type != PGP_SOURCE_FILES)
        return cli_usage_error(context, "fmt", "fmt takes SQL files and directories, or -");
    return PGP_OK;
}

/* In the format of git and patch. */
static pgp_status add_diff(pgp_context *context, const pgp_input *input, const pgp_text *after,
                           pgp_text *out) {
    git_patch *patch = NULL;
    git_buf text = {0};
    int failed = pgp_git()->patch_from_buffers(&patch, input->text, input->size, input->name, after->data,
                                               after->size, input->name, NULL);
    failed = failed ? failed : pgp_git()->patch_to_buf(&text, patch);
    if (!failed)
        pgp_text_addn(out, text.ptr, text.size);
    pgp_git()->buf_dispose(&text);
    pgp_git()->patch_free(patch);
    return failed ? pgp_fail(context, PGP_RETRY, NULL, "%s: cannot compare the texts", input->name) : PGP_OK;
}

static bool is_formatted(const pgp_input *input, const pgp_text *text) {
    return input->size == text->size && memcmp(input->text, text->data, text->size) == 0;
}

/* Every file is read before the first is written. */
static pgp_status format_all(pgp_context *context, const pgp_source *source, pgp_text *texts) {
    for (size_t i = 0; i < source->input_count; i++) {
        texts[i] = pgp_text_new(context->arena);
        PGP_TRY(pgp_format(context, &source->inputs[i], &texts[i]));
    }
    return PGP_OK;
}

static pgp_status show(pgp_context *context, const cli_arguments *arguments, const pgp_source *source,
                       const pgp_text *texts) {
    pgp_text out = pgp_text_new(context->arena);
    bool different = false;
    if (arguments->diff)
        PGP_TRY(pgp_git_start(context, NULL));
    for (size_t i = 0; i < source->input_count; i++) {
        if (is_formatted(&source->inputs[i], &texts[i]))
            continue;
        different = true;
        if (arguments->diff)
            PGP_TRY(add_diff(context, &source->inputs[i], &texts[i], &out));
        else
            pgp_text_addf(&out, "%s\n", source->inputs[i].name);
    }
    PGP_TRY(cli_write(context, NULL, out.data, out.size));
    return different ? PGP_DIFFERENT : PGP_OK;
}

static pgp_status replace(pgp_context *context, const pgp_source *source, const pgp_text *texts) {
    size_t written = 0;
    for (size_t i = 0; i < source->input_count; i++) {
        if (is_formatted(&source->inputs[i], &texts[i]))
            continue;
        PGP_TRY(cli_replace_file(context, source->inputs[i].name, &texts[i]));
        written++;
    }
    cli_say("%zu file%s: %zu formatted, %zu as they were", source->input_count,
            source->input_count == 1 ? "" : "s", written, source->input_count - written);
    return PGP_OK;
}

static pgp_status filter(pgp_context *context, const cli_arguments *arguments) {
    pgp_input input;
    PGP_TRY(pgp_read_file(context, "/dev/stdin", &input));
    input.name = "-";
    pgp_source source = {.inputs = &input, .input_count = 1};
    pgp_text text;
    PGP_TRY(format_all(context, &source, &text));
    if (arguments->check || arguments->diff)
        return show(context, arguments, &source, &text);
    return cli_write(context, NULL, text.data, text.size);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    const pgp_names *paths = arguments->operands.count ? &arguments->operands : &arguments->schema;
    pgp_source *source;
    if (!paths->count)
        return cli_usage_error(context, "fmt", "fmt needs FILEs, DIRECTORYs or -");
    if (paths->count == 1 && strcmp(paths->items[0], "-") == 0)
        return filter(context, arguments);
    PGP_TRY(read_sources(context, paths, &source));
    pgp_text *texts = pgp_alloc(context->arena, (source->input_count + 1) * sizeof *texts);
    PGP_TRY(format_all(context, source, texts));
    if (arguments->check || arguments->diff)
        return show(context, arguments, source, texts);
    return replace(context, source, texts);
}

static const cli_option options[] = {
    CLI_OPTION("check", '\0', CLI_VALUE_NONE, check, NULL,
               "write the names of files that are not formatted, and change none"),
    CLI_OPTION("diff", '\0', CLI_VALUE_NONE, diff, NULL,
               "write what would change, as a patch, and change nothing"),
    CLI_OPTION("schema", '\0', CLI_VALUE_SOURCES, schema, "FILE...",
               "format these (default: the schema of pgplumb.yaml, when no FILE is named)"),
    CLI_OPTIONS_COMMON,
};

const cli_command cli_fmt = {
    .name = "fmt",
    .synopsis = "[FILE|DIRECTORY...|-] [--check|--diff] [option]...",
    .summary = "bring schema files into one layout",
    .about = "Keywords are written in capitals and types in small letters, columns and constraints each on a "
             "line of its own.\n"
             "Names, comments, bodies of functions, and the line breaks inside of queries and expressions "
             "stay as they are\n"
             "(docs/FMT.md). Files are replaced, and only those that change; - formats stdin to stdout. It "
             "is proven that a\n"
             "file says the same as before. When one of the files cannot be read, none is changed. With "
             "--check and --diff the\n"
             "exit status is 1 when something is not formatted.",
    .options = options,
    .most_operands = SIZE_MAX,
    .takes_paths = true,
    .run = run,
};
