/*
 * Reading a plan for many databases.
 */
#include "fleet_plan.h"
#include "fluxcd/pack.h"
#include "plan_file.h"
#include "render/json_text.h"

#include <stdlib.h>
#include <string.h>

bool cli_is_fleet_plan(const json_t *root) {
    return pgp_same(json_string_value(json_object_get(root, "type")), CLI_FLEET_PLAN);
}

static pgp_status bad(pgp_context *context, const char *path, const char *what) {
    return pgp_fail(context, PGP_INPUT, NULL,
                    "\"%s\" is no complete plan: \"%s\" is missing or of another type", path, what);
}

static const char *text_of(pgp_context *context, const json_t *object, const char *key) {
    return pgp_strdup(context->arena, json_string_value(json_object_get(object, key)));
}

static pgp_status read_items(pgp_context *context, const char *path, cli_fleet_plan *plan) {
    const json_t *databases = json_object_get(plan->root, "databases");
    plan->count = json_array_size(databases);
    plan->items = pgp_alloc(context->arena, (plan->count + 1) * sizeof *plan->items);
    for (size_t i = 0; i < plan->count; i++) {
        const json_t *database = json_array_get(databases, i), *index = json_object_get(database, "index");
        cli_fleet_item *item = &plan->items[i];
        *item = (cli_fleet_item){.name = text_of(context, database, "name"),
                                 .plan = text_of(context, database, "plan"),
                                 .error = text_of(context, database, "error"),
                                 .index = json_is_integer(index) ? (long)json_integer_value(index) : -1};
        if (!item->name || !item->plan != (item->index < 0))
            return bad(context, path, "databases");
        plan->planned += item->plan != NULL;
    }
    return plan->count ? PGP_OK : bad(context, path, "databases");
}

static pgp_status check(pgp_context *context, const char *path, cli_fleet_plan *plan) {
    const char *said = text_of(context, plan->root, "digest");
    if (!cli_is_fleet_plan(plan->root))
        return pgp_fail(context, PGP_INPUT, NULL, "\"%s\" is no plan that plan --fleet --format json wrote",
                        path);
    if (json_integer_value(json_object_get(plan->root, "format")) != 1)
        return pgp_fail(context, PGP_UNKNOWN, NULL,
                        "\"%s\" is a plan of another format than 1, the one this pgplumb knows", path);
    PGP_TRY(cli_json_digest(context, plan->root, &plan->digest));
    if (pgp_same(said, plan->digest))
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL,
             "\"%s\" is not as pgplumb plan --fleet wrote it: its digest does not fit", path);
    return pgp_hint(context, "Plan again.");
}

pgp_status cli_parse_fleet_plan(pgp_context *context, const char *path, const pgp_text *text,
                                cli_fleet_plan *out) {
    *out = (cli_fleet_plan){.document = text->data};
    PGP_TRY(cli_load_plan(context, path, text, &out->root));
    PGP_TRY(check(context, path, out));
    return read_items(context, path, out);
}

pgp_status cli_read_fleet_plan(pgp_context *context, const char *path, cli_fleet_plan *out) {
    pgp_text text;
    PGP_TRY(flux_read_packed(context, path, &text));
    return cli_parse_fleet_plan(context, path, &text, out);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const cli_fleet_item *)a)->name, ((const cli_fleet_item *)b)->name);
}

const cli_fleet_item *cli_fleet_item_named(const cli_fleet_plan *plan, const char *name) {
    const cli_fleet_item key = {.name = name};
    return bsearch(&key, plan->items, plan->count, sizeof key, by_name);
}

static json_t *plan_with(const cli_fleet_plan *plan, const char *digest) {
    const json_t *plans = json_object_get(plan->root, "plans");
    for (size_t i = 0; i < json_array_size(plans); i++)
        if (pgp_same(json_string_value(json_object_get(json_array_get(plans, i), "digest")), digest))
            return json_array_get(plans, i);
    return NULL;
}

const char *cli_target_of(const cli_fleet_plan *plan, const char *digest) {
    const json_t *target = json_object_get(plan_with(plan, digest), "target");
    return json_string_value(json_object_get(target, "fingerprint"));
}

pgp_status cli_document_of(pgp_context *context, const cli_fleet_plan *plan, const char *digest,
                           const char **out) {
    json_t *one = plan_with(plan, digest);
    cli_json json = {.context = context};
    pgp_text text = pgp_text_new(context->arena);
    if (!one)
        return pgp_fail(context, PGP_INPUT, NULL, "the plan for many databases has no plan %s", digest);
    PGP_TRY(cli_json_finish(&json, one, &text));
    *out = text.data;
    return PGP_OK;
}
