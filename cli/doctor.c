/*
 * pgplumb doctor: the mistakes in the manifests that a team has.
 */
#include "fluxcd/doctor.h"
#include "options.h"
#include "render/json_text.h"
#include "style.h"
#include "talk.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static cli_colour colour_of(flux_severity severity) {
    return severity == FLUX_ERROR ? CLI_RED : severity == FLUX_WARNING ? CLI_YELLOW : CLI_DIM;
}

static size_t count_of(const flux_findings *findings, flux_severity severity) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].rule->severity == severity;
    return count;
}

/* -- text ------------------------------------------------------------------------------------------------------------- */

static void add_finding(pgp_text *out, const flux_finding *finding, bool colourful) {
    cli_add_plain(out, finding->file);
    pgp_text_addf(out, ":%zu: ", finding->line);
    cli_paint(out, colourful, colour_of(finding->rule->severity),
              flux_severity_words[finding->rule->severity]);
    pgp_text_addf(out, " %s: %s (", finding->rule->code, finding->rule->what);
    cli_add_plain(out, finding->detail);
    pgp_text_addf(out, ")\n    fix: %s\n", finding->rule->fix);
}

static void render_text(pgp_text *out, const flux_findings *findings, bool colourful) {
    for (size_t i = 0; i < findings->count; i++)
        add_finding(out, &findings->items[i], colourful);
    pgp_text_addf(out, "%zu documents in %zu files: %zu errors, %zu warnings, %zu notes\n",
                  findings->documents, findings->files, count_of(findings, FLUX_ERROR),
                  count_of(findings, FLUX_WARNING), count_of(findings, FLUX_NOTE));
}

/* -- JSON --------------------------------------------------------------------------------------------------------------- */

static json_t *finding_json(cli_json *json, const flux_finding *finding) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "code", finding->rule->code);
    cli_json_set_text(json, object, "severity", flux_severity_words[finding->rule->severity]);
    cli_json_set_text(json, object, "file", finding->file);
    cli_json_set(json, object, "line", json_integer((json_int_t)finding->line));
    cli_json_set_text(json, object, "what", finding->rule->what);
    cli_json_set_text(json, object, "detail", finding->detail);
    cli_json_set_text(json, object, "fix", finding->rule->fix);
    return object;
}

static pgp_status render_json(pgp_context *context, pgp_text *out, const flux_findings *findings) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *list = json_array();
    for (size_t i = 0; i < findings->count; i++)
        cli_json_append(&json, list, finding_json(&json, &findings->items[i]));
    cli_json_set_text(&json, root, "tool", "pgplumb");
    cli_json_set_text(&json, root, "type", "doctor");
    cli_json_set(&json, root, "files", json_integer((json_int_t)findings->files));
    cli_json_set(&json, root, "documents", json_integer((json_int_t)findings->documents));
    cli_json_set(&json, root, "findings", list);
    return cli_json_finish(&json, root, out);
}

/* -- SARIF 2.1.0 ---------------------------------------------------------------------------------------------------------- */

static json_t *text_json(cli_json *json, const char *text) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "text", text);
    return object;
}

static json_t *rule_json(cli_json *json, const flux_rule *rule) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "id", rule->code);
    cli_json_set(json, object, "shortDescription", text_json(json, rule->what));
    cli_json_set(json, object, "help", text_json(json, rule->fix));
    return object;
}

static json_t *place_json(cli_json *json, const flux_finding *finding) {
    json_t *location = json_object(), *physical = json_object(), *artifact = json_object(),
           *region = json_object();
    cli_json_set_text(json, artifact, "uri", finding->file);
    cli_json_set(json, region, "startLine", json_integer((json_int_t)(finding->line ? finding->line : 1)));
    cli_json_set(json, physical, "artifactLocation", artifact);
    cli_json_set(json, physical, "region", region);
    cli_json_set(json, location, "physicalLocation", physical);
    return location;
}

static json_t *result_json(cli_json *json, const flux_finding *finding) {
    json_t *object = json_object(), *places = json_array();
    const char *message = pgp_printf(json->context->arena, "%s (%s). %s", finding->rule->what,
                                     finding->detail, finding->rule->fix);
    cli_json_set_text(json, object, "ruleId", finding->rule->code);
    cli_json_set_text(json, object, "level", flux_severity_words[finding->rule->severity]);
    cli_json_set(json, object, "message", text_json(json, message));
    cli_json_append(json, places, place_json(json, finding));
    cli_json_set(json, object, "locations", places);
    return object;
}

static pgp_status render_sarif(pgp_context *context, pgp_text *out, const flux_findings *findings) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *runs = json_array(), *run = json_object(), *tool = json_object(),
           *driver = json_object(), *rules = json_array(), *results = json_array();
    for (size_t i = 0; i < FLUX_RULE_COUNT; i++)
        cli_json_append(&json, rules, rule_json(&json, &flux_rules[i]));
    for (size_t i = 0; i < findings->count; i++)
        cli_json_append(&json, results, result_json(&json, &findings->items[i]));
    cli_json_set_text(&json, driver, "name", "pgplumb doctor");
    cli_json_set_text(&json, driver, "version", PGPLUMB_VERSION);
    cli_json_set(&json, driver, "rules", rules);
    cli_json_set(&json, tool, "driver", driver);
    cli_json_set(&json, run, "tool", tool);
    cli_json_set(&json, run, "results", results);
    cli_json_append(&json, runs, run);
    cli_json_set_text(&json, root, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cli_json_set_text(&json, root, "version", "2.1.0");
    cli_json_set(&json, root, "runs", runs);
    return cli_json_finish(&json, root, out);
}

/* -- the command ------------------------------------------------------------------------------------------------------------ */

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    flux_findings findings = {0};
    pgp_text out = pgp_text_new(context->arena);
    if (!arguments->operands.count)
        return cli_usage_error(context, "doctor", "doctor needs a PATH");
    PGP_TRY(flux_examine(context, arguments->operands.items, arguments->operands.count, &findings));
    if (arguments->format == CLI_JSON)
        PGP_TRY(render_json(context, &out, &findings));
    else if (arguments->format == CLI_SARIF)
        PGP_TRY(render_sarif(context, &out, &findings));
    else
        render_text(&out, &findings, !arguments->output && cli_is_colourful(stdout));
    PGP_TRY(cli_write(context, arguments->output, out.data, out.size));
    bool bad = count_of(&findings, FLUX_ERROR) || count_of(&findings, FLUX_WARNING);
    return bad ? PGP_DIFFERENT : PGP_OK;
}

static const cli_option options[] = {
    CLI_OPTION_FORMAT("text|json|sarif"),
    CLI_OPTION_OUTPUT,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_doctor = {
    .name = "doctor",
    .synopsis = "PATH... [option]...",
    .summary = "find the known mistakes in manifests that run migrations",
    .about =
        "Reads manifests (plain, of kustomize, Helm charts and their output, Compose files), Dockerfiles and "
        "scripts, whatever\ntool migrates in them, and says what is wrong, where, and what to do. Exit "
        "status 1 "
        "when there is an error or a\nwarning. docs/GITOPS.md lists the codes.",
    .options = options,
    .most_operands = SIZE_MAX,
    .takes_paths = true,
    .run = run,
};
