/*
 * Plans and drift as a comment of a pull request. No name from a database breaks out of a cell, starts a mention or
 * a link; the text stays below what a comment may hold.
 */
#include "render/difference.h"
#include "render/hazard.h"

#include "execute/group.h"
#include "style.h"

#include <string.h>

/* A comment of GitHub holds 65,536 characters; what comes after the cut needs some of them. */
enum { LONGEST_COMMENT = 60000 };

/* More steps than that are folded. */
enum { MOST_ROWS = 50 };

/* -- text from outside ---------------------------------------------------------------------------------------------- */

/* As prose: everything that Markdown or HTML could take for markup is an entity. */
static void add_prose(pgp_text *out, const char *outside) {
    for (const char *c = pgp_plain(out->arena, outside); *c; c++) {
        if (strchr("\\`*_{}[]()<>#+!|@&~:$", *c))
            pgp_text_addf(out, "&#%d;", *c);
        else
            pgp_text_addn(out, c, 1);
    }
}

/* As code in a cell: <code> instead of backticks, since entities are not read between those. */
static void add_code(pgp_text *out, const char *outside) {
    pgp_text_add(out, "<code>");
    add_prose(out, outside);
    pgp_text_add(out, "</code>");
}

/* A fence longer than any run of backticks in the text. */
static const char *fence_for(pgp_arena *arena, const char *text) {
    size_t longest = 2;
    for (const char *c = strchr(text, '`'); c; c = strchr(c, '`')) {
        size_t run = strspn(c, "`");
        longest = run > longest ? run : longest;
        c += run;
    }
    char *fence = pgp_alloc(arena, longest + 2);
    memset(fence, '`', longest + 1);
    return fence;
}

/* A comment in HTML ends at its first "--" followed by ">": dashes of a label are not needed to find it. */
void cli_add_marker(pgp_text *out, const char *type, const char *label) {
    pgp_text_addf(out, "<!-- pgplumb:%s:", type);
    for (const char *c = label; *c && *c != '@' && *c != ' '; c++)
        pgp_text_addn(out, strchr("-<>", *c) || (unsigned char)*c < 0x20 ? "_" : c, 1);
    pgp_text_add(out, " -->\n");
}

/* -- a plan ---------------------------------------------------------------------------------------------------------- */

static void add_heading(pgp_text *out, const cli_report *report) {
    pgp_summary summary = cli_summarise(report);
    pgp_text_addf(out, "### Schema plan: %s", report->step_count ? "" : "nothing to do");
    if (report->step_count)
        pgp_text_addf(out, "%zu to add, %zu to change, %zu to drop", summary.add, summary.change,
                      summary.drop);
    if (summary.destructive)
        pgp_text_addf(out, " · ⚠ %zu destructive", summary.destructive);
    if (summary.hazards)
        pgp_text_addf(out, " · ⚠ %zu hazard%s", summary.hazards, summary.hazards == 1 ? "" : "s");
    pgp_text_add(out, "\n\n");
    add_code(out, report->source);
    pgp_text_add(out, report->step_count ? " → " : " is what ");
    add_code(out, report->target);
    if (report->step_count)
        pgp_text_addf(out, " · expand %zu, contract %zu", report->step_count - summary.contract,
                      summary.contract);
    pgp_text_add(out, report->step_count ? "\n\n" : " says.\n\n");
}

/* The strongest one, and how large what it is on is. */
static void add_lock(pgp_text *out, const pgp_step *step) {
    const pgp_effect *strongest = cli_strongest_effect(step);
    if (!strongest)
        return;
    pgp_text_add(out, pgp_lock_words(strongest->lock));
    if (strcmp(strongest->label, step->top_label) != 0) {
        pgp_text_add(out, " on ");
        add_code(out, strongest->label);
    }
    const char *size = cli_size_words(out->arena, strongest);
    if (size)
        pgp_text_addf(out, ", %s", size);
}

static void add_hazards(pgp_text *out, const pgp_step *step) {
    const char *separator = step->destructive ? "; " : "";
    for (size_t i = 0; i < step->finding_count; i++) {
        if (!pgp_finding_is_shown(step, &step->findings[i]) || cli_is_about_statements(&step->findings[i]))
            continue;
        pgp_text_addf(out, "%s**%s** ", separator, step->findings[i].hazard->code);
        add_prose(out, cli_hazard_words(out->arena, &step->findings[i]));
        separator = "; ";
    }
}

/* `alone`: the cell says nothing yet. */
static void add_statements(pgp_text *out, const pgp_step *step, bool alone) {
    if (!step->statement_count)
        return;
    pgp_text_addf(out, "%sstill used by %zu statement%s:", alone ? "" : "<br>", step->statement_count,
                  step->statement_count == 1 ? "" : "s");
    for (size_t i = 0; i < step->statements.count; i++) {
        pgp_text_add(out, i ? "; " : " ");
        add_code(out, step->statements.items[i]);
    }
}

static void add_row(pgp_text *out, size_t number, const pgp_step *step) {
    pgp_text_addf(out, "| %s | %zu%s | %c ", cli_is_marked(step) ? "⚠" : "", number,
                  strcmp(step->phase, "contract") == 0 ? " contract" : "", step->sign);
    add_prose(out, step->summary);
    pgp_text_addf(out, " | %s ", cli_kind_words(out->arena, step->top_kind));
    add_code(out, step->top_label);
    pgp_text_add(out, " | ");
    add_lock(out, step);
    pgp_text_add(out, " | ");
    size_t start = out->size;
    if (step->destructive) {
        pgp_text_add(out, "destroys ");
        add_prose(out, step->destroys);
    }
    add_hazards(out, step);
    add_statements(out, step, out->size == start);
    if (pgp_step_is_blocked(step)) {
        pgp_text_add(out, "; blocked until allowed: ");
        add_code(out, pgp_printf(out->arena, "--allow %s", pgp_allow_word(out->arena, step)));
    }
    pgp_text_add(out, step->no_transaction ? " outside a transaction |\n" : " |\n");
}

/* Of all steps, or of those that somebody has to look at; as many as fit. */
static void add_rows(pgp_text *out, const cli_report *report, bool marked) {
    pgp_text_add(out, "| | step | change | of | lock | remarks |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < report->step_count; i++) {
        pgp_text row = pgp_text_new(out->arena);
        if (marked && !cli_is_marked(&report->steps[i]))
            continue;
        add_row(&row, i + 1, &report->steps[i]);
        if (out->size + row.size > LONGEST_COMMENT) {
            pgp_text_addf(out, "\n… and %zu more steps: see the plan's text or JSON.\n",
                          report->step_count - i);
            return;
        }
        pgp_text_addn(out, row.data, row.size);
    }
}

static bool is_any_marked(const cli_report *report) {
    for (size_t i = 0; i < report->step_count; i++)
        if (cli_is_marked(&report->steps[i]))
            return true;
    return false;
}

/* What needs a look comes first where there is much to read. */
static void add_table(pgp_text *out, const cli_report *report) {
    if (report->step_count <= MOST_ROWS) {
        add_rows(out, report, false);
        return;
    }
    if (is_any_marked(report))
        add_rows(out, report, true);
    pgp_text_addf(out, "\n<details><summary>All %zu steps</summary>\n\n", report->step_count);
    add_rows(out, report, false);
    pgp_text_add(out, "\n</details>\n");
}

static void add_between(pgp_text *out, const pgp_names *between) {
    if (!between->count)
        return;
    pgp_text_add(
        out, "\n<details><summary>Between expand and contract, applications may rely on this</summary>\n\n");
    for (size_t i = 0; i < between->count; i++) {
        pgp_text line = pgp_text_new(out->arena);
        pgp_text_add(&line, "- ");
        add_prose(&line, between->items[i]);
        if (out->size + line.size > LONGEST_COMMENT) {
            pgp_text_addf(out, "- … and %zu more: see the plan's text or JSON.\n", between->count - i);
            break;
        }
        pgp_text_addf(out, "%s\n", line.data);
    }
    pgp_text_add(out, "\n</details>\n");
}

static void add_script(pgp_text *out, const cli_report *report) {
    pgp_text sql = pgp_text_new(out->arena);
    cli_render_sql(&sql, report);
    if (out->size + sql.size > LONGEST_COMMENT) {
        pgp_text_add(out, "\nThe SQL is too long for a comment: see the plan's text or JSON.\n");
        return;
    }
    const char *fence = fence_for(out->arena, sql.data);
    pgp_text_addf(out, "\n<details><summary>SQL</summary>\n\n%ssql\n%s%s\n\n</details>\n", fence, sql.data,
                  fence);
}

void cli_render_markdown(pgp_text *out, const cli_report *report) {
    add_heading(out, report);
    if (report->step_count) {
        add_table(out, report);
        add_between(out, &report->between);
        add_script(out, report);
    }
    pgp_text_add(out, "\n");
    if (!report->is_part)
        cli_add_marker(out, "plan", report->source);
}

/* -- drift ------------------------------------------------------------------------------------------------------------ */

static void add_difference(pgp_text *out, const cli_difference *difference) {
    pgp_text_addf(out, "| %c | %s ", difference->sign, cli_kind_words(out->arena, difference->kind));
    add_code(out, difference->label);
    pgp_text_add(out, " | ");
    if (difference->sign != '~')
        pgp_text_add(out, difference->sign == '+' ? "only the database has it" : "missing in the database");
    for (size_t i = 0; i < difference->property_count; i++) {
        const cli_property_difference *property = &difference->properties[i];
        pgp_text_addf(out, "%s%s: ", i ? "<br>" : "", cli_kind_words(out->arena, property->name));
        add_code(out, property->live);
        pgp_text_add(out, " → ");
        add_code(out, property->desired);
    }
    pgp_text_add(out, " |\n");
}

static void add_differences(pgp_text *out, const cli_differences *differences) {
    pgp_text_add(out, "\n| | object | difference |\n|---|---|---|\n");
    for (size_t i = 0; i < differences->count; i++) {
        pgp_text row = pgp_text_new(out->arena);
        add_difference(&row, &differences->items[i]);
        if (out->size + row.size > LONGEST_COMMENT) {
            pgp_text_addf(out, "\n… and %zu more.\n", differences->count - i);
            return;
        }
        pgp_text_addn(out, row.data, row.size);
    }
}

void cli_drift_markdown(pgp_text *out, const cli_differences *differences) {
    pgp_text_addf(out, "### Schema drift: %zu difference%s\n\n", differences->count,
                  differences->count == 1 ? "" : "s");
    add_code(out, differences->source);
    pgp_text_add(out, differences->count ? " differs from " : " is what ");
    add_code(out, differences->target);
    pgp_text_add(out, differences->count ? "\n" : " says.\n");
    if (differences->helpers)
        pgp_text_addf(out, "\nIn between: contract pending (helpers of renames: %zu).\n",
                      differences->helpers);
    if (differences->count)
        add_differences(out, differences);
    pgp_text_add(out, "\n");
    if (!differences->is_part)
        cli_add_marker(out, "drift", differences->source);
}
