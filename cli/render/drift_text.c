/*
 * What drift found, for a terminal.
 */
#include "render/difference.h"

#include "render/unified.h"
#include "style.h"

#include <string.h>

static const char *remark(const cli_difference *difference) {
    if (difference->sign == '+')
        return "only the database has it";
    return difference->sign == '-' ? "missing in the database" : "";
}

static void add_property(pgp_text *out, const cli_property_difference *property, bool colourful) {
    pgp_text_add(out, "      ");
    if (!property->delta && (strchr(property->live, '\n') || strchr(property->desired, '\n'))) {
        pgp_text_addf(out, "%s:\n", cli_kind_words(out->arena, property->name));
        cli_add_diff(out, property->live, property->desired, "        ", colourful);
        return;
    }
    cli_add_property(out, property);
    pgp_text_add(out, "\n");
}

static void add_difference(pgp_text *out, const cli_difference *difference, bool colourful) {
    const char sign[] = {difference->sign, '\0'};
    pgp_text_add(out, "  ");
    cli_paint(out, colourful, cli_sign_colour(difference->sign), sign);
    pgp_text_addf(out, " %s ", cli_kind_words(out->arena, difference->kind));
    pgp_add_plain(out, difference->label);
    if (*remark(difference))
        pgp_text_addf(out, "   %s", remark(difference));
    if (difference->where) {
        pgp_text_add(out, "   ");
        cli_paint(out, colourful, CLI_DIM, pgp_plain(out->arena, difference->where));
    }
    if (difference->git) {
        pgp_text_add(out, "   git: ");
        pgp_add_plain(out, difference->git);
    }
    pgp_text_add(out, "\n");
    for (size_t i = 0; i < difference->property_count; i++)
        add_property(out, &difference->properties[i], colourful);
}

/* Helpers are nobody else's: a plan has made them, and the next one removes them. */
static void add_in_between(pgp_text *out, const cli_differences *differences, bool colourful) {
    cli_paint(out, colourful, CLI_BOLD, "in between: contract pending");
    pgp_text_addf(out, " · %zu helper%s of renames (pgplumb plan --phase contract)\n", differences->helpers,
                  differences->helpers == 1 ? "" : "s");
}

void cli_drift_text(pgp_text *out, const cli_differences *differences, bool colourful) {
    pgp_add_plain(out, differences->source);
    pgp_text_add(out, differences->count ? " differs from " : " is what ");
    pgp_add_plain(out, differences->target);
    if (differences->count)
        pgp_text_addf(out, " in %zu object%s\n", differences->count, differences->count == 1 ? "" : "s");
    if (!differences->count)
        pgp_text_add(out, " says.\n");
    if (differences->helpers)
        add_in_between(out, differences, colourful);
    if (!differences->count)
        return;
    for (size_t i = 0; i < differences->count; i++)
        add_difference(out, &differences->items[i], colourful);
    if (differences->undecided)
        pgp_text_add(
            out, "Some expressions are only possibly different: no server could be asked what they mean.\n");
}
