#include "render/render.h"

#include "base/version.h"

#include <string.h>

const char *cli_tool(pgp_arena *arena) {
    return pgp_printf(arena, "pgplumb %s", pgp_version);
}

pgp_summary cli_summarise(const cli_report *report) {
    return pgp_summarise(report->steps, report->step_count);
}

const char *cli_summary_line(pgp_arena *arena, const cli_report *report) {
    return pgp_summary_line(arena, report->steps, report->step_count);
}

void cli_render_sql(pgp_text *out, const cli_report *report) {
    pgp_add_script(out, &(pgp_script){.source = report->source,
                                      .target = report->target,
                                      .steps = report->steps,
                                      .step_count = report->step_count});
}

const char *cli_shell_word(pgp_arena *arena, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-/,@+=";
    if (word[strspn(word, plain)] == '\0')
        return word;
    pgp_text text = pgp_text_new(arena);
    pgp_text_add(&text, "'");
    for (const char *c = word; *c; c++)
        pgp_text_addn(&text, *c == '\'' ? "'\\''" : c, *c == '\'' ? 4 : 1);
    pgp_text_add(&text, "'");
    return text.data;
}
