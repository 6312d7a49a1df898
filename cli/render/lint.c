/*
 * What lint found, for people, for programs, and for pull requests.
 */
#include "render/lint.h"

#include "render/sarif.h"
#include "style.h"

#include <string.h>

#define MANUAL "https://www.postgresql.org/docs/current/"

static cli_colour colour_of(pgp_lint_level level) {
    return level == PGP_LINT_ERROR ? CLI_RED : level == PGP_LINT_WARNING ? CLI_YELLOW : CLI_DIM;
}

static size_t count_of(const pgp_lint_findings *findings, pgp_lint_level level) {
    return pgp_lint_count(findings, level) - pgp_lint_count(findings, level + 1);
}

/* "waits for its lock without an end (public.orders: ACCESS EXCLUSIVE)" */
static const char *message_of(pgp_arena *arena, const pgp_lint_finding *finding) {
    pgp_text text = pgp_text_new(arena);
    const char *about[] = {finding->label, finding->what};
    bool any = false;
    pgp_text_add(&text, finding->rule->title);
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        if (!about[i])
            continue;
        pgp_text_add(&text, any ? ": " : " (");
        pgp_add_plain(&text, about[i]);
        any = true;
    }
    pgp_text_add(&text, any ? ")" : "");
    return text.data;
}

/* -- text --------------------------------------------------------------------------------------------------------- */

static bool was_told(const pgp_lint_findings *findings, size_t i) {
    for (size_t j = 0; j < i; j++)
        if (findings->items[j].rule == findings->items[i].rule && !findings->items[j].reason)
            return true;
    return false;
}

static void add_place(pgp_text *out, const pgp_location *where) {
    if (!where->file)
        return;
    pgp_add_plain(out, where->file);
    pgp_text_addf(out, ":%d:%d: ", where->line, where->column);
}

static void add_finding(pgp_text *out, const pgp_lint_findings *findings, size_t i, bool colourful) {
    const pgp_lint_finding *finding = &findings->items[i];
    add_place(out, &finding->where);
    cli_paint(out, colourful, colour_of(finding->level), pgp_lint_words[finding->level]);
    pgp_text_addf(out, " %s: %s\n", finding->rule->code, message_of(out->arena, finding));
    if (!was_told(findings, i))
        pgp_text_addf(out, "    %s\n    safe: %s\n    " MANUAL "%s\n", finding->rule->happens,
                      finding->rule->safe, finding->rule->page);
}

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

void cli_lint_text(pgp_text *out, const pgp_lint_findings *findings, bool colourful) {
    size_t allowed = findings->count - pgp_lint_count(findings, PGP_LINT_NOTE);
    size_t errors = count_of(findings, PGP_LINT_ERROR), warnings = count_of(findings, PGP_LINT_WARNING),
           notes = count_of(findings, PGP_LINT_NOTE);
    for (size_t i = 0; i < findings->count; i++)
        if (!findings->items[i].reason)
            add_finding(out, findings, i, colourful);
    pgp_text_addf(out, "%zu file%s: %zu error%s, %zu warning%s, %zu note%s", findings->files,
                  plural(findings->files), errors, plural(errors), warnings, plural(warnings), notes,
                  plural(notes));
    if (allowed)
        pgp_text_addf(out, ", %zu allowed", allowed);
    if (findings->unread)
        pgp_text_addf(out, "; %zu bod%s of functions could not be read in full", findings->unread,
                      findings->unread == 1 ? "y" : "ies");
    pgp_text_add(out, "\n");
}

/* -- JSON (schemas/lint.schema.json) --------------------------------------------------------------------------------- */

static json_t *finding_json(cli_json *json, const pgp_lint_finding *finding) {
    json_t *object = json_object();
    bool placed = finding->where.file;
    cli_json_set_text(json, object, "code", finding->rule->code);
    cli_json_set_text(json, object, "severity", pgp_lint_words[finding->level]);
    cli_json_set_text(json, object, "file", finding->where.file);
    cli_json_set(json, object, "line", placed ? json_integer(finding->where.line) : json_null());
    cli_json_set(json, object, "column", placed ? json_integer(finding->where.column) : json_null());
    cli_json_set_text(json, object, "object", finding->label);
    cli_json_set_text(json, object, "title", finding->rule->title);
    cli_json_set_text(json, object, "detail", finding->what);
    cli_json_set_text(json, object, "happens", finding->rule->happens);
    cli_json_set_text(json, object, "safe", finding->rule->safe);
    cli_json_set_text(json, object, "manual",
                      pgp_printf(json->context->arena, MANUAL "%s", finding->rule->page));
    cli_json_set_text(json, object, "allowed", finding->reason);
    return object;
}

pgp_status cli_lint_json(pgp_context *context, pgp_text *out, const pgp_lint_findings *findings) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *list = json_array();
    for (size_t i = 0; i < findings->count; i++)
        cli_json_append(&json, list, finding_json(&json, &findings->items[i]));
    cli_json_set_text(&json, root, "tool", "pgplumb");
    cli_json_set_text(&json, root, "type", "lint");
    cli_json_set(&json, root, "files", json_integer((json_int_t)findings->files));
    cli_json_set(&json, root, "statements", json_integer((json_int_t)findings->statements));
    cli_json_set(&json, root, "unread", json_integer((json_int_t)findings->unread));
    cli_json_set(&json, root, "findings", list);
    return cli_json_finish(&json, root, out);
}

/* -- SARIF -------------------------------------------------------------------------------------------------------------- */

pgp_status cli_lint_sarif(pgp_context *context, pgp_text *out, const pgp_lint_findings *findings) {
    cli_sarif sarif;
    const pgp_hazard *rule;
    cli_sarif_start(&sarif, context, "pgplumb lint");
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++) {
        const char *page = pgp_printf(context->arena, MANUAL "%s", rule->page);
        const char *help = pgp_printf(context->arena, "%s %s", rule->happens, rule->safe);
        cli_sarif_rule entry = {.code = rule->code, .title = rule->title, .help = help, .page = page};
        cli_sarif_add_rule(&sarif, &entry);
    }
    for (size_t i = 0; i < findings->count; i++) {
        const pgp_lint_finding *finding = &findings->items[i];
        cli_sarif_result result = {.code = finding->rule->code,
                                   .level = pgp_lint_words[finding->level],
                                   .message = message_of(context->arena, finding),
                                   .file = finding->where.file,
                                   .label = finding->label,
                                   .line = (size_t)finding->where.line,
                                   .column = (size_t)finding->where.column,
                                   .reason = finding->reason};
        cli_sarif_add_result(&sarif, &result);
    }
    return cli_sarif_finish(&sarif, out);
}

/* -- GitHub ---------------------------------------------------------------------------------------------------------------- */

/* What would end a command, or a property of one, is written by its number. */
static void add_escaped(pgp_text *out, const char *text, bool property) {
    const char *special = property ? "%\r\n:," : "%\r\n";
    for (const char *c = text; *c; c++) {
        if (strchr(special, *c))
            pgp_text_addf(out, "%%%02X", (unsigned)*c);
        else
            pgp_text_addn(out, c, 1);
    }
}

static void add_annotation(pgp_text *out, const pgp_lint_finding *finding) {
    bool note = finding->level == PGP_LINT_NOTE;
    pgp_text_addf(out, "::%s ", note ? "notice" : pgp_lint_words[finding->level]);
    if (finding->where.file) {
        pgp_text_add(out, "file=");
        add_escaped(out, finding->where.file, true);
        pgp_text_addf(out, ",line=%d,col=%d,", finding->where.line, finding->where.column);
    }
    pgp_text_addf(out, "title=%s::", finding->rule->code);
    add_escaped(out, message_of(out->arena, finding), false);
    pgp_text_add(out, ". ");
    add_escaped(out, finding->rule->safe, false);
    pgp_text_add(out, "\n");
}

void cli_lint_github(pgp_text *out, const pgp_lint_findings *findings) {
    for (size_t i = 0; i < findings->count; i++)
        if (!findings->items[i].reason)
            add_annotation(out, &findings->items[i]);
}

/* -- the rules ----------------------------------------------------------------------------------------------------------------- */

static const char *scope_words(const pgp_hazard *rule) {
    static const char *const words[] = {
        [PGP_LINT_MIGRATION] = "migrations",
        [PGP_LINT_SCHEMA] = "schemas",
        [PGP_LINT_MIGRATION | PGP_LINT_SCHEMA] = "migrations and schemas",
    };
    return words[pgp_lint_scope(rule)];
}

void cli_lint_rules_text(pgp_text *out) {
    const pgp_hazard *rule;
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++)
        pgp_text_addf(out, "%-30s %-8s %s\n", rule->code, pgp_lint_words[pgp_lint_usual_level(rule)],
                      rule->title);
}

static void add_example(pgp_text *out, const char *title, const char *setup, const char *sql) {
    pgp_text_addf(out, "\n%s:\n\n```sql\n", title);
    if (setup)
        pgp_text_addf(out, "-- before: %s\n", setup);
    pgp_text_addf(out, "%s\n```\n", sql);
}

static void add_rule(pgp_text *out, const pgp_hazard *rule) {
    pgp_text_addf(out, "\n## %s\n\n%s · %s · [manual](" MANUAL "%s)\n\n**%s.** %s\n\nSafe: %s\n", rule->code,
                  pgp_lint_words[pgp_lint_usual_level(rule)], scope_words(rule), rule->page, rule->title,
                  rule->happens, rule->safe);
    add_example(out, "Found", rule->setup, rule->bad);
    add_example(out, "Not found", NULL, rule->good);
}

void cli_lint_rules_markdown(pgp_text *out) {
    const pgp_hazard *rule;
    pgp_text_add(
        out, "# Rules of pgplumb lint\n\nMade by `pgplumb lint --rules --format markdown` from the tables "
             "that the rules "
             "run from; every example is run by the tests.\n\nSeverities are changed in pgplumb.yaml under "
             "`lint:` "
             "(`off`, `note`, `warning`, `error`); a comment\n`-- pgplumb: allow CODE reason=\"…\"` beside a "
             "statement "
             "allows what it does. Notes do not change the exit status.\n\n| rule | severity | looks at | |\n"
             "|---|---|---|---|\n");
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++)
        pgp_text_addf(out, "| [%s](#%s) | %s | %s | %s |\n", rule->code, rule->code,
                      pgp_lint_words[pgp_lint_usual_level(rule)], scope_words(rule), rule->title);
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++)
        add_rule(out, rule);
}

static json_t *rule_json(cli_json *json, const pgp_hazard *rule) {
    const struct {
        const char *name, *value;
    } members[] = {
        {"code", rule->code},   {"severity", pgp_lint_words[pgp_lint_usual_level(rule)]},
        {"title", rule->title}, {"happens", rule->happens},
        {"safe", rule->safe},   {"manual", pgp_printf(json->context->arena, MANUAL "%s", rule->page)},
        {"setup", rule->setup}, {"bad", rule->bad},
        {"good", rule->good}};
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        cli_json_set_text(json, object, members[i].name, members[i].value);
    cli_json_set(json, object, "migrations", json_boolean(pgp_lint_scope(rule) & PGP_LINT_MIGRATION));
    cli_json_set(json, object, "schemas", json_boolean(pgp_lint_scope(rule) & PGP_LINT_SCHEMA));
    return object;
}

pgp_status cli_lint_rules_json(pgp_context *context, pgp_text *out) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *list = json_array();
    const pgp_hazard *rule;
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++)
        cli_json_append(&json, list, rule_json(&json, rule));
    cli_json_set(&json, root, "rules", list);
    return cli_json_finish(&json, root, out);
}
