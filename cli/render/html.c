/*
 * A plan as one HTML page that needs nothing from outside: the summary, a picture, each step with its SQL.
 */
#include "render/diagram.h"
#include "render/difference.h"
#include "render/hazard.h"
#include "render/render.h"
#include "render/unified.h"

#include "execute/group.h"
#include "style.h"

#include <string.h>

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<title>Schema plan</title>\n<style>\n"
    ":root{color-scheme:light dark;--back:#fff;--fore:#1c2024;--dim:#5b636b;--line:#d3d8de;--code:#f4f6f8;"
    "--add:#116329;--drop:#b3141e;--change:#7a4a00}\n"
    "@media(prefers-color-scheme:dark){:root{--back:#14171a;--fore:#e6e9ec;--dim:#a3abb3;--line:#3a4149;--"
    "code:#1e2226;"
    "--add:#5fd07f;--drop:#ff8f8a;--change:#e8b34b}}\n"
    "body{background:var(--back);color:var(--fore);font:16px/1.5 system-ui,sans-serif;margin:0 "
    "auto;max-width:70rem;"
    "padding:1rem}\n"
    "h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}\n"
    "code,pre,svg text{font-family:ui-monospace,monospace;font-size:13px}\n"
    "pre{background:var(--code);border-radius:6px;overflow-x:auto;padding:.75rem;margin:.5rem 0}\n"
    "details{border-top:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}\n"
    ".sign{font-family:ui-monospace,monospace;font-weight:700}.dim{color:var(--dim)}\n"
    "details .warn{border-left:4px solid var(--drop);margin:.5rem 0;padding-left:.75rem}\n"
    "details p{margin:.25rem 0}ul{margin:.5rem 0;padding-left:1.25rem}li,summary,p{overflow-wrap:anywhere}\n"
    "span.add{color:var(--add)}span.drop{color:var(--drop)}\n"
    ".add .sign,text.add{color:var(--add);fill:var(--add)}.drop "
    ".sign,text.drop{color:var(--drop);fill:var(--drop)}\n"
    ".change .sign,text.change{color:var(--change);fill:var(--change)}\n"
    ".picture{overflow:auto;max-height:40rem}svg text{fill:var(--fore)}svg .kind{fill:var(--dim)}\n"
    "svg rect{fill:var(--code);stroke:var(--line)}svg .add rect{stroke:var(--add)}svg .drop "
    "rect{stroke:var(--drop)}\n"
    "svg .change rect{stroke:var(--change)}svg .edge{fill:none;stroke:var(--dim)}\n"
    "</style>\n</head>\n<body>\n<main>\n";

static const char *class_of(char sign) {
    return sign == '+' ? "add" : sign == '-' ? "drop" : "change";
}

/* Statements keep their lines; nothing in them is markup. */
static void add_code(pgp_text *out, const char *sql) {
    pgp_text_add(out, "<pre tabindex=\"0\"><code>");
    for (const char *line = sql; *line;) {
        size_t size = strcspn(line, "\n");
        cli_add_xml(out, pgp_strndup(out->arena, line, size));
        line += size;
        if (*line) {
            pgp_text_add(out, "\n");
            line++;
        }
    }
    pgp_text_add(out, ";</code></pre>\n");
}

static void add_paragraph(pgp_text *out, const char *class, const char *text) {
    pgp_text_addf(out, "<p class=\"%s\">", class);
    cli_add_xml(out, text);
    pgp_text_add(out, "</p>\n");
}

static void add_warnings(pgp_text *out, const pgp_step *step) {
    pgp_arena *arena = out->arena;
    const char *statements = cli_statements_words(arena, step);
    if (step->destructive)
        add_paragraph(out, "warn", pgp_printf(arena, "destroys %s", step->destroys));
    for (size_t i = 0; i < step->finding_count; i++) {
        const pgp_finding *finding = &step->findings[i];
        if (pgp_finding_is_shown(step, finding) && !cli_is_about_statements(finding))
            add_paragraph(
                out, finding->allowed ? "dim" : "warn",
                pgp_printf(arena, "%s: %s", finding->hazard->code, cli_hazard_words(arena, finding)));
    }
    if (statements)
        add_paragraph(out, "warn", statements);
    if (!pgp_step_is_blocked(step))
        return;
    pgp_text_add(out, "<p class=\"warn\">blocked until allowed with <code>--allow ");
    cli_add_xml(out, cli_shell_word(arena, pgp_allow_word(arena, step)));
    pgp_text_add(out, "</code></p>\n");
}

static void add_lock(pgp_text *out, const pgp_step *step) {
    const pgp_effect *effect = cli_strongest_effect(step);
    if (!effect)
        return;
    const char *size = cli_size_words(out->arena, effect);
    add_paragraph(out, "dim",
                  pgp_printf(out->arena, "%s on %s%s%s", pgp_lock_words(effect->lock), effect->label,
                             size ? ", " : "", size ? size : ""));
}

/* A line of a diff begins with its sign. */
static void add_diff(pgp_text *out, const cli_property_difference *body) {
    pgp_text diff = pgp_text_new(out->arena);
    cli_add_diff(&diff, body->live, body->desired, "", false);
    pgp_text_add(out, "<pre tabindex=\"0\"><code>");
    for (const char *line = diff.data; *line;) {
        size_t size = strcspn(line, "\n");
        pgp_text_addf(out, "<span class=\"%s\">", *line == '+' ? "add" : *line == '-' ? "drop" : "dim");
        cli_add_xml(out, pgp_strndup(out->arena, line, size));
        pgp_text_add(out, "</span>\n");
        line += size + (line[size] != '\0');
    }
    pgp_text_add(out, "</code></pre>\n");
}

/* The summary of some steps says all but the bodies. */
static void add_change(pgp_text *out, const pgp_step *step, const pgp_change *change) {
    size_t count;
    const cli_property_difference *properties = cli_property_differences(out->arena, change, &count);
    bool said = step->sign == '+' || strstr(step->summary, ": ");
    for (size_t i = 0; i < count; i++) {
        if (cli_is_body(change, &properties[i])) {
            add_diff(out, &properties[i]);
        } else if (!said) {
            pgp_text line = pgp_text_new(out->arena);
            cli_add_property(&line, &properties[i]);
            add_paragraph(out, "dim", line.data);
        }
    }
}

static void add_step(pgp_text *out, const pgp_step *step, size_t number, const pgp_change **told) {
    const pgp_change *change = cli_change_to_tell(step, told);
    pgp_text_addf(out, "<details class=\"%s\"%s><summary>%zu <span class=\"sign\">%c</span> ",
                  class_of(step->sign), cli_is_marked(step) ? " open" : "", number, step->sign);
    cli_add_xml(out, step->summary);
    if (!strstr(step->summary, step->top_label)) {
        pgp_text_add(out, " <span class=\"dim\">of ");
        cli_add_xml(out, step->top_label);
        pgp_text_add(out, "</span>");
    }
    pgp_text_add(out, step->no_transaction ? " <span class=\"dim\">outside a transaction</span></summary>\n"
                                           : "</summary>\n");
    add_warnings(out, step);
    add_lock(out, step);
    if (change)
        add_change(out, step, change);
    add_code(out, step->sql);
    pgp_text_add(out, "</details>\n");
}

static void add_phase(pgp_text *out, const cli_report *report, const char *phase, const char *title) {
    const pgp_change *told = NULL;
    bool begun = false;
    for (size_t i = 0; i < report->step_count; i++) {
        if (strcmp(report->steps[i].phase, phase) != 0)
            continue;
        if (!begun)
            pgp_text_addf(out, "<h2>%s</h2>\n", title);
        begun = true;
        add_step(out, &report->steps[i], i + 1, &told);
    }
}

static void add_between(pgp_text *out, const pgp_names *between) {
    if (!between->count)
        return;
    pgp_text_add(out, "<h2>Between: what applications may do</h2>\n<ul>\n");
    for (size_t i = 0; i < between->count; i++) {
        pgp_text_add(out, "<li>");
        cli_add_xml(out, between->items[i]);
        pgp_text_add(out, "</li>\n");
    }
    pgp_text_add(out, "</ul>\n");
}

static void add_summary(pgp_text *out, const cli_report *report) {
    pgp_text_add(out, "<h1>Schema plan</h1>\n<p><code>");
    cli_add_xml(out, report->source);
    pgp_text_add(out, report->step_count ? "</code> → <code>" : "</code> is what <code>");
    cli_add_xml(out, report->target);
    pgp_text_add(out, report->step_count ? "</code></p>\n<p>" : "</code> says.</p>\n");
    if (!report->step_count)
        return;
    cli_add_xml(out, cli_summary_line(out->arena, report));
    pgp_text_add(out, "</p>\n");
}

static void add_picture(pgp_text *out, const cli_report *report) {
    if (!report->plan)
        return;
    pgp_text_add(out, "<h2>What changes</h2>\n<div class=\"picture\" tabindex=\"0\">\n");
    cli_render_svg(out, report->plan);
    pgp_text_add(out, "</div>\n");
}

void cli_render_html(pgp_text *out, const cli_report *report) {
    pgp_text_add(out, head);
    add_summary(out, report);
    if (report->step_count)
        add_picture(out, report);
    add_phase(out, report, "expand", "Expand: before the rollout, safe with the old application version");
    add_between(out, &report->between);
    add_phase(out, report, "contract", "Contract: after the old application version is gone");
    pgp_text_add(out, "</main>\n</body>\n</html>\n");
}
