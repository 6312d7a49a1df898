/*
 * Layer 1 of comparing: syntax trees in canonical form.
 *
 * Two texts with one canonical form are printed alike by the server once it has stored them; so a text
 * from a file and one from the catalogs meet here. The rules, and where they are:
 *
 *   canonical_name.c
 *     types          int = integer = pg_catalog.int4; _text = text[]; users' types by schema
 *     functions      f(x) = public.f(x) along the path; pg_catalog.f = f; never guessed between the two
 *     relations      t = public.t along the path; also in 'seq'::regclass and nextval('seq')
 *     operators      OPERATOR(pg_catalog.+) = +
 *   canonical_expression.c
 *     BETWEEN        a >= x AND a <= y; NOT and SYMMETRIC likewise
 *     LIKE, SIMILAR  the operators ~~, ~~*, ~
 *     IN             of one item: =; of constants beside a known type: = ANY (ARRAY[…])
 *     IS NOT DISTINCT FROM   NOT (… IS DISTINCT FROM …)
 *     constants      '5'::int = 5, 't'::bool = true, '-1'::int = -1
 *     AND, OR        a chain grows to the left, as the grammar makes it
 *     CASE           without ELSE: ELSE NULL
 *     rows           (a, b) = ROW(a, b)
 *   canonical_type.c
 *     literals       beside a known type, or assigned to one, take it; varchar compares as text
 *   canonical_scope.c
 *     columns        qualified by the entry of FROM that has them, or by the table of the expression
 *   canonical_query.c
 *     SELECT         output names are said, * is spelled out
 *     ORDER BY       1 and output names are expressions; ASC and the usual NULLS go without saying
 *     IN (SELECT)    = ANY (SELECT)
 *
 * Everything else must be alike node by node. What depends on types that are not at hand is left unequal
 * on purpose: the judge knows.
 */
#include "equal/tree.h"

#include "kinds/reading.h"
#include "parse/tree.h"

#include <string.h>
#include <strings.h>

enum { MAX_DEPTH = 20000, MAX_GROWTH = 64, MIN_LIMIT = 1 << 16 };

void pgp_write(pgp_tree_writer *writer, const char *text) {
    if (writer->out.size > writer->limit)
        writer->failed = true;
    else
        pgp_text_add(&writer->out, text);
}

void pgp_write_string(pgp_tree_writer *writer, const char *text) {
    pgp_write(writer, pgp_literal(writer->arena, text));
}

/* Fields that tell where something stands in the text; and how a row was spelled, which the server forgets.
 */
static bool is_ignored(const char *field) {
    static const char *const ignored[] = {"list_start",     "list_end", "rexpr_list_start",
                                          "rexpr_list_end", "stmt_len", "row_format"};
    size_t size = strlen(field);
    if (size >= 8 && strcmp(field + size - 8, "location") == 0)
        return true;
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        if (strcmp(field, ignored[i]) == 0)
            return true;
    return false;
}

static void write_value(pgp_tree_writer *writer, ProtobufCType type, const void *at) {
    switch (type) {
    case PROTOBUF_C_TYPE_MESSAGE: pgp_write_message(writer, *(ProtobufCMessage *const *)at); break;
    case PROTOBUF_C_TYPE_STRING: pgp_write_string(writer, *(const char *const *)at); break;
    case PROTOBUF_C_TYPE_BOOL: pgp_write(writer, *(const protobuf_c_boolean *)at ? "true" : "false"); break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        pgp_write(writer, pgp_printf(writer->arena, "%lld", (long long)*(const int64_t *)at));
        break;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_ENUM:
        pgp_write(writer, pgp_printf(writer->arena, "%d", *(const int32_t *)at));
        break;
    default: writer->failed = true; /* the grammar has no other types */
    }
}

static bool is_default(ProtobufCType type, const void *at) {
    switch (type) {
    case PROTOBUF_C_TYPE_MESSAGE: return *(const void *const *)at == NULL;
    case PROTOBUF_C_TYPE_STRING: return *(const char *const *)at == NULL || **(const char *const *)at == '\0';
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64: return *(const int64_t *)at == 0;
    default: return *(const int32_t *)at == 0;
    }
}

static void write_field(pgp_tree_writer *writer, const ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field, pgp_field_writer special) {
    const char *base = (const char *)message, *at = base + field->offset;
    bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
    size_t count = list ? *(const size_t *)(const void *)(base + field->quantifier_offset) : 1;
    bool other = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
                 *(const uint32_t *)(const void *)(base + field->quantifier_offset) != field->id;
    if (other || !count || (!list && is_default(field->type, at)) || is_ignored(field->name) ||
        (special && special(writer, message, field->name)))
        return;
    pgp_write(writer, pgp_printf(writer->arena, " %s:", field->name));
    if (!list) {
        write_value(writer, field->type, at);
        return;
    }
    const char *items = *(const char *const *)(const void *)at;
    pgp_write(writer, "[");
    for (size_t i = 0; i < count; i++) {
        if (i)
            pgp_write(writer, " ");
        write_value(writer, field->type, items + i * pgp_tree_value_size(field->type));
    }
    pgp_write(writer, "]");
}

void pgp_write_fields(pgp_tree_writer *writer, const ProtobufCMessage *message, pgp_field_writer special) {
    for (unsigned i = 0; i < message->descriptor->n_fields && !writer->failed; i++)
        write_field(writer, message, &message->descriptor->fields[i], special);
}

static const ProtobufCMessage *inside(const PgQuery__Node *node) {
    if (!node || node->node_case == PG_QUERY__NODE__NODE__NOT_SET)
        return NULL;
    return (const ProtobufCMessage *)node->string; /* every member of the union is a pointer to a message */
}

void pgp_write_message(pgp_tree_writer *writer, const ProtobufCMessage *message) {
    if (message && message->descriptor == &pg_query__node__descriptor)
        message = inside((const PgQuery__Node *)message);
    if (!message) {
        pgp_write(writer, "_");
        return;
    }
    if (++writer->depth > MAX_DEPTH)
        writer->failed = true;
    if (!writer->failed && !pgp_write_expression(writer, message) && !pgp_write_query(writer, message)) {
        pgp_write(writer, "(");
        pgp_write(writer, message->descriptor->short_name);
        pgp_write_fields(writer, message, NULL);
        pgp_write(writer, ")");
    }
    writer->depth--;
}

void pgp_write_node(pgp_tree_writer *writer, const PgQuery__Node *node) {
    pgp_write_message(writer, inside(node));
}

void pgp_write_list(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *nodes) {
    for (size_t i = 0; i < n; i++) {
        pgp_write(writer, " ");
        pgp_write_node(writer, nodes[i]);
    }
}

/* -- texts that are no statement by themselves -------------------------------------------------------------
 */

/* What a property holds is told by how it begins: a rule, a function's body, a partition's bound or key. */
typedef struct frame {
    const char *word, *before, *after;
    bool opaque; /* names what is not in sight */
} frame;

static const frame frames[] = {
    {"on", "CREATE RULE r AS ", "", true},
    {"return", "CREATE FUNCTION f() RETURNS int LANGUAGE sql ", "", true},
    {"begin", "CREATE FUNCTION f() RETURNS int LANGUAGE sql ", "", true},
    {"for", "CREATE TABLE t PARTITION OF t ", "", false},
    {"default", "CREATE TABLE t PARTITION OF t ", "", false},
    {"range", "CREATE TABLE t () PARTITION BY ", "", false},
    {"list", "CREATE TABLE t () PARTITION BY ", "", false},
    {"hash", "CREATE TABLE t () PARTITION BY ", "", false},
};
static const frame query_frame = {.before = "", .after = ""};
/* The line end closes a comment. */
static const frame expression_frame = {.before = "SELECT (", .after = "\n)"};

static const frame *special_frame(const char *text) {
    text += strspn(text, " \t\r\n");
    size_t size = strcspn(text, " \t\r\n(");
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        if (strlen(frames[i].word) == size && strncasecmp(text, frames[i].word, size) == 0)
            return &frames[i];
    return NULL;
}

static bool parse_in(pgp_arena *arena, const frame *in, const char *text, pgp_tree *tree) {
    pgp_syntax_error error;
    if (pgp_tree_parse(arena, pgp_printf(arena, "%s%s%s", in->before, text, in->after), tree, &error) < 0)
        return false;
    if (tree->result->n_stmts == 1)
        return true;
    pgp_tree_free(tree);
    return false;
}

/* The frame in which the text parses; NULL: none. A column may be called "range", so the plain one is the
 * second choice. */
static const frame *parse(pgp_arena *arena, const char *text, bool is_query, pgp_tree *tree) {
    const frame *special = special_frame(text), *plain = is_query ? &query_frame : &expression_frame;
    if (special && parse_in(arena, special, text, tree))
        return special;
    return parse_in(arena, plain, text, tree) ? plain : NULL;
}

/* The expression between our brackets, if the text did not close them. */
static const PgQuery__Node *only_target(const PgQuery__Node *statement) {
    const PgQuery__SelectStmt *select = statement->select_stmt;
    if (statement->node_case != PG_QUERY__NODE__NODE_SELECT_STMT || select->n_target_list != 1 ||
        select->n_from_clause || select->where_clause || select->n_sort_clause ||
        select->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
        return NULL;
    return select->target_list[0]->res_target->val;
}

/* A literal that is all there is takes the type of what it is assigned to. */
static bool is_untyped(const PgQuery__Node *node) {
    return node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
           (node->a_const->isnull || node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL);
}

static void write_expression(pgp_tree_writer *writer, const PgQuery__Node *node) {
    const char *type = writer->about->result_type;
    if (type && is_untyped(node))
        pgp_write_cast(writer, node, pgp_canonical_type_text(writer->arena, type));
    else
        pgp_write_node(writer, node);
}

static void write_statement(pgp_tree_writer *writer, const frame *in, const PgQuery__Node *statement) {
    pgp_scope scope = {.opaque = in->opaque};
    const pgp_object *relation = writer->about->relation;
    if (relation) {
        pgp_from_item item = {
            .schema = relation->schema,
            .name = relation->name,
            .said = pgp_former_name(relation),
            .relation = relation,
            .known = true,
        };
        PGP_PUSH(writer->arena, scope.items, scope.count, scope.capacity, item);
    }
    if (relation || in->opaque)
        writer->scope = &scope;
    const PgQuery__Node *node = in == &expression_frame ? only_target(statement) : statement;
    if (!node)
        writer->failed = true;
    else if (in == &expression_frame)
        write_expression(writer, node);
    else
        pgp_write_node(writer, node);
}

const char *pgp_canonical_text(pgp_arena *arena, const pgp_canonical_about *about, const pgp_sql *sql,
                               bool is_query) {
    pgp_tree tree = {0};
    const frame *in = parse(arena, sql->text, is_query, &tree);
    if (!in)
        return NULL;
    pgp_tree_writer writer = {
        .arena = arena,
        .about = about,
        .path = pgp_split_names(arena, sql->path ? sql->path : "", ','),
        .out = pgp_text_new(arena),
        .limit = strlen(sql->text) * MAX_GROWTH + MIN_LIMIT,
    };
    write_statement(&writer, in, tree.result->stmts[0]->stmt);
    pgp_tree_free(&tree);
    return writer.failed ? NULL : writer.out.data;
}
