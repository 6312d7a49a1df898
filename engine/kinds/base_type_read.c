/*
 * Base types in files. DefineStmt, the node of CREATE TYPE, is that of many kinds: what leads to each is here, too.
 */
#include "kinds/base_type.h"
#include "kinds/type.h"

#include <stdlib.h>
#include <string.h>

pgp_status pgp_read_define(pgp_parser *parser, const PgQuery__Node *statement) {
    switch (statement->define_stmt->kind) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE: return pgp_read_create_aggregate(parser, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE: return pgp_read_create_base_type(parser, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR: return pgp_read_create_operator(parser, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION: return pgp_read_create_collation(parser, statement);
    default: return pgp_read_create_text_search(parser, statement);
    }
}

const pgp_definition_option pgp_base_type_options[] = {
    {"input", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_base_type, input)},
    {"output", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_base_type, output)},
    {"receive", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_base_type, receive)},
    {"send", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_base_type, send)},
    {"typmod_in", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_base_type, typmod_in)},
    {"typmod_out", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_base_type, typmod_out)},
    {"analyze", "analyse", PGP_OPTION_FUNCTION, offsetof(pgp_base_type, analyze)},
    {"subscript", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_base_type, subscript)},
    {"passedbyvalue", NULL, PGP_OPTION_FLAG, offsetof(pgp_base_type, by_value)},
    {"alignment", NULL, PGP_OPTION_WORD, offsetof(pgp_base_type, alignment)},
    {"storage", NULL, PGP_OPTION_WORD, offsetof(pgp_base_type, storage)},
    {"category", NULL, PGP_OPTION_TEXT, offsetof(pgp_base_type, category)},
    {"preferred", NULL, PGP_OPTION_FLAG, offsetof(pgp_base_type, preferred)},
    {"default", NULL, PGP_OPTION_TEXT, offsetof(pgp_base_type, default_value)},
    {"delimiter", NULL, PGP_OPTION_TEXT, offsetof(pgp_base_type, delimiter)},
    {"collatable", NULL, PGP_OPTION_FLAG, offsetof(pgp_base_type, collatable)},
};
const size_t pgp_base_type_option_count = sizeof pgp_base_type_options / sizeof *pgp_base_type_options;

/* The representation of what LIKE names (pg_type.dat). */
static const struct {
    const char *name;
    int64_t length;
    bool by_value;
    const char *alignment, *storage;
} known_types[] = {
    {"bool", 1, true, "char", "plain"},         {"int2", 2, true, "int2", "plain"},
    {"int4", 4, true, "int4", "plain"},         {"int8", 8, true, "double", "plain"},
    {"oid", 4, true, "int4", "plain"},          {"float4", 4, true, "int4", "plain"},
    {"float8", 8, true, "double", "plain"},     {"money", 8, true, "double", "plain"},
    {"date", 4, true, "int4", "plain"},         {"time", 8, true, "double", "plain"},
    {"timestamp", 8, true, "double", "plain"},  {"timestamptz", 8, true, "double", "plain"},
    {"interval", 16, false, "double", "plain"}, {"uuid", 16, false, "char", "plain"},
    {"name", 64, false, "char", "plain"},       {"point", 16, false, "double", "plain"},
    {"box", 32, false, "double", "plain"},      {"macaddr", 6, false, "int4", "plain"},
    {"inet", -1, false, "int4", "main"},        {"numeric", -1, false, "int4", "main"},
    {"text", -1, false, "int4", "extended"},    {"bytea", -1, false, "int4", "extended"},
    {"varchar", -1, false, "int4", "extended"}, {"bpchar", -1, false, "int4", "extended"},
    {"json", -1, false, "int4", "extended"},    {"jsonb", -1, false, "int4", "extended"},
    {"xml", -1, false, "int4", "extended"},
};

static pgp_status read_like(pgp_parser *parser, pgp_base_type *type, const PgQuery__DefElem *option) {
    const char *schema, *name;
    PgQuery__Node *const *names;
    size_t n;
    PGP_TRY(pgp_definition_name(parser, option, &n, &names));
    pgp_name_of_list(n, names, &schema, &name);
    const pgp_base_type *found = (const pgp_base_type *)pgp_lookup(parser, PGP_SPACE_TYPE, schema, name);
    if (found && found->object.kind == &pgp_kind_base_type && found->input) {
        type->length = found->length;
        type->by_value = found->by_value;
        type->alignment = found->alignment;
        type->storage = found->storage;
        return PGP_OK;
    }
    for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++) {
        if (strcmp(known_types[i].name, name) != 0)
            continue;
        type->length = known_types[i].length;
        type->by_value = known_types[i].by_value;
        type->alignment = known_types[i].alignment;
        type->storage = known_types[i].storage;
        return PGP_OK;
    }
    return pgp_parse_unknown(parser, option->location, "LIKE of this type");
}

static bool is_option(const PgQuery__DefElem *option, const char *name) {
    return strcmp(option->defname, name) == 0;
}

static pgp_status read_option(pgp_parser *parser, pgp_base_type *type, const PgQuery__DefElem *option) {
    if (is_option(option, "like")) /* read already: it comes before what is said besides */
        return PGP_OK;
    if (is_option(option, "internallength")) {
        const char *length = pgp_definition_text(parser, option->arg);
        type->length = strcmp(length, "variable") == 0 ? -1 : strtoll(length, NULL, 10);
        return PGP_OK;
    }
    if (is_option(option, "element")) {
        if (!option->arg || option->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME)
            return pgp_parse_fail(parser, PGP_INPUT, option->location, "element needs a type");
        return pgp_read_argument_type(parser, option->arg->type_name, &type->object, &type->element);
    }
    return pgp_definition_read(parser, &type->object, pgp_base_type_options, pgp_base_type_option_count,
                               option);
}

/* The server's names for one alignment (DefineType() of src/backend/commands/typecmds.c). */
static const char *alignment_of(const char *word) {
    if (strcmp(word, "float8") == 0)
        return "double";
    return strcmp(word, "bpchar") == 0 ? "char" : word;
}

static void settle(pgp_base_type *type) {
    type->alignment = type->alignment ? alignment_of(type->alignment) : "int4";
    if (!type->storage)
        type->storage = "plain";
    if (!type->category)
        type->category = "U";
    if (!type->delimiter)
        type->delimiter = ",";
    if (type->element && !type->subscript)
        type->subscript = "raw_array_subscript_handler";
}

static pgp_status read_definition(pgp_parser *parser, const PgQuery__DefineStmt *define,
                                  pgp_base_type *type) {
    type->length = -1;
    for (size_t i = 0; i < define->n_definition; i++)
        if (is_option(define->definition[i]->def_elem, "like"))
            PGP_TRY(read_like(parser, type, define->definition[i]->def_elem));
    for (size_t i = 0; i < define->n_definition; i++)
        PGP_TRY(read_option(parser, type, define->definition[i]->def_elem));
    if (!type->input || !type->output)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "type input and output functions must be specified");
    settle(type);
    return PGP_OK;
}

/* Without a definition it is a shell, which a later statement fills. */
pgp_status pgp_read_create_base_type(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DefineStmt *define = statement->define_stmt;
    const char *schema, *name;
    pgp_name_of_list(define->n_defnames, define->defnames, &schema, &name);
    pgp_base_type *existing = (pgp_base_type *)pgp_model_find(
        parser->model, PGP_SPACE_TYPE, pgp_creation_schema(parser, schema), name, NULL);
    bool fills =
        existing && existing->object.kind == &pgp_kind_base_type && !existing->input && define->n_definition;
    pgp_base_type *type;
    if (fills)
        type = pgp_definition_new(parser, &pgp_kind_base_type, define->n_defnames, define->defnames);
    else
        PGP_TRY(pgp_type_new(parser, &pgp_kind_base_type, schema, name, &type));
    if (define->n_definition)
        PGP_TRY(read_definition(parser, define, type));
    if (fills)
        pgp_model_replace(&existing->object, &type->object);
    else
        pgp_model_add(parser->model, &type->object);
    return PGP_OK;
}

/* SET (…) with NONE for no function. */
pgp_status pgp_read_alter_type(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterTypeStmt *alter = statement->alter_type_stmt;
    pgp_base_type *type;
    PGP_TRY(pgp_type_find(parser, &pgp_kind_base_type, alter->n_type_name, alter->type_name, &type));
    if (!type->input)
        return pgp_parse_later(parser, 0, "definition of type", type->object.schema, type->object.name);
    for (size_t i = 0; i < alter->n_options; i++) {
        const PgQuery__DefElem *option = alter->options[i]->def_elem;
        const pgp_definition_option *known = pgp_base_type_options;
        const char *value = option->arg ? pgp_definition_text(parser, option->arg) : "none";
        while (known < pgp_base_type_options + pgp_base_type_option_count && !is_option(option, known->name))
            known++;
        bool function =
            known < pgp_base_type_options + pgp_base_type_option_count && known->type == PGP_OPTION_FUNCTION;
        if (function && strcmp(value, "none") == 0)
            *(const char **)(void *)((char *)type + known->offset) = NULL;
        else
            PGP_TRY(read_option(parser, type, option));
    }
    return PGP_OK;
}
