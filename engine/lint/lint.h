/*
 * Reading what others wrote, to say what will go wrong: migrations, statement by statement, and desired schemas.
 *
 * A rule is a hazard (hazard/hazards.h) or a line of the table here. Its severity is the table's, unless settings say another, and
 * a comment in the file can allow what it finds: "-- pgplumb: allow CODE reason="…"" (parse/directives.h).
 */
#ifndef PGP_LINT_LINT_H
#define PGP_LINT_LINT_H

#include "hazard/hazards.h"
#include "parse/parse.h"

/* X(CODE, word), mildest first */
#define PGP_LINT_LEVELS(X) \
    X(OFF, "off")          \
    X(NOTE, "note")        \
    X(WARNING, "warning")  \
    X(ERROR, "error")

typedef enum pgp_lint_level {
#define PGP_LINT_LEVEL_ENUM(code, word) PGP_LINT_##code,
    PGP_LINT_LEVELS(PGP_LINT_LEVEL_ENUM)
#undef PGP_LINT_LEVEL_ENUM
        PGP_LINT_LEVEL_COUNT
} pgp_lint_level;

extern const char *const pgp_lint_words[PGP_LINT_LEVEL_COUNT];

/* -- rules (rules.c) ------------------------------------------------------------------------------------------ */
enum {
    PGP_LINT_MIGRATION = 1 << 0, /* looks at statements */
    PGP_LINT_SCHEMA = 1 << 1,    /* looks at what they make */
};

typedef struct pgp_lint_rule {
    unsigned scope;
    pgp_hazard is;
} pgp_lint_rule;

/* The hazards and the rules beyond them, one after the other; NULL after the last. */
const pgp_hazard *pgp_lint_rule_at(size_t i);
const pgp_hazard *pgp_lint_rule_named(const char *code);
unsigned pgp_lint_scope(const pgp_hazard *rule);
/* The level of a rule that no setting speaks of. */
pgp_lint_level pgp_lint_usual_level(const pgp_hazard *rule);

typedef struct pgp_lint_setting {
    const char *code;
    pgp_lint_level level;
} pgp_lint_setting;

typedef struct pgp_lint_settings {
    pgp_lint_setting *items; /* the last one of a code counts */
    size_t count, capacity;
} pgp_lint_settings;

/* The level of a rule, by the last setting that speaks of it; `settings` may be NULL. */
pgp_lint_level pgp_lint_level_of(const pgp_lint_settings *settings, const pgp_hazard *rule);

typedef struct pgp_lint_options {
    const pgp_lint_settings *settings;
    int server_version;  /* PG_VERSION_NUM; 0: that of the state before, else the newest */
    bool in_transaction; /* whatever runs the files opens a transaction for each */
} pgp_lint_options;

/* -- findings ------------------------------------------------------------------------------------------------------ */
typedef struct pgp_lint_finding {
    const pgp_hazard *rule;
    pgp_lint_level level;
    const char *label;     /* what it is about: "public.orders"; NULL: nothing that has a name */
    const char *what;      /* more in words; NULL: the rule's title says it all */
    const char *reason;    /* why it is allowed, from the file; NULL: it is not */
    pgp_location where;    /* file NULL: not from a file */
    pgp_location from, to; /* the statement; a permission that stands in it or before it is one for this */
} pgp_lint_finding;

typedef struct pgp_lint_findings {
    pgp_lint_finding *items; /* in the order of the files; those that are allowed, too */
    size_t count, capacity;
    size_t files, statements; /* looked at */
    size_t unread;            /* functions whose bodies cannot be read */
} pgp_lint_findings;

/* Of at least this level and not allowed. */
size_t pgp_lint_count(const pgp_lint_findings *findings, pgp_lint_level level);

/* Migrations, in the order in which they run. `before` is the database before the first of them, and is changed; NULL: what they do
 * not make themselves is there, large, and not known. */
pgp_status pgp_lint_migrations(pgp_context *context, pgp_model *before, const pgp_input *inputs, size_t count,
                               const pgp_lint_options *options, pgp_lint_findings *out);
/* A schema; `inputs` are the texts that it was read from, if any. */
pgp_status pgp_lint_schema(pgp_context *context, pgp_model *model, const pgp_input *inputs, size_t count,
                           const pgp_lint_options *options, pgp_lint_findings *out);

#endif
