#include "render/hazard.h"

#include "style.h"

#include <inttypes.h>
#include <string.h>

/* -- sizes ---------------------------------------------------------------------------------------------------------- */

/* Two digits: estimates, and the same plan tomorrow. */
static int64_t rounded(int64_t number) {
    int64_t factor = 1;
    while (number / factor >= 100)
        factor *= 10;
    return number < 0 ? number : (number + factor / 2) / factor * factor;
}

static void add_grouped(pgp_text *text, int64_t number) {
    if (number >= 1000) {
        add_grouped(text, number / 1000);
        pgp_text_addf(text, ",%03d", (int)(number % 1000));
    } else {
        pgp_text_addf(text, "%d", (int)number);
    }
}

static void add_bytes(pgp_text *text, int64_t bytes) {
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    double size = (double)bytes / 1024;
    size_t unit = 0;
    for (; size >= 1000 && unit + 1 < sizeof units / sizeof *units; unit++)
        size /= 1024;
    pgp_text_addf(text, size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

const char *cli_size_words(pgp_arena *arena, const pgp_effect *effect) {
    pgp_text text = pgp_text_new(arena);
    if (!effect || effect->bytes <= 0)
        return NULL;
    add_bytes(&text, effect->bytes);
    if (effect->rows > 0) {
        pgp_text_add(&text, ", about ");
        add_grouped(&text, rounded(effect->rows));
        pgp_text_add(&text, " rows");
    }
    return text.data;
}

/* -- effects and findings ------------------------------------------------------------------------------------------- */

const pgp_effect *cli_effect_on(const pgp_step *step, const char *label) {
    for (size_t i = 0; i < step->effect_count; i++)
        if (strcmp(step->effects[i].label, label) == 0)
            return &step->effects[i];
    return NULL;
}

bool cli_is_marked(const pgp_step *step) {
    bool marked = step->destructive;
    for (size_t i = 0; i < step->finding_count; i++)
        marked |= pgp_finding_is_shown(step, &step->findings[i]);
    return marked;
}

const pgp_effect *cli_strongest_effect(const pgp_step *step) {
    const pgp_effect *strongest = NULL;
    for (size_t i = 0; i < step->effect_count; i++)
        if (!strongest || step->effects[i].lock > strongest->lock)
            strongest = &step->effects[i];
    return strongest;
}

const char *cli_hazard_words(pgp_arena *arena, const pgp_finding *finding) {
    pgp_text text = pgp_text_new(arena);
    pgp_text_add(&text, finding->hazard->title);
    if (finding->what)
        pgp_text_addf(&text, ", %s", finding->what);
    if (finding->reason)
        pgp_text_addf(&text, " (allowed: %s)", finding->reason);
    return text.data;
}

bool cli_is_about_statements(const pgp_finding *finding) {
    return strcmp(finding->hazard->code, "still-used") == 0;
}

const char *cli_statements_words(pgp_arena *arena, const pgp_step *step) {
    pgp_text text = pgp_text_new(arena);
    if (!step->statement_count)
        return NULL;
    pgp_text_addf(&text, "still used by %zu statement%s: ", step->statement_count,
                  step->statement_count == 1 ? "" : "s");
    for (size_t i = 0; i < step->statements.count; i++)
        pgp_text_addf(&text, "%s%s", i ? "; " : "", step->statements.items[i]);
    if (step->statement_count > step->statements.count)
        pgp_text_add(&text, "; …");
    return text.data;
}

/* -- JSON --------------------------------------------------------------------------------------------------------------- */

static json_t *estimate(int64_t number) {
    return number < 0 ? json_null() : json_integer((json_int_t)rounded(number));
}

static json_t *lock_json(cli_json *json, const pgp_effect *effect) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "kind", effect->kind);
    cli_json_set_text(json, object, "label", effect->label);
    cli_json_set_text(json, object, "lock", pgp_lock_name(effect->lock));
    cli_json_set(json, object, "rewritten", json_boolean(effect->rewritten));
    cli_json_set(json, object, "scanned", json_boolean(effect->scanned));
    cli_json_set(json, object, "indexes_built", json_boolean(effect->indexes_built));
    cli_json_set(json, object, "indexes_dropped", json_boolean(effect->indexes_dropped));
    cli_json_set(json, object, "bytes", estimate(effect->bytes));
    cli_json_set(json, object, "rows", estimate(effect->rows));
    return object;
}

json_t *cli_locks_json(cli_json *json, const pgp_step *step) {
    json_t *array = json_array();
    for (size_t i = 0; i < step->effect_count; i++)
        if (step->effects[i].lock > PGP_LOCK_ACCESS_SHARE)
            cli_json_append(json, array, lock_json(json, &step->effects[i]));
    return array;
}

static json_t *hazard_json(cli_json *json, const pgp_finding *finding) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "code", finding->hazard->code);
    cli_json_set_text(json, object, "severity", pgp_severity_name(finding->hazard->severity));
    cli_json_set_text(json, object, "label", finding->label);
    cli_json_set_text(json, object, "what", finding->what);
    cli_json_set(json, object, "allowed", json_boolean(finding->allowed));
    cli_json_set_text(json, object, "reason", finding->reason);
    return object;
}

json_t *cli_hazards_json(cli_json *json, const pgp_step *step) {
    json_t *array = json_array();
    for (size_t i = 0; i < step->finding_count; i++)
        cli_json_append(json, array, hazard_json(json, &step->findings[i]));
    return array;
}

json_t *cli_statements_json(cli_json *json, const pgp_step *step) {
    if (!step->statement_count)
        return json_null();
    json_t *object = json_object(), *shown = json_array();
    for (size_t i = 0; i < step->statements.count; i++)
        cli_json_append(json, shown, json_string(step->statements.items[i]));
    cli_json_set(json, object, "count", json_integer((json_int_t)step->statement_count));
    cli_json_set(json, object, "shown", shown);
    return object;
}
