#include "render/metrics.h"

#include <string.h>

void cli_add_metric(pgp_text *out, const char *name, const char *help) {
    pgp_text_addf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void add_label(pgp_text *out, const char *name, const char *value, const char *separator) {
    pgp_text_addf(out, "%s%s=\"", separator, name);
    for (const char *c = value ? value : ""; *c; c++) {
        if (*c == '"' || *c == '\\')
            pgp_text_add(out, "\\");
        pgp_text_addn(out, *c == '\n' ? " " : c, 1);
    }
    pgp_text_add(out, "\"");
}

void cli_add_sample(pgp_text *out, const char *name, const char *const *labels, long long value) {
    pgp_text_add(out, name);
    for (const char *const *label = labels; *label; label += 2)
        add_label(out, label[0], label[1], label == labels ? "{" : ",");
    pgp_text_addf(out, "%s %lld\n", *labels ? "}" : "", value);
}

/* -- what each database says --------------------------------------------------------------------------------------- */

static void add_pending(pgp_text *out, const char *name, const char *const *labels,
                        const cli_measured *item) {
    cli_add_sample(out, name, labels, item->pending);
}

static void add_info(pgp_text *out, const char *name, const char *const *labels, const cli_measured *item) {
    const pgp_run *run = item->newest;
    const char *all[] = {"state",   run ? pgp_run_state_word(run->state) : NULL,
                         "digest",  run ? run->digest : NULL,
                         "commit",  run ? run->git_commit : NULL,
                         "role",    run ? run->role : NULL,
                         labels[0], labels[0] ? labels[1] : NULL,
                         NULL};
    if (run)
        cli_add_sample(out, name, all, 1);
}

static void add_failed(pgp_text *out, const char *name, const char *const *labels, const cli_measured *item) {
    if (item->newest)
        cli_add_sample(out, name, labels, item->newest->error != NULL);
}

static void add_steps(pgp_text *out, const char *name, const char *const *labels, const cli_measured *item) {
    if (item->newest)
        cli_add_sample(out, name, labels, item->newest->steps);
}

static const struct {
    const char *name, *help;
    bool of_run; /* only where there is one */
    void (*add)(pgp_text *out, const char *name, const char *const *labels, const cli_measured *item);
} metrics[] = {
    {"pgplumb_pending", "1 when steps of the newest run are left to run.", false, add_pending},
    {"pgplumb_last_run_info", "The newest run of pgplumb on this database; always 1.", true, add_info},
    {"pgplumb_last_run_failed", "1 when its last try ended in an error.", true, add_failed},
    {"pgplumb_last_run_steps", "How many steps its plan has.", true, add_steps},
};

void cli_render_metrics(pgp_text *out, const cli_measured *items, size_t count) {
    bool has_run = false;
    for (size_t i = 0; i < count; i++)
        has_run |= items[i].newest != NULL;
    for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
        if (metrics[m].of_run && !has_run)
            continue;
        cli_add_metric(out, metrics[m].name, metrics[m].help);
        for (size_t i = 0; i < count; i++) {
            const char *labels[] = {items[i].database ? "database" : NULL, items[i].database, NULL};
            metrics[m].add(out, metrics[m].name, labels, &items[i]);
        }
    }
}
