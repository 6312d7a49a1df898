#include "render/verify.h"

#include "render/json_text.h"
#include "style.h"

bool cli_is_verified(const cli_verification *v) {
    return !v->failure && !v->differences.count && !v->differences.helpers && !v->steps_again &&
           !v->from_fresh.count;
}

/* -- for people -------------------------------------------------------------------------------------------------------- */

static void add_version(pgp_text *out, int version) {
    pgp_text_addf(out, "PostgreSQL %d.%d", version / 10000, version % 10000);
}

static void add_run(pgp_text *out, const cli_verification *v) {
    pgp_add_plain(out, v->plan->source);
    pgp_text_add(out, " → ");
    pgp_add_plain(out, v->plan->target);
    pgp_text_addf(out, ": %zu of %zu step%s applied to a scratch copy (", v->applied, v->plan->step_count,
                  v->plan->step_count == 1 ? "" : "s");
    add_version(out, v->server_version);
    pgp_text_addf(out, ", %s)\n", v->scratch);
}

static void add_arrival(pgp_text *out, const cli_verification *v, bool colourful) {
    if (v->compared)
        cli_drift_text(out, &v->differences, colourful);
    if (v->steps_again)
        pgp_text_addf(out, "A plan from there has %zu step%s.\n", v->steps_again,
                      v->steps_again == 1 ? "" : "s");
    else
        pgp_text_add(out, "A plan from there has no steps.\n");
    if (v->made_fresh)
        cli_drift_text(out, &v->from_fresh, colourful);
}

void cli_verify_text(pgp_text *out, const cli_verification *v, bool colourful) {
    bool verified = cli_is_verified(v);
    add_run(out, v);
    if (v->failure) {
        pgp_add_plain(out, v->failure);
        pgp_text_add(out, "\n");
    }
    if (v->planned_again)
        add_arrival(out, v, colourful);
    else if (!v->failure)
        pgp_text_add(out, "Where it arrives was not looked at: --to did not say where it should.\n");
    cli_paint(out, colourful, verified ? CLI_GREEN : CLI_RED, verified ? "verified" : "not verified");
    pgp_text_add(out, "\n");
}

/* -- for machines -------------------------------------------------------------------------------------------------------- */

static json_t *differences_json(cli_json *json, bool known, const cli_differences *differences) {
    json_t *items = known ? json_array() : json_null();
    for (size_t i = 0; known && i < differences->count; i++)
        cli_json_append(json, items, cli_difference_json(json, &differences->items[i]));
    return items;
}

pgp_status cli_verify_json(pgp_context *context, pgp_text *out, const cli_verification *v) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json);
    cli_json_set(&json, root, "format", json_integer(1));
    cli_json_set_text(&json, root, "tool", cli_tool(context->arena));
    cli_json_set_text(&json, root, "type", "verification");
    cli_json_set_text(&json, root, "digest", v->plan->digest);
    cli_json_set_text(&json, root, "source", v->plan->source);
    cli_json_set_text(&json, root, "target", v->plan->target);
    cli_json_set(&json, root, "server_version", json_integer(v->server_version));
    cli_json_set(&json, root, "verified", json_boolean(cli_is_verified(v)));
    cli_json_set(&json, root, "steps", json_integer((json_int_t)v->plan->step_count));
    cli_json_set(&json, root, "applied", json_integer((json_int_t)v->applied));
    cli_json_set_text(&json, root, "failure", v->failure);
    cli_json_set(&json, root, "differences", differences_json(&json, v->compared, &v->differences));
    cli_json_set(&json, root, "steps_again",
                 v->planned_again ? json_integer((json_int_t)v->steps_again) : json_null());
    cli_json_set(&json, root, "differences_from_fresh",
                 differences_json(&json, v->made_fresh, &v->from_fresh));
    return cli_json_finish(&json, root, out);
}
