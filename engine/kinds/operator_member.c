/*
 * Members of operator families, and whether they hang on a class or on the family itself: that is for the access method to say
 * (amadjustmembers() of each, src/backend/access).
 */
#include "kinds/operator.h"
#include "parse/lexer.h"

#include <string.h>

/* -- as text -------------------------------------------------------------------------------------------------- */

const char *pgp_member_key(pgp_arena *arena, const char *member) {
    size_t size = strlen(member), open = 0, head;
    pgp_token token = pgp_lex(member, size, 0);
    head = pgp_lex(member, size, token.end).end; /* "OPERATOR 1" */
    for (token = pgp_lex(member, size, head); token.type != PGP_TOKEN_END;
         token = pgp_lex(member, size, token.end)) {
        if (token.type == PGP_TOKEN_OTHER && member[token.start] == '(' && !open)
            open = token.start;
        else if (token.type == PGP_TOKEN_OTHER && member[token.start] == ')')
            break;
    }
    return pgp_printf(arena, "%.*s %.*s", (int)head, member, (int)(token.end - open), member + open);
}

bool pgp_member_is_there(pgp_arena *arena, const pgp_names *members, const char *key) {
    for (size_t i = 0; i < members->count; i++)
        if (strcmp(pgp_member_key(arena, members->items[i]), key) == 0)
            return true;
    return false;
}

void pgp_member_remove(pgp_arena *arena, pgp_names *members, const char *key) {
    pgp_names kept = {0};
    for (size_t i = 0; i < members->count; i++)
        if (strcmp(pgp_member_key(arena, members->items[i]), key) != 0)
            pgp_names_add(arena, &kept, members->items[i]);
    *members = kept;
}

/* -- reading ----------------------------------------------------------------------------------------------- */

enum { OPERATOR_ITEM = 1, FUNCTION_ITEM = 2 }; /* OPCLASS_ITEM_… of src/include/nodes/parsenodes.h */

typedef struct member {
    pgp_parser *parser;
    const PgQuery__CreateOpClassItem *item;
    pgp_operator_class *class_; /* NULL: ALTER OPERATOR FAMILY */
    pgp_operator_family *family;
    pgp_object *user;  /* takes the references */
    const char *types; /* "integer, integer" */
    const char *text;
} member;

pgp_status pgp_read_member_types(pgp_parser *parser, size_t n, PgQuery__Node *const *types, pgp_object *user,
                                 const char **out) {
    const char *left, *right;
    PGP_TRY(pgp_read_argument_type(parser, types[0]->type_name, user, &left));
    PGP_TRY(pgp_read_argument_type(parser, types[n > 1 ? 1 : 0]->type_name, user, &right));
    *out = pgp_intern(parser->model, pgp_printf(parser->arena, "%s, %s", left, right));
    return PGP_OK;
}

static const char *both(pgp_parser *parser, const char *type) {
    return pgp_printf(parser->arena, "%s, %s", type, type);
}

static pgp_status read_operator(member *m) {
    pgp_parser *parser = m->parser;
    const PgQuery__ObjectWithArgs *name = m->item->name;
    const char *schema, *symbol, *family = NULL;
    pgp_name_of_list(name->n_objname, name->objname, &schema, &symbol);
    if (name->n_objargs)
        PGP_TRY(pgp_identity_of(parser, name, &m->types));
    else if (m->class_)
        m->types = both(parser, m->class_->type);
    else
        return pgp_parse_fail(parser, PGP_INPUT, 0, "operator argument types must be specified");
    const pgp_object *found = pgp_lookup_kind(parser, &pgp_kind_operator, schema, symbol, m->types);
    bool builtin = schema && strcmp(schema, "pg_catalog") == 0;
    if (!found && !builtin && !parser->last_chance)
        return pgp_parse_later(parser, 0, "operator", schema, symbol);
    if (m->item->n_order_family)
        PGP_TRY(pgp_family_label(parser, m->item->n_order_family, m->item->order_family, "btree", m->user,
                                 &family));
    pgp_refer_named(parser, m->user, &pgp_kind_operator, found ? found->schema : schema, symbol, 0);
    const char *label = pgp_operator_label(parser->model, found ? found->schema : schema, symbol);
    m->text = pgp_printf(parser->arena, "OPERATOR %d %s (%s)%s%s", m->item->number, label, m->types,
                         family ? " FOR ORDER BY " : "", family ? family : "");
    return PGP_OK;
}

/* assignProcTypes() of src/backend/commands/opclasscmds.c. */
static const char *default_types(const member *m, const char *args) {
    const char *method = m->family->object.args;
    bool btree = strcmp(method, "btree") == 0, hash = strcmp(method, "hash") == 0;
    pgp_names types = pgp_split_types(m->parser->arena, args);
    if (btree && m->item->number == 1)
        return args;
    if (btree && m->item->number == 3) { /* in_range(value, base, offset, …) */
        pgp_names rest = pgp_split_types(m->parser->arena, types.items[1]);
        return pgp_printf(m->parser->arena, "%s, %s", types.items[0],
                          pgp_split_types(m->parser->arena, rest.items[1]).items[0]);
    }
    if (hash && (m->item->number == 1 || m->item->number == 2))
        return both(m->parser, types.items[0]);
    return m->class_ ? both(m->parser, m->class_->type) : NULL;
}

static pgp_status read_function(member *m) {
    const PgQuery__CreateOpClassItem *item = m->item;
    const char *signature, *args;
    PGP_TRY(pgp_function_signature(m->parser, item->name, m->user, &signature, &args));
    if (item->n_class_args)
        PGP_TRY(pgp_read_member_types(m->parser, item->n_class_args, item->class_args, m->user, &m->types));
    else if (!(m->types = default_types(m, args)))
        return pgp_parse_fail(m->parser, PGP_INPUT, 0, "associated data types must be specified");
    m->text = pgp_printf(m->parser->arena, "FUNCTION %d (%s) %s", item->number, m->types, signature);
    return PGP_OK;
}

/* -- where it hangs ------------------------------------------------------------------------------------------ */

static pgp_operator_class *class_for(const member *m, const char *type) {
    if (m->class_ && strcmp(m->class_->type, type) == 0)
        return m->class_;
    const char *family = pgp_label_of(m->parser, &m->family->object);
    for (pgp_object *o = m->parser->model->objects; o; o = o->sibling) {
        pgp_operator_class *class_ = (pgp_operator_class *)o;
        if (o->kind == &pgp_kind_operator_class && strcmp(o->args, m->family->object.args) == 0 &&
            strcmp(class_->family, family) == 0 && strcmp(class_->type, type) == 0)
            return class_;
    }
    return NULL;
}

/* Support functions that a class of the access method cannot do without, as bits by their number. */
static const struct {
    const char *method;
    unsigned required;
} required_functions[] = {{"gist", 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6 | 1 << 7},
                          {"gin", 1 << 2 | 1 << 3},
                          {"spgist", 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5}};

/* NULL: on the family. */
static pgp_operator_class *hangs_on(const member *m) {
    const char *method = m->family->object.args;
    bool function = m->item->itemtype == FUNCTION_ITEM;
    if (strcmp(method, "btree") == 0 || strcmp(method, "hash") == 0) {
        pgp_names types = pgp_split_types(m->parser->arena, m->types);
        bool loose = strcmp(types.items[0], types.items[1]) != 0 || (function && m->item->number != 1);
        return loose ? NULL : class_for(m, types.items[0]);
    }
    for (size_t i = 0; i < sizeof required_functions / sizeof *required_functions; i++)
        if (strcmp(required_functions[i].method, method) == 0)
            return function && m->item->number < 32 && required_functions[i].required >> m->item->number & 1
                       ? m->class_
                       : NULL;
    return m->class_;
}

pgp_status pgp_read_member(pgp_parser *parser, const PgQuery__CreateOpClassItem *item,
                           pgp_operator_class *class_, pgp_operator_family *family) {
    pgp_object collector = {0};
    member m = {.parser = parser, .item = item, .class_ = class_, .family = family, .user = &collector};
    PGP_TRY(item->itemtype == OPERATOR_ITEM ? read_operator(&m) : read_function(&m));
    pgp_operator_class *on = hangs_on(&m);
    pgp_object *owner = on ? &on->object : &family->object;
    pgp_names *members = on ? &on->members : &family->members;
    const char *key = pgp_member_key(parser->arena, m.text);
    pgp_member_remove(parser->arena, members, key); /* of a statement that is read again */
    pgp_names_add(parser->arena, members, pgp_intern(parser->model, m.text));
    *members = pgp_names_sorted(parser->arena, *members);
    for (pgp_reference *r = collector.references, *next; r; r = next) {
        next = r->next;
        r->next = owner->references;
        owner->references = r;
    }
    return PGP_OK;
}
