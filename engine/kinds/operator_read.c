/*
 * CREATE and ALTER OPERATOR in files.
 */
#include "kinds/operator.h"

#include "equal/builtin.h"
#include "kinds/reading.h"

#include <string.h>

static const pgp_definition_option options[] = {
    {"function", "procedure", PGP_OPTION_FUNCTION, offsetof(pgp_operator, function)},
    {"restrict", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_operator, restrict_function)},
    {"join", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_operator, join_function)},
    {"hashes", NULL, PGP_OPTION_FLAG, offsetof(pgp_operator, hashes)},
    {"merges", NULL, PGP_OPTION_FLAG, offsetof(pgp_operator, merges)},
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

/* A partner that is not there is made where new objects go. */
static pgp_status read_partner(pgp_parser *parser, const PgQuery__DefElem *option, const char *args,
                               const char **out) {
    PgQuery__Node *const *names;
    const char *schema, *symbol;
    size_t n;
    PGP_TRY(pgp_definition_name(parser, option, &n, &names));
    pgp_name_of_list(n, names, &schema, &symbol);
    const pgp_object *found = pgp_lookup_kind(parser, &pgp_kind_operator, schema, symbol, args);
    *out = pgp_operator_label(parser->model, found ? found->schema : pgp_creation_schema(parser, schema),
                              symbol);
    return PGP_OK;
}

static bool is_option(const PgQuery__DefElem *option, const char *name) {
    return strcmp(option->defname, name) == 0;
}

static pgp_status read_arguments(pgp_parser *parser, const PgQuery__DefineStmt *define,
                                 pgp_object *operator_) {
    const char *left = "NONE", *right = NULL;
    for (size_t i = 0; i < define->n_definition; i++) {
        const PgQuery__DefElem *option = define->definition[i]->def_elem;
        bool is_left = is_option(option, "leftarg");
        if (!is_left && !is_option(option, "rightarg"))
            continue;
        if (!option->arg || option->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME)
            return pgp_parse_fail(parser, PGP_INPUT, option->location, "%s needs a type", option->defname);
        PGP_TRY(pgp_read_argument_type(parser, option->arg->type_name, operator_, is_left ? &left : &right));
    }
    if (!right)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "the operator's right argument is missing");
    operator_->args = pgp_intern(parser->model, pgp_printf(parser->arena, "%s, %s", left, right));
    return PGP_OK;
}

static pgp_status read_option(pgp_parser *parser, pgp_operator *operator_, const PgQuery__DefElem *option) {
    pgp_object *object = &operator_->object;
    bool selectivity = is_option(option, "restrict") || is_option(option, "join");
    if (is_option(option, "leftarg") || is_option(option, "rightarg")) /* read already */
        return PGP_OK;
    if (is_option(option, "commutator"))
        return read_partner(parser, option, pgp_swapped_arguments(parser->model, object),
                            &operator_->commutator);
    if (is_option(option, "negator"))
        return read_partner(parser, option, object->args, &operator_->negator);
    if (is_option(option, "sort1") || is_option(option, "sort2") || is_option(option, "ltcmp") ||
        is_option(option, "gtcmp"))
        operator_->merges = true; /* of long ago */
    else if (selectivity && (!option->arg || pgp_same(pgp_definition_text(parser, option->arg), "none")))
        *(is_option(option, "join") ? &operator_->join_function : &operator_->restrict_function) = NULL;
    else
        return pgp_definition_read(parser, object, options, OPTION_COUNT, option);
    return PGP_OK;
}

/* -- partners -------------------------------------------------------------------------------------------------- */

/* What the server makes of a partner that is not there yet. */
static pgp_object *add_shell(pgp_parser *parser, const pgp_object *operator_, const char *label,
                             const char *args) {
    pgp_names names = pgp_label_names(parser->arena, label);
    pgp_object *shell = pgp_object_new(parser->model, &pgp_kind_operator, names.items[0], names.items[1]);
    shell->args = args;
    shell->where = operator_->where;
    pgp_model_add(parser->model, shell);
    return shell;
}

/* A partner that names none gets this operator for one: OperatorUpd() of src/backend/catalog/pg_operator.c. */
static void link_partner(pgp_parser *parser, pgp_object *operator_, bool negator) {
    pgp_model *model = parser->model;
    const char *label = *pgp_operator_partner(operator_, negator);
    if (!label || pgp_label_names(parser->arena, label).count != 2)
        return;
    const char *args = negator ? operator_->args : pgp_swapped_arguments(model, operator_);
    pgp_object *partner = pgp_operator_labeled(model, label, args);
    if (!partner)
        partner = add_shell(parser, operator_, label, args);
    const char **back = pgp_operator_partner(partner, negator);
    if (!*back)
        *back = pgp_operator_label(model, operator_->schema, operator_->name);
}

static void link_partners(pgp_parser *parser, pgp_object *operator_) {
    link_partner(parser, operator_, false);
    link_partner(parser, operator_, true);
}

/* -- statements ------------------------------------------------------------------------------------------------ */

static pgp_status add_operator(pgp_parser *parser, pgp_operator *operator_) {
    const pgp_object *new = &operator_->object;
    pgp_operator *existing =
        (pgp_operator *)pgp_model_find_kind(parser->model, new->kind, new->schema, new->name, new->args);
    if (!existing || existing->function)
        PGP_TRY(pgp_definition_add(parser, &operator_->object, false));
    else
        pgp_model_replace(&existing->object, new);
    link_partners(parser, existing ? &existing->object : &operator_->object);
    return PGP_OK;
}

pgp_status pgp_read_create_operator(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DefineStmt *define = statement->define_stmt;
    pgp_operator *operator_ =
        pgp_definition_new(parser, &pgp_kind_operator, define->n_defnames, define->defnames);
    PGP_TRY(read_arguments(parser, define, &operator_->object));
    for (size_t i = 0; i < define->n_definition; i++)
        PGP_TRY(read_option(parser, operator_, define->definition[i]->def_elem));
    return add_operator(parser, operator_);
}

pgp_status pgp_read_alter_operator(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterOperatorStmt *alter = statement->alter_operator_stmt;
    pgp_object *object;
    PGP_TRY(pgp_find_operator(parser, alter->opername, &object));
    if (!object)
        return PGP_OK;
    for (size_t i = 0; i < alter->n_options; i++) {
        const PgQuery__DefElem *option = alter->options[i]->def_elem;
        PGP_TRY(read_option(parser, (pgp_operator *)object, option));
        if (is_option(option, "commutator") || is_option(option, "negator"))
            link_partner(parser, object, is_option(option, "negator"));
    }
    return PGP_OK;
}

/* One of the system hides others, unless the path says that it comes after them. */
static bool is_of_system(pgp_parser *parser, const char *symbol, const char *args) {
    const pgp_names *path = &parser->path_schemas;
    bool listed = pgp_names_has(path, "pg_catalog");
    if (!pgp_is_builtin_operator(pgp_printf(parser->arena, "%s %s", symbol, args)))
        return false;
    for (size_t i = 0; listed && strcmp(path->items[i], "pg_catalog") != 0; i++)
        if (pgp_model_find_kind(parser->model, &pgp_kind_operator, path->items[i], symbol, args))
            return false;
    return true;
}

pgp_status pgp_find_operator(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, pgp_object **out) {
    const char *schema, *symbol, *args;
    pgp_name_of_list(name->n_objname, name->objname, &schema, &symbol);
    PGP_TRY(pgp_identity_of(parser, name, &args));
    if (!schema && is_of_system(parser, symbol, args))
        schema = "pg_catalog";
    *out = pgp_lookup_kind(parser, &pgp_kind_operator, schema, symbol, args);
    return *out ? PGP_OK
                : pgp_parse_later(parser, 0, "operator", schema,
                                  pgp_printf(parser->arena, "%s(%s)", symbol, args));
}
