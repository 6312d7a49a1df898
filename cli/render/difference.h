/*
 * What drift found: objects that differ, each with its properties, without the steps that would mend it.
 */
#ifndef CLI_DIFFERENCE_H
#define CLI_DIFFERENCE_H

#include "plan/plan.h"

typedef struct cli_property_difference {
    const char *name;
    const char *live, *desired; /* for people; "none" */
    const char *delta;          /* of lists: "+a, -b"; NULL: not one, or only the order differs */
} cli_property_difference;

typedef struct cli_difference {
    char sign; /* '+': only the database has it, '-': it is missing there, '~': in both, not the same */
    const char *kind, *label;
    const char *where; /* "db/orders.sql:14" of what the files say; NULL: nothing */
    const cli_property_difference *properties;
    size_t property_count;
    const char *git; /* --blame: "removed by 9b1d002 (2026-11-03, Ada)", "not from git"; NULL: not asked */
    const struct pgp_commit *commit; /* that one; NULL: none */
} cli_difference;

typedef struct cli_differences {
    const char *source, *target; /* labels: the database, what it is held against */
    cli_difference *items;
    size_t count, capacity;
    size_t helpers; /* of renames that are between expand and contract (docs/PHASES.md) */
    bool undecided;
    bool is_part; /* of a document of several, which has the marker */
} cli_differences;

/* Nothing differs, and no rename is half done. */
static inline bool cli_in_sync(const cli_differences *differences) {
    return !differences->count && !differences->helpers;
}

/* What a change of an object in both models is about; none for other changes. */
const cli_property_difference *cli_property_differences(pgp_arena *arena, const pgp_change *change,
                                                        size_t *count);
/* A query, or a routine's body: shown line by line. */
bool cli_is_body(const pgp_change *change, const cli_property_difference *property);
/* The change that the step belongs to, when it is the first of its steps to say what changes; *told is of the steps before. */
const pgp_change *cli_change_to_tell(const pgp_step *step, const pgp_change **told);

/* "not null: no → yes", each value cut short. */
void cli_add_property(pgp_text *out, const cli_property_difference *property);

/* What it is called in a list of differences. */
const char *cli_difference_label(pgp_arena *arena, const pgp_object *object);
/* Parts of what is missing or unknown as a whole are not listed one by one. Sorted. */
cli_differences cli_differences_of(pgp_arena *arena, const pgp_plan *plan);

void cli_drift_text(pgp_text *out, const cli_differences *differences, bool colourful);
void cli_drift_markdown(pgp_text *out, const cli_differences *differences);
pgp_status cli_drift_json(pgp_context *context, pgp_text *out, const cli_differences *differences);

struct cli_json;
struct pgp_commit;
/* {"hash", "date", "author", "subject"} */
struct json_t *cli_commit_json(struct cli_json *json, const struct pgp_commit *commit);
/* in_sync, in_between, undecided, differences */
void cli_set_differences(struct cli_json *json, struct json_t *object, const cli_differences *differences);
struct json_t *cli_difference_json(struct cli_json *json, const cli_difference *difference);

#endif
