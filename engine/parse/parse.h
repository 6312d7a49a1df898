/*
 * From SQL text to the model: split, parse, dispatch each statement to its kind, resolve names.
 *
 * Statements come in any order. A handler that needs something that is not there yet returns pgp_parse_later(); the
 * statement is tried again when the rest is read, and only then is it an error. Names inside expressions
 * and queries become references that are resolved at the end.
 */
#ifndef PGP_PARSE_PARSE_H
#define PGP_PARSE_PARSE_H

#include "kinds/kinds.h"
#include "parse/grammar.h"

/* One text to read: a file, or a blob of git. */
typedef struct pgp_input {
    const char *name; /* for messages */
    const char *text;
    size_t size;
} pgp_input;

typedef struct pgp_parser pgp_parser;

/* Statements that a DO block guards together against a second run: where what the first makes is there, none counts. */
typedef struct pgp_rerun {
    bool made, left_out;
    bool drops; /* the other way round: they drop something, if it is there */
} pgp_rerun;

/* A statement inside another: bytes of that one, or a text that stands for some. */
typedef struct pgp_inner {
    size_t offset, size;
    const char *text; /* NULL: as it stands there */
    pgp_rerun *guard; /* NULL: none */
} pgp_inner;

struct pgp_parser {
    pgp_context *context;
    pgp_model *model;
    pgp_arena *arena; /* = model->arena */
    const pgp_input *input;
    const char *statement; /* the current statement, ends in NUL; AST locations count from here */
    size_t statement_size;
    size_t statement_offset; /* of it in input->text */
    int statement_line;      /* on which it starts */
    const char *path;        /* search_path now, as SQL text; model->default_path at the start of each file */
    pgp_names path_schemas;  /* the same as names, without "$user" */
    const char *role;        /* SET ROLE / SET SESSION AUTHORIZATION; NULL: none */
    const char *tablespace,
        *access_method;   /* SET default_tablespace, default_table_access_method; NULL: the default */
    const char *encoding; /* SET client_encoding, as iconv calls it; "": UTF-8 */
    bool last_chance;     /* nothing more comes: what is missing is an error */
    bool name_missing;    /* that was the last error */
    struct pgp_deferred *deferred;
    size_t
        directive_statement; /* where the last statement that was looked at for directives starts in the input */
    bool rows_follow;        /* COPY … FROM stdin: the lines up to "\\." are data */
    pgp_inner *inner;        /* statements of a DO block, to be read after it */
    size_t inner_count, inner_capacity;
    pgp_rerun *guard;            /* of the statement at hand; NULL: none */
    bool found_existing;         /* it failed since what it makes is there */
    bool data_statement;         /* the statement at hand changes rows for a directive: it declares nothing */
    size_t queries;              /* that were read, of views, rules, policies and functions */
    struct pgp_readers *readers; /* that have them (parse/star.c) */
    pgp_names temporary;         /* what the file made for its session alone (parse/temporary.c) */
    bool in_transaction, uncommitted; /* BEGIN was read; and something of the schema behind it */
    int opaque_extensions; /* extensions of the file whose members nobody here knows: names may be theirs */
};

/* Not a status of the library: a handler's "try again when more is read". */
#define PGP_LATER ((pgp_status)100)

/* Parses every input into the model, resolves references, derives what the server derives (inherited columns, partitions'
 * indexes). model->members, when the live database told them, resolve names of extensions. Runs on a stack of its own. */
pgp_status pgp_parse(pgp_context *context, pgp_model *model, const pgp_input *inputs, size_t count);

/* A statement's handler, listed in parse/statements.c by the node's case. */
typedef pgp_status (*pgp_handler)(pgp_parser *parser, const PgQuery__Node *statement);

/* -- messages ---------------------------------------------------------------------------------------- */
/* Where a byte offset of the statement (an AST location; < 0: the statement's first token) is. */
pgp_location pgp_parse_where(const pgp_parser *parser, int location);
pgp_status pgp_parse_fail(pgp_parser *parser, pgp_status status, int location, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* "relation "x" does not exist": deferred while more may come. `what` is "relation", "type" … */
pgp_status pgp_parse_later(pgp_parser *parser, int location, const char *what, const char *schema,
                           const char *name);
/* What libpg_query said of the statement: PGP_UNKNOWN when a newer grammar would read it. */
pgp_status pgp_parse_syntax_error(pgp_parser *parser, const pgp_syntax_error *error);
/* `text`, the statement, is UTF-8. */
pgp_status pgp_parse_check_utf8(pgp_parser *parser, const char *text, size_t size);
/* A statement further up that names this is still waiting. */
bool pgp_may_come(const pgp_parser *parser, const char *name);
/* A statement or clause that pgplumb does not understand: PGP_UNKNOWN. */
pgp_status pgp_parse_unknown(pgp_parser *parser, int location, const char *what);

/* -- slices: source text of a part of the statement (parse/slice.c) ----------------------------------------- */
/* All take a byte offset of the statement and skip white space and comments; NULL when not found. */
/* The inside of the parentheses that open at or after `location`: CHECK (…), USING (…), WHEN (…). */
const char *pgp_slice_parens(pgp_parser *parser, int location);
/* From `location` up to (not including) `end`, or, for end < 0, to the first comma, closing parenthesis or semicolon outside
 * brackets, or the end of the statement. Trimmed. */
const char *pgp_slice(pgp_parser *parser, int location, int end);
/* The offset just after the next occurrence of keyword `word` (case-insensitive, a whole token outside quotes and, when
 * `nested` is false, outside parentheses) at or after `location`; -1: none. */
int pgp_find_word(const pgp_parser *parser, int location, const char *word, bool nested);
pgp_sql pgp_parse_sql(pgp_parser *parser, const char *text, int location); /* with path and where */

/* -- names ------------------------------------------------------------------------------------------- */
/* The schema a new object with this name goes to: given, or the first of the path (public). */
const char *pgp_creation_schema(pgp_parser *parser, const char *given);
/* An object by perhaps unqualified name along the path; NULL when it is not there (yet). */
pgp_object *pgp_lookup(pgp_parser *parser, pgp_space space, const char *schema, const char *name);
/* The same for PGP_SPACE_OTHER. */
pgp_object *pgp_lookup_kind(const pgp_parser *parser, const pgp_kind *kind, const char *schema,
                            const char *name, const char *args);
pgp_object *pgp_lookup_range_var(pgp_parser *parser, const PgQuery__RangeVar *relation);
/* Last one or two strings of a name list: schema (NULL) and name. */
void pgp_name_of_list(size_t n, PgQuery__Node *const *list, const char **schema, const char **name);
const char *pgp_string_of(const PgQuery__Node *node); /* a String node's text; NULL for others */
bool pgp_is_star(
    const PgQuery__Node *node); /* a column's reference that is `*` or ends in it; NULL is none */
const char *pgp_constant_text(const PgQuery__Node *node); /* of 'text' in an expression; NULL for others */
bool pgp_truthy(const PgQuery__Node *argument);           /* DefElem boolean: absent means true */
/* "schema.table" quoted, as model properties store it. */
const char *pgp_label_of(pgp_parser *parser, const pgp_object *object);
/* Names are cut at 63 bytes as the server does (makeObjectName). */
const char *pgp_object_name(pgp_arena *arena, const char *name1, const char *name2 /* NULL */,
                            const char *label /* NULL */);
/* ChooseRelationName: unique among relations of the schema (and, is_constraint, among the schema's constraints). */
const char *pgp_choose_relation_name(pgp_parser *parser, const char *schema, const char *name1,
                                     const char *name2, const char *label, bool is_constraint);

/* -- types (parse/types.c) ------------------------------------------------------------------------------ */
/* Canonical text of a type; adds a reference to `user` when it is not built in. PGP_OK with *out NULL never happens. */
pgp_status pgp_parse_type(pgp_parser *parser, const PgQuery__TypeName *type, pgp_object *user,
                          const char **out);
/* Without its modifier, as function signatures have it: "character varying(20)" gives "character varying". */
const char *pgp_type_bare(pgp_arena *arena, const char *type);
/* A type of pg_catalog, by its name there ("int4"); its relations are types, too. */
bool pgp_type_is_builtin(const char *name);
/* true for serial types (then *out is "integer" …). */
bool pgp_serial_type(const PgQuery__TypeName *type, const char **out);
/* Qualified, quoted name of a collation: builtin ones are pg_catalog."C"; NULL for "default". */
pgp_status pgp_parse_collation(pgp_parser *parser, size_t n, PgQuery__Node *const *name, pgp_object *user,
                               const char **out);

/* -- references (parse/references.c) ---------------------------------------------------------------------- */
/* Everything that the AST below `node` names: relations, types, functions, sequences in nextval('…'). */
void pgp_refer_all(pgp_parser *parser, pgp_object *user, const ProtobufCMessage *node);
/* Of a column's default or generation expression. */
void pgp_refer_value(pgp_parser *parser, pgp_object *column, const ProtobufCMessage *node);
/* Those of its value, or those of its type and collation: another has taken its place. */
void pgp_forget_references(pgp_object *column, bool of_value);
void pgp_refer(pgp_parser *parser, pgp_object *user, pgp_reference_type type, const char *schema,
               const char *name, bool required, int location);
/* The same for an object of a kind that has no space of its own. */
void pgp_refer_kind(pgp_parser *parser, pgp_object *user, const pgp_kind *kind, const char *name,
                    bool required, int location);
/* To an object of a kind of PGP_SPACE_OTHER, by name alone; it may be built in. */
void pgp_refer_named(pgp_parser *parser, pgp_object *user, const pgp_kind *kind, const char *schema,
                     const char *name, int location);

#endif
