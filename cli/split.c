#include "split.h"

#include "files.h"
#include "source/source.h"
#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool holds(const char *path, const pgp_text *text) {
    FILE *stream = fopen(path, "r");
    char *found = stream ? malloc(text->size + 1) : NULL;
    bool same = found && fread(found, 1, text->size + 1, stream) == text->size &&
                memcmp(found, text->data, text->size) == 0;
    free(found);
    if (stream)
        fclose(stream);
    return same;
}

static int by_path(const void *path, const void *file) {
    return strcmp(path, ((const cli_file *)file)->path);
}

static bool is_among(const cli_files *files, const char *path) {
    return files->count && bsearch(path, files->items, files->count, sizeof *files->items, by_path);
}

/* Files of objects that are no more would bring them back: their owner decides. */
static void note_others(pgp_context *context, const char *directory, const cli_files *files, size_t prefix) {
    pgp_source *found;
    if (pgp_source_open(context, NULL, &directory, 1, &found) != PGP_OK) {
        context->error = (pgp_error){.status = PGP_OK};
        return;
    }
    for (size_t i = 0; i < found->input_count; i++)
        if (!is_among(files, found->inputs[i].name + prefix))
            pgp_note_add(context, NULL,
                         "%s is of no object of the source; delete it if it is no longer wanted",
                         found->inputs[i].name);
}

pgp_status cli_write_files(pgp_context *context, const char *directory, const cli_files *files,
                           bool are_all) {
    size_t size = strlen(directory), written = 0;
    const char *slash = size && directory[size - 1] == '/' ? "" : "/";
    for (size_t i = 0; i < files->count; i++) {
        const char *path = pgp_printf(context->arena, "%s%s%s", directory, slash, files->items[i].path);
        if (holds(path, &files->items[i].text))
            continue;
        PGP_TRY(cli_replace_file(context, path, &files->items[i].text));
        written++;
    }
    if (are_all)
        note_others(context, directory, files, size + strlen(slash));
    cli_say_notes(context);
    cli_say("%zu files in %s: %zu written, %zu as they were", files->count, directory, written,
            files->count - written);
    return PGP_OK;
}
