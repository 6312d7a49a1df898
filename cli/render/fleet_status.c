#include "render/fleet_status.h"

#include "render/json_text.h"
#include "render/metrics.h"
#include "render/render.h"
#include "render/run_json.h"
#include "style.h"

#include <string.h>

static const char *const words[] = {
#define CLI_STANDING_WORD(name, word) word,
    CLI_STANDINGS(CLI_STANDING_WORD)
#undef CLI_STANDING_WORD
};

static const cli_colour colours[CLI_STANDING_COUNT] = {
    [CLI_IN_SYNC] = CLI_GREEN, [CLI_BEHIND] = CLI_YELLOW, [CLI_PENDING] = CLI_YELLOW,
    [CLI_FAILED] = CLI_RED,    [CLI_NEVER] = CLI_YELLOW,  [CLI_UNREACHABLE] = CLI_RED,
};

/* -- for people ---------------------------------------------------------------------------------------------------- */

static void add_head(pgp_text *out, const cli_fleet_standing *fleet) {
    const char *separator = ": ";
    pgp_add_plain(out, fleet->fleet);
    pgp_text_addf(out, " · %zu database%s", fleet->count, fleet->count == 1 ? "" : "s");
    for (size_t i = 0; i < CLI_STANDING_COUNT; i++) {
        if (!fleet->counts[i])
            continue;
        pgp_text_addf(out, "%s%zu %s", separator, fleet->counts[i], words[i]);
        separator = ", ";
    }
    pgp_text_add(out, "\n");
}

static void add_run(pgp_text *out, const pgp_run *run, bool has_failed) {
    pgp_text_addf(out, "  run %lld of %s", (long long)run->id, run->started);
    if (run->git_commit)
        pgp_text_addf(out, "  commit %.7s", run->git_commit);
    if (run->state == PGP_RUN_UNFINISHED || run->state == PGP_RUN_EXPANDED)
        pgp_text_addf(out, "  %s, %lld of %lld steps", pgp_run_state_word(run->state), (long long)run->done,
                      (long long)run->steps);
    if (run->error && has_failed) {
        pgp_text_add(out, ": ");
        pgp_add_plain(out, run->error);
    }
}

static void add_member(pgp_text *out, const cli_standing_member *member, int width, bool colourful) {
    char word[16];
    snprintf(word, sizeof word, "%-11s", words[member->standing]);
    pgp_text_addf(out, "  %-*s  ", width, member->name);
    cli_paint(out, colourful, colours[member->standing], word);
    if (member->newest)
        add_run(out, member->newest, member->standing == CLI_FAILED);
    if (member->error) {
        pgp_text_add(out, "  ");
        pgp_add_plain(out, member->error);
    }
    pgp_text_add(out, "\n");
}

void cli_render_fleet_text(pgp_text *out, const cli_fleet_standing *fleet, bool colourful) {
    size_t width = 0;
    for (size_t i = 0; i < fleet->count; i++)
        width = strlen(fleet->items[i].name) > width ? strlen(fleet->items[i].name) : width;
    add_head(out, fleet);
    for (size_t i = 0; i < fleet->count; i++)
        add_member(out, &fleet->items[i], (int)width, colourful);
}

/* -- for programs (schemas/fleet-status.schema.json) ------------------------------------------------------------------ */

static json_t *member_json(cli_json *json, const cli_standing_member *member) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "name", member->name);
    cli_json_set_text(json, object, "standing", words[member->standing]);
    cli_json_set_text(json, object, "error", member->error);
    cli_json_set(json, object, "run", member->newest ? cli_run_json(json, member->newest) : json_null());
    return object;
}

pgp_status cli_render_fleet_json(pgp_context *context, pgp_text *out, const cli_fleet_standing *fleet) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *counts = json_object(), *databases = json_array();
    for (size_t i = 0; i < CLI_STANDING_COUNT; i++)
        cli_json_set(&json, counts, words[i], json_integer((json_int_t)fleet->counts[i]));
    for (size_t i = 0; i < fleet->count; i++)
        cli_json_append(&json, databases, member_json(&json, &fleet->items[i]));
    cli_json_set(&json, root, "format", json_integer(1));
    cli_json_set_text(&json, root, "tool", cli_tool(context->arena));
    cli_json_set_text(&json, root, "type", "fleet-status");
    cli_json_set(&json, root, "in_sync", json_boolean(fleet->counts[CLI_IN_SYNC] == fleet->count));
    cli_json_set(&json, root, "counts", counts);
    cli_json_set(&json, root, "databases", databases);
    return cli_json_finish(&json, root, out);
}

/* -- for Prometheus --------------------------------------------------------------------------------------------------- */

void cli_render_fleet_metrics(pgp_text *out, const cli_fleet_standing *fleet) {
    cli_measured *measured = pgp_alloc(out->arena, fleet->count * sizeof *measured);
    size_t count = 0;
    cli_add_metric(out, "pgplumb_fleet_databases", "How many databases of the fleet stand so.");
    for (size_t i = 0; i < CLI_STANDING_COUNT; i++)
        cli_add_sample(out, "pgplumb_fleet_databases", (const char *const[]){"standing", words[i], NULL},
                       (long long)fleet->counts[i]);
    cli_add_metric(out, "pgplumb_standing", "How the database stands; always 1.");
    for (size_t i = 0; i < fleet->count; i++)
        cli_add_sample(out, "pgplumb_standing",
                       (const char *const[]){"database", fleet->items[i].name, "standing",
                                             words[fleet->items[i].standing], NULL},
                       1);
    for (size_t i = 0; i < fleet->count; i++) {
        const cli_standing_member *member = &fleet->items[i];
        if (member->standing == CLI_UNREACHABLE)
            continue; /* what is not known is not zero */
        measured[count++] =
            (cli_measured){.database = member->name,
                           .newest = member->newest,
                           .pending = member->newest && (member->newest->state == PGP_RUN_UNFINISHED ||
                                                         member->newest->state == PGP_RUN_EXPANDED)};
    }
    cli_render_metrics(out, measured, count);
}
