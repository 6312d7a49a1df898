/*
 * Migrations: the files one after the other, statement by statement.
 */
#include "hazard/analysis.h"
#include "lint/linter.h"
#include "parse/directives.h"
#include "parse/encoding.h"
#include "parse/split.h"
#include "parse/statements.h"
#include "plan/online.h"

#include <string.h>

#define NODE(name) PG_QUERY__NODE__NODE_##name

/* -- statements of files --------------------------------------------------------------------------------------------- */

typedef struct walk {
    pgp_linter *l;
    const pgp_lint_pass *pass;
    pgp_tree tree;
    size_t at, counted, last_end;
    int line;
} walk;

static void free_tree(void *tree) {
    pgp_tree_free(tree);
}

static void count_lines(walk *w, const pgp_input *input, size_t to) {
    for (; w->counted < to; w->counted++)
        w->line += input->text[w->counted] == '\n';
}

static void enter(walk *w, const pgp_input *input, size_t start, size_t size) {
    pgp_linter *l = w->l;
    pgp_parser *parser = &l->parser;
    parser->statement_offset = start;
    parser->statement_line = w->line;
    parser->statement = pgp_strndup(l->arena, input->text + start, size);
    parser->statement_size = size;
    l->from = pgp_parse_where(parser, 0);
    l->to = pgp_parse_where(parser, (int)size);
}

static pgp_status check_text(pgp_parser *parser) {
    size_t valid = pgp_utf8_valid(parser->statement, parser->statement_size);
    return valid == parser->statement_size ? PGP_OK
                                           : pgp_parse_fail(parser, PGP_INPUT, (int)valid, "invalid UTF-8");
}

static pgp_status parse(walk *w) {
    unsigned newer;
    pgp_syntax_error error;
    pgp_parser *parser = &w->l->parser;
    PGP_TRY(check_text(parser));
    parser->statement = pgp_downgrade(w->l->arena, parser->statement, &newer);
    parser->statement_size = strlen(parser->statement);
    if (pgp_tree_parse(w->l->arena, parser->statement, &w->tree, &error) == 0)
        return PGP_OK;
    return pgp_parse_fail(parser, PGP_INPUT, error.offset < 0 ? 0 : error.offset, "%s", error.message);
}

/* Comments go to a model of their own: what they stand beside need not be anything that is declared. */
static pgp_status read_comments(walk *w, size_t start, size_t end) {
    pgp_parser parser = w->l->parser;
    if (!w->pass->comments || !pgp_has_directives(parser.input))
        return PGP_OK;
    parser.model = w->l->comments;
    PGP_TRY(pgp_read_directives(&parser, w->last_end, start, end));
    w->l->parser.directive_statement = parser.directive_statement;
    w->last_end = end;
    return PGP_OK;
}

static pgp_status read_one(walk *w, pgp_token first) {
    bool unterminated = false;
    const pgp_input *input = w->l->parser.input;
    size_t end = pgp_statement_end(input, first, &w->at, &unterminated);
    enter(w, input, first.start, end - first.start);
    PGP_TRY(read_comments(w, first.start, end));
    PGP_TRY(parse(w));
    for (size_t i = 0; i < w->tree.result->n_stmts; i++) {
        const PgQuery__Node *statement = w->tree.result->stmts[i]->stmt;
        if (statement->node_case == NODE(DO_STMT))
            PGP_TRY(pgp_lint_block(w->l, statement->do_stmt, w->pass->read));
        PGP_TRY(w->pass->read(w->l, statement));
        if (statement->node_case == NODE(COPY_STMT) && pgp_rows_follow(statement->copy_stmt))
            w->at = pgp_rows_end(input, w->at);
    }
    return PGP_OK;
}

static pgp_status unknown_command(walk *w, pgp_token name) {
    const char *text = w->l->parser.input->text + name.start;
    return pgp_parse_fail(&w->l->parser, PGP_INPUT, 0, "psql command \"\\%.*s\" is not supported",
                          (int)(name.end - name.start), text);
}

static pgp_status read_input(walk *w, const pgp_input *input) {
    w->l->parser.input = input;
    w->at = w->counted = w->last_end = 0;
    w->line = 1;
    pgp_session_start(&w->l->parser);
    if (w->pass->begin)
        w->pass->begin(w->l);
    for (;;) {
        pgp_token name, first = pgp_lex(input->text, input->size, w->at);
        count_lines(w, input, first.start);
        bool other = first.type == PGP_TOKEN_OTHER;
        if (first.unterminated || first.type == PGP_TOKEN_END)
            break;
        if (other && input->text[first.start] == ';') {
            w->at = first.end;
        } else if (other && input->text[first.start] == '\\') {
            enter(w, input, first.start, first.end - first.start);
            if (!pgp_skip_command(input, first.start, &w->at, &name))
                return unknown_command(w, name);
        } else {
            PGP_TRY(read_one(w, first));
        }
    }
    enter(w, input, input->size, 0);
    PGP_TRY(read_comments(w, input->size, input->size));
    if (w->pass->end)
        w->pass->end(w->l);
    return PGP_OK;
}

pgp_status pgp_lint_each(pgp_linter *l, const pgp_lint_pass *pass, const pgp_input *inputs, size_t count) {
    walk *w = PGP_NEW(l->arena, walk);
    *w = (walk){.l = l, .pass = pass};
    pgp_defer(l->arena, free_tree, &w->tree);
    for (size_t i = 0; i < count; i++)
        PGP_TRY(read_input(w, &inputs[i]));
    return PGP_OK;
}

/* -- hazards ------------------------------------------------------------------------------------------------------------ */

bool pgp_lint_is_fresh(const pgp_linter *l, const char *label) {
    for (size_t i = 0; i < l->fresh.count; i++) {
        size_t size = strlen(l->fresh.items[i]);
        if (strncmp(label, l->fresh.items[i], size) == 0 && (!label[size] || label[size] == '.'))
            return true;
    }
    return false;
}

/* Known to be so; what a server has never analyzed may be large. */
static bool is_small(const pgp_linter *l, const char *label) {
    for (size_t i = 0; i < l->analysis.effects.count; i++) {
        const pgp_effect *effect = &l->analysis.effects.items[i];
        const pgp_table *table = (const pgp_table *)effect->relation;
        if (strcmp(effect->label, label) == 0 && effect->relation &&
            effect->relation->kind == &pgp_kind_table && l->parser.model->server_version &&
            table->rows >= 0 && table->pages >= 0)
            return table->pages * 8192 <= PGP_ONLINE_ABOVE;
    }
    return false;
}

/* Of a table that nobody knows it cannot be said that it has no index for a column that it had before. */
static bool is_guess(const pgp_linter *l, const pgp_finding *finding) {
    return strcmp(finding->hazard->code, "unindexed-foreign-key") == 0 &&
           pgp_names_has(&l->unknown, finding->label);
}

static void find_hazards(pgp_linter *l) {
    const pgp_findings *found = &l->analysis.findings;
    for (size_t i = 0; i < found->count; i++) {
        const pgp_finding *finding = &found->items[i];
        bool small = finding->hazard->by_size && is_small(l, finding->label);
        if (!pgp_lint_is_fresh(l, finding->label) && !small && !is_guess(l, finding))
            pgp_lint_find(l, finding->hazard->code, -1, finding->label, finding->what);
    }
}

static void add_fresh(pgp_linter *l, const PgQuery__RangeVar *name) {
    if (name && *name->relname)
        pgp_names_add(l->arena, &l->fresh, pgp_lint_label(l, name));
}

/* What the statement has made is nobody's concern in this file. */
static void remember_fresh(pgp_linter *l, const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(CREATE_STMT): add_fresh(l, statement->create_stmt->relation); break;
    case NODE(CREATE_FOREIGN_TABLE_STMT):
        add_fresh(l, statement->create_foreign_table_stmt->base_stmt->relation);
        break;
    case NODE(CREATE_TABLE_AS_STMT): add_fresh(l, statement->create_table_as_stmt->into->rel); break;
    case NODE(VIEW_STMT): add_fresh(l, statement->view_stmt->view); break;
    case NODE(CREATE_SEQ_STMT): add_fresh(l, statement->create_seq_stmt->sequence); break;
    case NODE(INDEX_STMT):
        if (*statement->index_stmt->idxname) {
            PgQuery__RangeVar index = *statement->index_stmt->relation;
            index.relname = statement->index_stmt->idxname;
            add_fresh(l, &index);
        }
        break;
    default: break;
    }
}

static pgp_status look_at(pgp_linter *l, const PgQuery__Node *statement) {
    const char *path = *l->parser.path ? l->parser.path : NULL;
    l->out->statements++;
    pgp_lint_follow(l, statement);
    if (statement->node_case == NODE(VARIABLE_SET_STMT))
        PGP_TRY(pgp_read_set(&l->parser, statement));
    PGP_TRY(pgp_analyze(l->analyzer, l->parser.statement, path, &l->analysis));
    find_hazards(l);
    pgp_lint_locks(l, statement);
    pgp_lint_statement(l, statement);
    pgp_lint_columns(l, statement);
    pgp_lint_remember_keys(l, statement);
    remember_fresh(l, statement);
    return PGP_OK;
}

/* -- everything ----------------------------------------------------------------------------------------------------------- */

typedef struct task {
    pgp_linter *l;
    const pgp_input *inputs;
    size_t count;
} task;

static pgp_status lint(pgp_context *context, void *argument) {
    static const pgp_lint_pass pass = {
        .begin = pgp_lint_begin, .read = look_at, .end = pgp_lint_end, .comments = true};
    task *t = argument;
    pgp_linter *l = t->l;
    int version = l->options->server_version;
    PGP_TRY(pgp_lint_stand_in(l, t->inputs, t->count));
    l->analyzer =
        pgp_analyzer_new(context, l->parser.model, version ? version : l->parser.model->server_version);
    PGP_TRY(pgp_lint_each(l, &pass, t->inputs, t->count));
    pgp_lint_unindexed_keys(l);
    pgp_lint_settle(l, PGP_LINT_MIGRATION);
    l->out->files = t->count;
    return PGP_OK;
}

static pgp_model *empty_model(pgp_arena *arena) {
    pgp_model *model = pgp_model_new(arena);
    pgp_object *public_schema = pgp_object_new(model, &pgp_kind_schema, NULL, "public");
    public_schema->flags |= PGP_OBJECT_BUILTIN;
    pgp_model_add(model, public_schema);
    return model;
}

pgp_status pgp_lint_migrations(pgp_context *context, pgp_model *before, const pgp_input *inputs, size_t count,
                               const pgp_lint_options *options, pgp_lint_findings *out) {
    pgp_linter *l = PGP_NEW(context->arena, pgp_linter);
    pgp_model *model = before ? before : empty_model(context->arena);
    *out = (pgp_lint_findings){.count = 0};
    *l = (pgp_linter){.context = context,
                      .arena = context->arena,
                      .options = options,
                      .out = out,
                      .parser = {.context = context, .model = model, .arena = model->arena},
                      .comments = pgp_model_new(context->arena),
                      .knows_before = before != NULL};
    task t = {.l = l, .inputs = inputs, .count = count};
    return pgp_with_stack(context, lint, &t);
}
