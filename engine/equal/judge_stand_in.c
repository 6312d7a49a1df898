/*
 * Queries over relations that change in the same plan.
 *
 * The live relation is not what the query will see, so the question is asked of a stand-in: a temporary table
 * with the desired columns, or a temporary view of the desired query, under a name of its own that is put
 * into the query's text where the relation is named, and taken out again of what the server prints.
 */
#include "base/splice.h"
#include "equal/judge.h"
#include "kinds/reading.h"
#include "kinds/view.h"
#include "parse/lexer.h"
#include "parse/visit.h"

#include <string.h>

enum { DEEPEST = 100 }; /* views over views; a file could define them in a circle */

/* -- what stands for what -------------------------------------------------------------------------------- */

typedef struct stand_in {
    const pgp_object *relation;
    const char *name;
} stand_in;

struct pgp_stand_ins {
    stand_in *items;
    size_t count, capacity;
    int depth;
};

static const char *name_of(const struct pgp_stand_ins *all, const pgp_object *relation) {
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].relation == relation)
            return all->items[i].name;
    }
    return NULL;
}

static void add_setup(pgp_judging *judging, pgp_question *question, const char *path, const char *sql) {
    pgp_setup setup = {path, sql};
    PGP_PUSH(judging->arena, question->setup, question->setup_count, question->setup_capacity, setup);
}

static const pgp_constraint *primary_key(const pgp_object *table) {
    for (const pgp_object *child = table->children; child; child = child->sibling) {
        const pgp_constraint *constraint = (const pgp_constraint *)child;
        if (child->kind == &pgp_kind_constraint && strcmp(constraint->type, "primary key") == 0)
            return constraint;
    }
    return NULL;
}

/* With the primary key, on which GROUP BY may rely. */
static void make_table(pgp_judging *judging, pgp_question *question, const pgp_object *table,
                       const char *name) {
    const pgp_constraint *key = primary_key(table);
    add_setup(judging, question, "", pgp_stand_in(judging, table, name, false));
    if (!key)
        return;
    pgp_text sql = pgp_text_new(judging->arena);
    pgp_text_addf(&sql, "ALTER TABLE pg_temp.%s ADD PRIMARY KEY (", name);
    pgp_sql_names(&sql, key->columns.items, key->columns.count);
    pgp_text_add(&sql, ")");
    add_setup(judging, question, "", sql.data);
}

static bool make_view(pgp_judging *judging, pgp_question *question, const pgp_view *view, const char *name) {
    const char *query = pgp_query_over_stand_ins(judging, question, view);
    if (query)
        add_setup(judging, question, view->query.path, pgp_temporary_view(judging->arena, view, name, query));
    return query != NULL;
}

/* The name of the relation's stand-in, made when it is not there yet; NULL: it cannot be made. */
static const char *stand_in_for(pgp_judging *judging, pgp_question *question, const pgp_object *relation) {
    struct pgp_stand_ins *all = question->stand_ins;
    const char *name = name_of(all, relation);
    if (name || all->depth >= DEEPEST)
        return name;
    all->depth++;
    name = pgp_printf(judging->arena, "pgp_stand_in_%zu_%d", all->count, all->depth);
    if (relation->kind == &pgp_kind_table)
        make_table(judging, question, relation, name);
    else if (!pgp_is_view(relation) || !make_view(judging, question, (const pgp_view *)relation, name))
        name = NULL;
    all->depth--;
    stand_in item = {relation, name};
    if (name)
        PGP_PUSH(judging->arena, all->items, all->count, all->capacity, item);
    return name;
}

/* -- into the query -------------------------------------------------------------------------------------- */

typedef struct splicer {
    pgp_judging *judging;
    pgp_question *question;
    const pgp_view *view;
    const char *text;
    size_t size;
    pgp_names local; /* names that WITH clauses define */
    pgp_splices splices;
    bool failed;
} splicer;

static void collect_local(void *argument, const ProtobufCMessage *message) {
    splicer *s = argument;
    if (message->descriptor == &pg_query__common_table_expr__descriptor)
        pgp_names_add(s->judging->arena, &s->local, ((const PgQuery__CommonTableExpr *)message)->ctename);
}

/* What the query means by this name among the relations that it needs and that change. */
static const pgp_object *find_unsettled(splicer *s, const PgQuery__RangeVar *name) {
    const pgp_object *found = NULL;
    bool local = !*name->schemaname && pgp_names_has(&s->local, name->relname);
    for (uint32_t i = 0; !local && i < s->view->object.need_count; i++) {
        const pgp_object *needed = s->view->object.needs[i];
        if (needed->kind->space != PGP_SPACE_RELATION || strcmp(needed->name, name->relname) != 0)
            continue;
        if (*name->schemaname && strcmp(needed->schema, name->schemaname) != 0)
            continue;
        s->failed |= found != NULL; /* the same name in two schemas: which one is meant depends on the path */
        found = needed;
    }
    return found && pgp_is_unsettled(s->judging, found) ? found : NULL;
}

/* Where the name that begins at `start` ends: one to three words with dots between. */
static size_t end_of_name(const splicer *s, const PgQuery__RangeVar *name) {
    pgp_token token = pgp_lex(s->text, s->size, (size_t)name->location);
    int dots = (*name->catalogname != '\0') + (*name->schemaname != '\0');
    for (int i = 0; i < 2 * dots; i++)
        token = pgp_lex(s->text, s->size, token.end);
    return token.end;
}

static void splice_relation(void *argument, const ProtobufCMessage *message) {
    splicer *s = argument;
    if (message->descriptor != &pg_query__range_var__descriptor)
        return;
    const PgQuery__RangeVar *name = (const PgQuery__RangeVar *)message;
    const pgp_object *relation = find_unsettled(s, name);
    if (!relation)
        return;
    pgp_arena *arena = s->judging->arena;
    const char *stand_in_name = stand_in_for(s->judging, s->question, relation);
    s->failed |= !stand_in_name;
    const char *text = pgp_printf(arena, name->alias ? "pg_temp.%s" : "pg_temp.%s AS %s",
                                  stand_in_name ? stand_in_name : "", pgp_quoted(arena, relation->name));
    pgp_splice_add(arena, &s->splices, (size_t)name->location, end_of_name(s, name), text);
}

/* Column references with a schema cannot reach an alias. */
static const char *without_schemas(pgp_judging *judging, const pgp_view *view) {
    pgp_sql sql = view->query;
    for (uint32_t i = 0; i < view->object.need_count; i++) {
        const pgp_object *needed = view->object.needs[i];
        if (needed->kind->space == PGP_SPACE_RELATION && pgp_is_unsettled(judging, needed))
            sql.text = pgp_own_text(judging, needed, &sql);
    }
    return sql.text;
}

static bool needs_stand_ins(pgp_judging *judging, const pgp_view *view) {
    for (uint32_t i = 0; i < view->object.need_count; i++) {
        if (pgp_is_unsettled(judging, pgp_object_top(view->object.needs[i])))
            return true;
    }
    return false;
}

const char *pgp_query_over_stand_ins(pgp_judging *judging, pgp_question *question, const pgp_view *view) {
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (!needs_stand_ins(judging, view))
        return view->query.text;
    if (!question->stand_ins)
        question->stand_ins = PGP_NEW(judging->arena, struct pgp_stand_ins);
    splicer s = {
        .judging = judging, .question = question, .view = view, .text = without_schemas(judging, view)};
    s.size = strlen(s.text);
    if (pgp_tree_parse(judging->arena, s.text, &tree, &error) != 0)
        return NULL;
    pgp_visit(&tree.result->base, collect_local, &s);
    pgp_visit(&tree.result->base, splice_relation, &s);
    pgp_tree_free(&tree);
    return s.failed ? NULL : pgp_spliced(judging->arena, &s.splices, s.text);
}

/* -- out of the answer ----------------------------------------------------------------------------------- */

static bool token_is(const char *text, const pgp_token *token, const char *name) {
    size_t size = token->end - token->start;
    return strlen(name) == size && strncmp(text + token->start, name, size) == 0;
}

static const pgp_object *stood_for(const struct pgp_stand_ins *all, const char *text,
                                   const pgp_token *token) {
    for (size_t i = 0; i < all->count; i++) {
        if (token_is(text, token, all->items[i].name))
            return all->items[i].relation;
    }
    return NULL;
}

/* The alias that was added with the stand-in goes with it. */
const char *pgp_without_stand_ins(pgp_arena *arena, const pgp_question *question, const char *text) {
    size_t size = strlen(text), kept = 0;
    if (!question->stand_ins)
        return text;
    pgp_text out = pgp_text_new(arena);
    for (pgp_token token = pgp_lex(text, size, 0); token.type != PGP_TOKEN_END;
         token = pgp_lex(text, size, token.end)) {
        const pgp_object *relation = stood_for(question->stand_ins, text, &token);
        if (!relation)
            continue;
        pgp_text_addn(&out, text + kept, token.start - kept);
        pgp_sql_qualified(&out, relation->schema, relation->name);
        pgp_token alias = pgp_lex(text, size, token.end);
        kept = token_is(text, &alias, pgp_quoted(arena, relation->name)) ? alias.end : token.end;
    }
    pgp_text_add(&out, text + kept);
    return out.data;
}
