#include "fleet_group.h"

#include "model/fingerprint.h"
#include "planning.h"

#include <string.h>

typedef struct found {
    const char *fingerprint, *key;
} found;

/* They are not in the fingerprint. */
static void add_system_rights(pgp_text *out, const pgp_model *model) {
    for (const pgp_object *o = model->objects; o; o = o->sibling) {
        if (o->kind != &pgp_kind_system_privileges)
            continue;
        const pgp_names *items = &((const pgp_system_privileges *)o)->items;
        pgp_text_addf(out, " %s", pgp_object_label(out->arena, o));
        for (size_t i = 0; i < items->count; i++)
            pgp_text_addf(out, " %s", items->items[i]);
    }
}

/* What the files mean also depends on the server's version, the search_path and the role. */
static pgp_status key_of(const cli_side *side, int64_t above, const char *fingerprint, pgp_text *out) {
    const pgp_model *model = side->model;
    pgp_names large = {0};
    pgp_text_addf(out, "%s %d %s %s", fingerprint, model->server_version / 10000, model->default_path,
                  PQuser(side->catalog->connection));
    if (above != CLI_ANY_SIZE)
        PGP_TRY(pgp_catalog_large(side->catalog, above, &large));
    for (size_t i = 0; i < large.count; i++)
        pgp_text_addf(out, " %s", large.items[i]);
    add_system_rights(out, model);
    return PGP_OK;
}

static pgp_status look(pgp_context *context, const cli_arguments *arguments, const cli_poll *poll,
                       pgp_arena *keep, void *answer) {
    const int64_t *above = poll->argument;
    cli_side side = {.plain_label = true};
    const char *fingerprint;
    pgp_text key = pgp_text_new(context->arena);
    PGP_TRY(cli_open_database(context, arguments, "", "--fleet", arguments->database, &side));
    PGP_TRY(cli_load(context, &side, 1));
    PGP_TRY(pgp_fingerprint_model(context, side.model, &fingerprint));
    PGP_TRY(key_of(&side, *above, fingerprint, &key));
    *(found *)answer =
        (found){.fingerprint = pgp_strdup(keep, fingerprint), .key = pgp_strdup(keep, key.data)};
    return PGP_OK;
}

static size_t group_with(pgp_context *context, cli_groups *groups, const found *f, const cli_member *member) {
    cli_group fresh = {.key = f->key, .fingerprint = f->fingerprint, .first = member};
    for (size_t i = 0; i < groups->count; i++)
        if (strcmp(groups->items[i].key, f->key) == 0)
            return i;
    PGP_PUSH(context->arena, groups->items, groups->count, groups->capacity, fresh);
    return groups->count - 1;
}

pgp_status cli_group_fleet(pgp_context *context, const cli_arguments *arguments, const cli_fleet *fleet,
                           int64_t above, cli_groups *out) {
    size_t count = fleet->members.count;
    found *answers = pgp_alloc(context->arena, count * sizeof *answers);
    *out = (cli_groups){.statuses = pgp_alloc(context->arena, count * sizeof *out->statuses),
                        .group_of = pgp_alloc(context->arena, count * sizeof *out->group_of)};
    const cli_poll poll = {.question = look,
                           .argument = &above,
                           .answers = answers,
                           .size = sizeof *answers,
                           .statuses = out->statuses};
    PGP_TRY(cli_ask_fleet(context, arguments, fleet, &poll));
    for (size_t i = 0; i < count; i++) {
        const cli_member *member = &fleet->members.items[i];
        if (out->statuses[i].status != PGP_OK)
            continue;
        out->group_of[i] = group_with(context, out, &answers[i], member);
        cli_group *group = &out->items[out->group_of[i]];
        PGP_PUSH(context->arena, group->names, group->count, group->capacity, member->name);
    }
    return PGP_OK;
}

pgp_status cli_load_group(pgp_context *context, const cli_arguments *arguments, const cli_group *group,
                          cli_side sides[2], cli_report *report) {
    cli_arguments one = cli_arguments_for(arguments, group->first);
    PGP_TRY(cli_open_database(context, &one, "", "--fleet", one.database, &sides[0]));
    PGP_TRY(cli_open(context, &one, one.to, &sides[1]));
    PGP_TRY(cli_load(context, sides, 2));
    PGP_TRY(cli_take_fingerprints(context, sides[0].model, sides[1].model, report));
    if (strcmp(report->source_fingerprint, group->fingerprint) != 0)
        return pgp_fail(context, PGP_RETRY, NULL, "%s has changed since it was looked at",
                        group->first->name);
    return PGP_OK;
}

pgp_status cli_work_apart(pgp_context *context, pgp_status (*work)(pgp_context *context, void *argument),
                          void *argument) {
    pgp_context *own = pgp_context_new();
    if (!own)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    pgp_status status = pgp_guard(own, work, argument);
    const pgp_error *error = &own->error;
    if (status != PGP_OK) {
        pgp_fail(context, status, NULL, "%s", error->message);
        context->error.where = error->where;
        context->error.where.file = pgp_strdup(context->arena, error->where.file);
        context->error.excerpt = pgp_strdup(context->arena, error->excerpt);
        context->error.hint = pgp_strdup(context->arena, error->hint);
    }
    pgp_context_free(own);
    return status;
}
