#include "source/load.h"

#include "kinds/system_privileges.h"
#include "model/snapshot.h"

#include <string.h>

/* -- reading ----------------------------------------------------------------------------------------------------- */

static void make_model(pgp_context *context, pgp_side *side, const pgp_model *other) {
    side->model = pgp_model_beside(context->arena, other);
    side->model->label = side->source->label;
}

static pgp_status connect_side(pgp_context *context, pgp_side *side, const pgp_model *other) {
    make_model(context, side, other);
    return pgp_catalog_connect(context, side->source->conninfo, side->model, &side->catalog);
}

pgp_status pgp_side_connect(pgp_context *context, pgp_side *side) {
    return connect_side(context, side, NULL);
}

static pgp_status start(pgp_context *context, pgp_side *side, const pgp_model *other, bool all_rights) {
    if (side->source->type != PGP_SOURCE_DATABASE)
        make_model(context, side, other);
    else if (!side->catalog)
        PGP_TRY(connect_side(context, side, other));
    if (!side->catalog)
        return PGP_OK;
    side->catalog->all_rights = all_rights;
    return pgp_catalog_start(side->catalog);
}

static pgp_status read_texts(pgp_context *context, pgp_side *side) {
    const pgp_source *source = side->source;
    switch (source->type) {
    case PGP_SOURCE_DATABASE: return PGP_OK;
    case PGP_SOURCE_SNAPSHOT:
        return pgp_snapshot_read(context, source->inputs->name, source->inputs->text, source->inputs->size,
                                 side->model);
    case PGP_SOURCE_EMPTY:
    case PGP_SOURCE_FILES: break;
    }
    return pgp_parse(context, side->model, source->inputs, source->input_count);
}

/* What a file leaves to the database that it is held against: extensions' members, the search_path, the role, what its version
 * makes of statements. */
static void tell_files(pgp_side *sides, size_t count) {
    const pgp_side *database = NULL;
    for (size_t i = 0; i < count && !database; i++)
        database = sides[i].catalog ? &sides[i] : NULL;
    for (size_t i = 0; i < count && database; i++) {
        pgp_model *model = sides[i].model;
        if (sides[i].source->type != PGP_SOURCE_FILES)
            continue;
        model->members = database->model->members;
        model->member_count = database->model->member_count;
        model->default_path = database->model->default_path;
        model->target_version = PQserverVersion(database->catalog->connection);
        model->current_user = pgp_strdup(model->arena, PQuser(database->catalog->connection));
    }
}

/* What nobody has changed is read only for the files that mention it. */
static pgp_status ask_for_files(pgp_side *sides, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; sides[i].catalog && j < count; j++)
            if (sides[j].source->type == PGP_SOURCE_FILES)
                PGP_TRY(pgp_catalog_system_privileges(sides[i].catalog, sides[j].model));
    return PGP_OK;
}

/* Of what it is to become a database says everything, and of what it is, where that is not a file's. */
static bool wants_all_rights(const pgp_side *sides, size_t count, size_t at) {
    return sides[at].all_rights || at + 1 == count || sides[count - 1].source->type != PGP_SOURCE_FILES;
}

static pgp_status load(pgp_context *context, pgp_side *sides, size_t count) {
    for (size_t i = 0; i < count; i++)
        PGP_TRY(start(context, &sides[i], i ? sides->model : NULL, wants_all_rights(sides, count, i)));
    tell_files(sides, count);
    for (size_t i = 0; i < count; i++)
        PGP_TRY(read_texts(context, &sides[i]));
    for (size_t i = 0; i < count; i++)
        if (sides[i].catalog)
            PGP_TRY(pgp_catalog_finish(sides[i].catalog));
    return ask_for_files(sides, count);
}

/* -- the line that an error is about -------------------------------------------------------------------------------- */

static const pgp_input *input_named(const pgp_side *sides, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < sides[i].source->input_count; j++)
            if (strcmp(sides[i].source->inputs[j].name, name) == 0)
                return &sides[i].source->inputs[j];
    return NULL;
}

static void add_excerpt(pgp_context *context, const pgp_side *sides, size_t count) {
    pgp_error *error = &context->error;
    const pgp_input *input = error->where.file ? input_named(sides, count, error->where.file) : NULL;
    if (!input || error->excerpt || error->where.line < 1)
        return;
    const char *line = input->text, *end = input->text + input->size;
    for (int number = 1; number < error->where.line && line; number++) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    if (!line || line >= end)
        return;
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    error->excerpt = pgp_strndup(context->arena, line, (size_t)((stop ? stop : end) - line));
}

pgp_status pgp_load(pgp_context *context, pgp_side *sides, size_t count) {
    pgp_status status = load(context, sides, count);
    if (status != PGP_OK)
        add_excerpt(context, sides, count);
    return status;
}
