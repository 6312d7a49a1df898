/*
 * DO blocks: the statements in them, whichever of them run.
 */
#include "lint/linter.h"
#include "parse/lexer.h"

#include <string.h>

static const char *option(const PgQuery__DoStmt *block, const char *name) {
    for (size_t i = 0; i < block->n_args; i++)
        if (strcmp(block->args[i]->def_elem->defname, name) == 0)
            return pgp_string_of(block->args[i]->def_elem->arg);
    return NULL;
}

/* SQL that is put together while it runs. */
static bool is_dynamic(const char *body) {
    size_t size = strlen(body);
    for (pgp_token t = pgp_lex(body, size, 0); t.type != PGP_TOKEN_END; t = pgp_lex(body, size, t.end))
        if (pgp_token_is(body, &t, "execute"))
            return true;
    return false;
}

static void free_tree(void *tree) {
    pgp_tree_free(tree);
}

static pgp_status read_query(pgp_linter *l, pgp_tree *tree, const char *sql,
                             pgp_status (*read)(pgp_linter *l, const PgQuery__Node *statement)) {
    pgp_syntax_error error;
    if (pgp_tree_parse(l->arena, sql, tree, &error) != 0) {
        l->opaque = true;
        return PGP_OK;
    }
    l->parser.statement = sql;
    l->parser.statement_size = strlen(sql);
    for (size_t i = 0; i < tree->result->n_stmts; i++)
        PGP_TRY(read(l, tree->result->stmts[i]->stmt));
    return PGP_OK;
}

static pgp_status read_queries(pgp_linter *l, const pgp_body *body,
                               pgp_status (*read)(pgp_linter *l, const PgQuery__Node *statement)) {
    pgp_tree *tree = PGP_NEW(l->arena, pgp_tree);
    const pgp_parser outside = l->parser;
    bool alone = !l->session.open;
    pgp_defer(l->arena, free_tree, tree);
    l->session.open = l->in_block = true;
    for (size_t i = 0; i < body->count; i++)
        PGP_TRY(read_query(l, tree, body->queries[i].sql, read));
    l->in_block = false;
    if (alone)
        pgp_lint_leave(l);
    l->parser = outside;
    return PGP_OK;
}

pgp_status pgp_lint_block(pgp_linter *l, const PgQuery__DoStmt *block,
                          pgp_status (*read)(pgp_linter *l, const PgQuery__Node *statement)) {
    const char *language = option(block, "language"), *text = option(block, "as");
    pgp_function function = {
        .object = {.kind = &pgp_kind_function, .name = "block"}, .returns = "void", .body = text};
    pgp_body body;
    l->opaque = true;
    if (!text || (language && strcmp(language, "plpgsql") != 0))
        return PGP_OK;
    PGP_TRY(pgp_read_plpgsql(l->context, &function, &body));
    l->opaque = body.error || body.unread || is_dynamic(text);
    return read_queries(l, &body, read);
}
