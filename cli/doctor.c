/*
 * pgplumb doctor: the mistakes in the manifests that a team has.
 */
#include "fluxcd/doctor.h"
#include "options.h"
#include "render/sarif.h"
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
    pgp_add_plain(out, finding->file);
    pgp_text_addf(out, ":%zu: ", finding->line);
    cli_paint(out, colourful, colour_of(finding->rule->severity),
              flux_severity_words[finding->rule->severity]);
    pgp_text_addf(out, " %s: %s (", finding->rule->code, finding->rule->what);
    pgp_add_plain(out, finding->detail);
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

/* -- SARIF ---------------------------------------------------------------------------------------------------------------- */

static pgp_status render_sarif(pgp_context *context, pgp_text *out, const flux_findings *findings) {
    cli_sarif sarif;
    cli_sarif_start(&sarif, context, "pgplumb doctor");
    for (size_t i = 0; i < FLUX_RULE_COUNT; i++) {
        const flux_rule *rule = &flux_rules[i];
        cli_sarif_rule entry = {.code = rule->code, .title = rule->what, .help = rule->fix};
        cli_sarif_add_rule(&sarif, &entry);
    }
    for (size_t i = 0; i < findings->count; i++) {
        const flux_finding *finding = &findings->items[i];
        const flux_rule *rule = finding->rule;
        cli_sarif_result result = {
            .code = rule->code,
            .level = flux_severity_words[rule->severity],
            .message = pgp_printf(context->arena, "%s (%s). %s", rule->what, finding->detail, rule->fix),
            .file = finding->file,
            .line = finding->line};
        cli_sarif_add_result(&sarif, &result);
    }
    return cli_sarif_finish(&sarif, out);
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
