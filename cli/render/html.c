/*
 * A plan as one HTML page that needs nothing from outside: the summary, a picture, each step with its SQL.
 */
#include "render/diagram.h"
#include "render/render.h"

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
    ".warn{border-left:4px solid var(--drop);margin:.5rem 0;padding-left:.75rem}\n"
    ".add .sign,text.add{color:var(--add);fill:var(--add)}.drop "
    ".sign,text.drop{color:var(--drop);fill:var(--drop)}\n"
    ".change .sign,text.change{color:var(--change);fill:var(--change)}\n"
    ".picture{overflow-x:auto}svg text{fill:var(--fore)}svg .kind{fill:var(--dim)}\n"
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

static void add_warning(pgp_text *out, const pgp_step *step) {
    if (!step->destructive)
        return;
    pgp_text_add(out, "<p class=\"warn\">destroys ");
    cli_add_xml(out, step->destroys);
    if (pgp_step_is_blocked(step)) {
        pgp_text_add(out, "; blocked until allowed with <code>--allow ");
        cli_add_xml(out, pgp_allow_word(out->arena, step));
        pgp_text_add(out, "</code>");
    }
    pgp_text_add(out, "</p>\n");
}

static void add_step(pgp_text *out, const pgp_step *step, size_t number) {
    pgp_text_addf(out, "<details class=\"%s\"%s><summary>%zu <span class=\"sign\">%c</span> ",
                  class_of(step->sign), step->destructive ? " open" : "", number, step->sign);
    cli_add_xml(out, step->summary);
    if (strcmp(step->top_label, step->label) != 0) {
        pgp_text_add(out, " <span class=\"dim\">of ");
        cli_add_xml(out, step->top_label);
        pgp_text_add(out, "</span>");
    }
    pgp_text_add(out, step->no_transaction ? " <span class=\"dim\">outside a transaction</span></summary>\n"
                                           : "</summary>\n");
    add_warning(out, step);
    add_code(out, step->sql);
    pgp_text_add(out, "</details>\n");
}

static void add_phase(pgp_text *out, const cli_report *report, const char *phase, const char *title) {
    bool begun = false;
    for (size_t i = 0; i < report->step_count; i++) {
        if (strcmp(report->steps[i].phase, phase) != 0)
            continue;
        if (!begun)
            pgp_text_addf(out, "<h2>%s</h2>\n", title);
        begun = true;
        add_step(out, &report->steps[i], i + 1);
    }
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
    add_phase(out, report, "contract", "Contract: after the old application version is gone");
    pgp_text_add(out, "</main>\n</body>\n</html>\n");
}
