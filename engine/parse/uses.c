#include "parse/uses.h"

#include "parse/lexer.h"
#include "parse/statements.h"

#include <string.h>

/* -- text ------------------------------------------------------------------------------------------------ */

static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_identifier(const char *text, const pgp_token *token, const char *name) {
    const char *t = text + token->start, *end = text + token->end;
    bool quoted = token->type == PGP_TOKEN_QUOTED && *t == '"';
    if (token->type != PGP_TOKEN_WORD && !quoted)
        return false;
    if (quoted) {
        t++;
        end--;
    }
    for (; t < end && *name; t++, name++) {
        if ((quoted ? *t : fold(*t)) != *name)
            return false;
        if (quoted && *t == '"')
            t++;
    }
    return t == end && !*name;
}

static bool is_char(const char *text, const pgp_token *token, char c) {
    return token->type == PGP_TOKEN_OTHER && text[token->start] == c;
}

/* The tokens around the one that is looked at. */
typedef struct window {
    const char *text;
    size_t size;
    pgp_token before2, before, here, after;
} window;

static bool move(window *w) {
    w->before2 = w->before;
    w->before = w->here;
    w->here = w->after;
    if (w->here.type != PGP_TOKEN_END)
        w->after = pgp_lex(w->text, w->size, w->here.end);
    return w->here.type != PGP_TOKEN_END;
}

/* nextval('name'), 'name'::regclass: the only literals that are names. */
static bool is_regclass(const window *w) {
    bool sequence = pgp_token_is(w->text, &w->before2, "nextval") ||
                    pgp_token_is(w->text, &w->before2, "currval") ||
                    pgp_token_is(w->text, &w->before2, "setval");
    if (is_char(w->text, &w->before, '(') && sequence)
        return true;
    if (!is_char(w->text, &w->after, ':'))
        return false;
    pgp_token type = pgp_lex(w->text, w->size, w->after.end + 1);
    return pgp_token_is(w->text, &type, "regclass");
}

/* The literal of the window with the name in it replaced; NULL: it is none, or of another name. */
static const char *replaced_literal(pgp_arena *arena, const window *w, pgp_use use, const char *old,
                                    const char *label) {
    if (w->here.type != PGP_TOKEN_QUOTED || w->text[w->here.start] != '\'' || !is_regclass(w))
        return NULL;
    size_t size = w->here.end - w->here.start;
    pgp_names names = pgp_label_names(arena, pgp_strndup(arena, w->text + w->here.start + 1, size - 2));
    if (use == PGP_USE_RELATION && names.count <= 2 && strcmp(names.items[names.count - 1], old) == 0)
        return pgp_literal(arena, label);
    if (use != PGP_USE_SCHEMA || names.count != 2 || strcmp(names.items[0], old) != 0)
        return NULL;
    return pgp_literal(arena, pgp_printf(arena, "%s.%s", label, pgp_quoted(arena, names.items[1])));
}

static bool is_use(const window *w, pgp_use use) {
    switch (use) {
    case PGP_USE_COLUMN:
        return !is_char(w->text, &w->after, '(') && !is_char(w->text, &w->after, '.') &&
               !is_char(w->text, &w->before, ':');
    case PGP_USE_RELATION:
    case PGP_USE_SCHEMA: return is_char(w->text, &w->after, '.');
    case PGP_USE_TYPE:
        return is_char(w->text, &w->before, ':') || is_char(w->text, &w->before, '.') ||
               pgp_token_is(w->text, &w->before, "as");
    case PGP_USE_FUNCTION: return is_char(w->text, &w->after, '(');
    case PGP_USE_LABEL: break;
    }
    return false;
}

/* A qualified name is replaced as a whole, a column's table or a schema's object stays. */
static size_t start_of(const window *w, pgp_use use) {
    bool qualified = is_char(w->text, &w->before, '.') && w->before2.end > w->before2.start;
    return qualified && use != PGP_USE_COLUMN && use != PGP_USE_SCHEMA ? w->before2.start : w->here.start;
}

const char *pgp_text_replace(pgp_arena *arena, const char *text, pgp_use use, const char *old,
                             const char *label) {
    window w = {.text = text, .size = strlen(text)};
    pgp_text out = pgp_text_new(arena);
    size_t copied = 0;
    w.after = pgp_lex(text, w.size, 0);
    while (move(&w)) {
        const char *literal = replaced_literal(arena, &w, use, old, label);
        if (!literal && !(is_identifier(text, &w.here, old) && is_use(&w, use)))
            continue;
        size_t start = literal ? w.here.start : start_of(&w, use);
        pgp_text_addn(&out, text + copied, start - copied);
        pgp_text_add(&out, literal ? literal : label);
        copied = w.here.end;
    }
    if (!copied)
        return text;
    pgp_text_add(&out, text + copied);
    return out.data;
}

static void replace_sql(pgp_arena *arena, pgp_sql *sql, pgp_use use, const char *old, const char *label) {
    if (!sql->text)
        return;
    sql->text = pgp_text_replace(arena, sql->text, use, old, label);
}

void pgp_object_replace(pgp_arena *arena, pgp_object *object, pgp_use use, const char *old,
                        const char *label) {
    for (size_t i = 0; i < object->kind->property_count; i++) {
        const pgp_property *property = &object->kind->properties[i];
        void *value = (char *)object + property->offset;
        if (property->type == PGP_VALUE_EXPRESSION || property->type == PGP_VALUE_QUERY)
            replace_sql(arena, value, use, old, label);
        if (property->type == PGP_VALUE_KEYS)
            for (size_t k = 0; k < ((pgp_keys *)value)->count; k++)
                replace_sql(arena, &((pgp_keys *)value)->items[k].expression, use, old, label);
        if (property->type == PGP_VALUE_ARGUMENTS)
            for (size_t a = 0; a < ((pgp_arguments *)value)->count; a++)
                replace_sql(arena, &((pgp_arguments *)value)->items[a].default_value, use, old, label);
    }
}

/* -- references ------------------------------------------------------------------------------------------ */

static bool fits(const pgp_reference *reference, const pgp_object *object) {
    switch (reference->type) {
    case PGP_REF_RELATION: return object->kind->space == PGP_SPACE_RELATION;
    case PGP_REF_COLUMN:
        return object->kind->space == PGP_SPACE_RELATION && pgp_same(reference->relation, object->name);
    case PGP_REF_TYPE:
        return object->kind->space == PGP_SPACE_TYPE || object->kind->space == PGP_SPACE_RELATION;
    case PGP_REF_FUNCTION: return object->kind->space == PGP_SPACE_FUNCTION;
    case PGP_REF_OTHER: return object->kind->name == reference->kind_name;
    default: return false;
    }
}

static bool is_reference_to(pgp_parser *parser, const pgp_reference *reference, const pgp_object *object) {
    const char *name = reference->type == PGP_REF_COLUMN ? reference->relation : reference->name;
    if (!fits(reference, object) || strcmp(name, object->name) != 0)
        return false;
    if (reference->schema || !object->schema)
        return pgp_same(reference->schema, object->schema);
    pgp_names path = pgp_path_schemas(parser, reference->path);
    for (size_t i = 0; i < path.count; i++) {
        if (pgp_same(path.items[i], object->schema))
            return true;
        if (pgp_model_find_kind(parser->model, object->kind, path.items[i], name, object->args))
            return false;
    }
    return false;
}

bool pgp_refers(pgp_parser *parser, const pgp_object *user, const pgp_object *object) {
    for (const pgp_reference *r = user->references; r; r = r->next)
        if (is_reference_to(parser, r, object))
            return true;
    return false;
}

void pgp_refer_anew(pgp_parser *parser, pgp_object *user, const pgp_object *object, const char *schema,
                    const char *name) {
    for (pgp_reference *r = user->references; r; r = r->next) {
        if (!is_reference_to(parser, r, object))
            continue;
        r->schema = pgp_intern(parser->model, schema);
        if (r->type == PGP_REF_COLUMN)
            r->relation = pgp_intern(parser->model, name);
        else
            r->name = pgp_intern(parser->model, name);
    }
}

/* -- labels ---------------------------------------------------------------------------------------------- */

static const char *find_label(const char *text, const char *label) {
    size_t size = strlen(label);
    for (const char *found = text; (found = strstr(found, label)); found++) {
        bool starts = found == text || strchr(" ,(", found[-1]);
        if (starts && strchr(" ,([].", found[size])) /* also the end of the text */
            return found;
    }
    return NULL;
}

static const char *relabeled(pgp_arena *arena, const char *text, const char *from, const char *to) {
    pgp_text out = pgp_text_new(arena);
    for (const char *found; (found = find_label(text, from)); text = found + strlen(from)) {
        pgp_text_addn(&out, text, (size_t)(found - text));
        pgp_text_add(&out, to);
    }
    pgp_text_add(&out, text);
    return out.data;
}

/* Properties that hold labels and types, by kind. */
static const struct {
    const pgp_kind *kind;
    const char *property;
} labels[] = {
    {&pgp_kind_domain, "base_type"},
    {&pgp_kind_range, "subtype"},
    {&pgp_kind_range, "canonical"},
    {&pgp_kind_range, "subtype_diff"},
    {&pgp_kind_function, "returns"},
    {&pgp_kind_function, "transforms"},
    {&pgp_kind_procedure, "transforms"},
    {&pgp_kind_aggregate, "state_function"},
    {&pgp_kind_aggregate, "state_type"},
    {&pgp_kind_aggregate, "final_function"},
    {&pgp_kind_aggregate, "combine_function"},
    {&pgp_kind_aggregate, "sort_operator"},
    {&pgp_kind_domain, "collation"},
    {&pgp_kind_range, "collation"},
    {&pgp_kind_range, "subtype_opclass"},
    {&pgp_kind_column, "collation"},
    {&pgp_kind_conversion, "function"},
    {&pgp_kind_base_type, "input"},
    {&pgp_kind_base_type, "output"},
    {&pgp_kind_base_type, "receive"},
    {&pgp_kind_base_type, "send"},
    {&pgp_kind_base_type, "typmod_in"},
    {&pgp_kind_base_type, "typmod_out"},
    {&pgp_kind_base_type, "analyze"},
    {&pgp_kind_base_type, "subscript"},
    {&pgp_kind_base_type, "element"},
    {&pgp_kind_cast, "function"},
    {&pgp_kind_operator, "function"},
    {&pgp_kind_operator, "commutator"},
    {&pgp_kind_operator, "negator"},
    {&pgp_kind_operator, "restrict_function"},
    {&pgp_kind_operator, "join_function"},
    {&pgp_kind_operator_family, "members"},
    {&pgp_kind_operator_class, "members"},
    {&pgp_kind_operator_class, "type"},
    {&pgp_kind_operator_class, "family"},
    {&pgp_kind_operator_class, "storage"},
    {&pgp_kind_text_search_parser, "start"},
    {&pgp_kind_text_search_parser, "gettoken"},
    {&pgp_kind_text_search_parser, "end"},
    {&pgp_kind_text_search_parser, "lextypes"},
    {&pgp_kind_text_search_parser, "headline"},
    {&pgp_kind_text_search_template, "init"},
    {&pgp_kind_text_search_template, "lexize"},
    {&pgp_kind_text_search_dictionary, "template"},
    {&pgp_kind_text_search_configuration, "parser"},
    {&pgp_kind_text_search_configuration, "mappings"},
    {&pgp_kind_sequence, "owned_by"},
    {&pgp_kind_table, "partition_of"},
    {&pgp_kind_table, "inherits"},
    {&pgp_kind_table, "of_type"},
    {&pgp_kind_column, "type"},
    {&pgp_kind_constraint, "referenced"},
    {&pgp_kind_constraint, "attached_to"},
    {&pgp_kind_index, "attached_to"},
    {&pgp_kind_trigger, "function"},
    {&pgp_kind_trigger, "referenced"},
    {&pgp_kind_access_method, "handler"},
    {&pgp_kind_language, "handler"},
    {&pgp_kind_language, "inline_handler"},
    {&pgp_kind_language, "validator"},
    {&pgp_kind_transform, "from_sql"},
    {&pgp_kind_transform, "to_sql"},
    {&pgp_kind_wrapper, "handler"},
    {&pgp_kind_wrapper, "validator"},
    {&pgp_kind_event_trigger, "function"},
};

static bool holds_labels(const pgp_kind *kind, const char *property) {
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (labels[i].kind == kind && strcmp(labels[i].property, property) == 0)
            return true;
    return false;
}

typedef struct label_visit {
    pgp_model *model; /* NULL: only look */
    const char *from, *to;
    bool found;
} label_visit;

static void visit_text(label_visit *v, const char **text) {
    if (!*text || !find_label(*text, v->from))
        return;
    v->found = true;
    if (v->model)
        *text = pgp_intern(v->model, relabeled(v->model->arena, *text, v->from, v->to));
}

static void visit_key(label_visit *v, pgp_key *key) {
    visit_text(v, &key->collation);
    visit_text(v, &key->opclass);
    visit_text(v, &key->operator_);
}

static void visit_labels(label_visit *v, pgp_object *user) {
    for (size_t i = 0; i < user->kind->property_count; i++) {
        const pgp_property *property = &user->kind->properties[i];
        void *value = (char *)user + property->offset;
        if (property->type == PGP_VALUE_ARGUMENTS)
            for (size_t a = 0; a < ((pgp_arguments *)value)->count; a++)
                visit_text(v, &((pgp_arguments *)value)->items[a].type);
        if (property->type == PGP_VALUE_KEYS)
            for (size_t k = 0; k < ((pgp_keys *)value)->count; k++)
                visit_key(v, &((pgp_keys *)value)->items[k]);
        if (!holds_labels(user->kind, property->name))
            continue;
        if (property->type == PGP_VALUE_TEXT)
            visit_text(v, value);
        else
            for (size_t n = 0; n < ((pgp_names *)value)->count; n++)
                visit_text(v, &((pgp_names *)value)->items[n]);
    }
}

bool pgp_names_label(const pgp_object *user, const char *label) {
    label_visit v = {.from = label};
    visit_labels(&v, (pgp_object *)(uintptr_t)user);
    return v.found;
}

void pgp_relabel(pgp_model *model, pgp_object *user, const char *from, const char *to) {
    label_visit v = {.model = model, .from = from, .to = to};
    visit_labels(&v, user);
    if (user->kind == &pgp_kind_publication_table && find_label(user->name, from))
        pgp_model_rename(model, user, NULL, relabeled(model->arena, user->name, from, to), NULL);
    if (user->args && find_label(user->args, from))
        pgp_model_rename(model, user, user->schema, user->name,
                         relabeled(model->arena, user->args, from, to));
}

/* -- names of objects that live in no schema ------------------------------------------------------------- */

static const struct {
    const pgp_kind *used, *user;
    size_t offset; /* of the user's property */
} plain_names[] = {
    {&pgp_kind_language, &pgp_kind_function, offsetof(pgp_function, language)},
    {&pgp_kind_language, &pgp_kind_procedure, offsetof(pgp_function, language)},
    {&pgp_kind_language, &pgp_kind_transform, offsetof(pgp_object, args)},
    {&pgp_kind_access_method, &pgp_kind_table, offsetof(pgp_table, access_method)},
    {&pgp_kind_access_method, &pgp_kind_materialized_view, offsetof(pgp_view, access_method)},
    {&pgp_kind_access_method, &pgp_kind_index, offsetof(pgp_index, method)},
    {&pgp_kind_server, &pgp_kind_table, offsetof(pgp_table, server)},
    {&pgp_kind_wrapper, &pgp_kind_server, offsetof(pgp_server, wrapper)},
};

void pgp_rename_plainly(pgp_model *model, pgp_object *user, const pgp_object *object, const char *name) {
    for (size_t i = 0; i < sizeof plain_names / sizeof *plain_names; i++) {
        const char **said = (const char **)(void *)((char *)user + plain_names[i].offset);
        if (plain_names[i].used != object->kind || plain_names[i].user != user->kind ||
            !pgp_same(*said, object->name))
            continue;
        if (said == &user->args)
            pgp_model_rename(model, user, user->schema, user->name, name);
        else
            *said = pgp_intern(model, name);
    }
}
