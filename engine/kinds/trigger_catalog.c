/*
 * Triggers of a live database: from the columns of pg_trigger, not from pg_get_triggerdef, which costs a catalog
 * look-up or ten for each; only a WHEN condition needs it.
 */
#include "kinds/reading.h"
#include "kinds/trigger.h"

#include "parse/lexer.h"

#include <string.h>

/* Partitions' copies of triggers count only where not all triggers fire as usual. */
#define SOME_UNUSUAL "SELECT bool_or(u.tgenabled <> 'O') FROM pg_trigger u"

static const char query[] =
    "SELECT t.oid, t.tgrelid, t.tgname, t.tgtype, t.tgenabled, f.nspname, p.proname,"
    " CASE WHEN t.tgattr <> '' THEN"
    " ARRAY(SELECT a.attname FROM unnest(t.tgattr) WITH ORDINALITY u (attnum, n)"
    " JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = u.attnum ORDER BY u.n) END,"
    " encode(t.tgargs, 'hex'), CASE WHEN t.tgqual IS NOT NULL THEN pg_get_triggerdef(t.oid) END,"
    " t.tgconstraint, t.tgdeferrable, t.tginitdeferred, CASE WHEN t.tgconstrrelid <> 0 THEN"
    " (SELECT ARRAY[rn.nspname, r.relname] FROM pg_class r"
    " JOIN pg_namespace rn ON rn.oid = r.relnamespace WHERE r.oid = t.tgconstrrelid) END,"
    " t.tgoldtable, t.tgnewtable, t.tgparentid <> 0"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace f ON f.oid = p.pronamespace"
    " WHERE (CASE WHEN t.tgparentid = 0 THEN NOT t.tgisinternal ELSE (" SOME_UNUSUAL
    ") END) AND " PGP_USER_SCHEMA " ORDER BY n.nspname, c.relname, t.tgname";

enum {
    OID,
    RELATION,
    NAME,
    TYPE,
    ENABLED,
    FUNCTION_SCHEMA,
    FUNCTION,
    COLUMNS,
    ARGUMENTS,
    DEFINITION,
    CONSTRAINT,
    DEFERRABLE,
    DEFERRED,
    REFERENCED,
    OLD_TABLE,
    NEW_TABLE,
    IS_COPY
};

const char *pgp_trigger_query(int server_version) {
    (void)server_version;
    return query;
}

const char *pgp_after_word(const char *text, const char *word) {
    size_t size = strlen(text);
    int depth = 0;
    pgp_token token = pgp_lex(text, size, 0);
    for (; token.type != PGP_TOKEN_END; token = pgp_lex(text, size, token.end)) {
        char c = token.type == PGP_TOKEN_OTHER ? text[token.start] : '\0';
        depth += (c == '(') - (c == ')');
        if (depth == 0 && pgp_token_is(text, &token, word))
            return text + pgp_lex(text, size, token.end).start;
    }
    return NULL;
}

/* The inside of the brackets that `text` begins with. */
static const char *inside_brackets(pgp_arena *arena, const char *text) {
    size_t size = strlen(text);
    int depth = 0;
    pgp_token token = pgp_lex(text, size, 0);
    for (; token.type != PGP_TOKEN_END; token = pgp_lex(text, size, token.end)) {
        char c = token.type == PGP_TOKEN_OTHER ? text[token.start] : '\0';
        depth += (c == '(') - (c == ')');
        if (depth == 0)
            return pgp_strndup(arena, text + 1, token.start - 1);
    }
    return NULL;
}

static unsigned hex_digit(char c) {
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* tgargs: each argument ends in a zero byte. */
static pgp_names decode_arguments(pgp_model *model, const char *hex) {
    pgp_names arguments = {0};
    size_t size = hex ? strlen(hex) / 2 : 0;
    char *bytes = pgp_alloc(model->arena, size + 1);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    for (size_t start = 0; start < size; start += strlen(bytes + start) + 1)
        pgp_names_add(model->arena, &arguments, bytes + start);
    return arguments;
}

static const char *qualified(const pgp_row *row, int schema, int name) {
    pgp_model *model = row->catalog->model;
    if (pgp_row_null(row, name))
        return NULL;
    return pgp_intern(model, pgp_quoted2(model->arena, pgp_row_text(row, schema), pgp_row_text(row, name)));
}

static void read_trigger(pgp_trigger *trigger, const pgp_row *row) {
    pgp_model *model = row->catalog->model;
    int type = (int)pgp_row_int(row, TYPE);
    pgp_names columns = pgp_row_names(row, COLUMNS), referenced = pgp_row_names(row, REFERENCED);
    const char *definition = pgp_row_string(row, DEFINITION);
    trigger->timing = pgp_trigger_timing(type);
    trigger->events = pgp_intern(model, pgp_trigger_events(model->arena, type, &columns));
    trigger->level = type & PGP_TRIGGER_ROW ? "row" : "statement";
    trigger->function = qualified(row, FUNCTION_SCHEMA, FUNCTION);
    trigger->arguments = decode_arguments(model, pgp_row_string(row, ARGUMENTS));
    trigger->enabled = pgp_enabled_text(pgp_row_char(row, ENABLED));
    trigger->constraint = pgp_row_oid(row, CONSTRAINT) != InvalidOid;
    trigger->deferrable = pgp_row_bool(row, DEFERRABLE);
    trigger->initially_deferred = pgp_row_bool(row, DEFERRED);
    if (referenced.count == 2)
        trigger->referenced =
            pgp_intern(model, pgp_quoted2(model->arena, referenced.items[0], referenced.items[1]));
    trigger->old_table = pgp_row_text(row, OLD_TABLE);
    trigger->new_table = pgp_row_text(row, NEW_TABLE);
    if (definition)
        trigger->condition =
            (pgp_sql){.text = inside_brackets(model->arena, pgp_after_word(definition, "when")), .path = ""};
}

pgp_status pgp_trigger_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_object *relation = pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, RELATION), 0);
    if (!relation || (relation->flags & PGP_OBJECT_MEMBER))
        return PGP_OK;
    if (pgp_row_bool(row, IS_COPY)) {
        pgp_trigger_copy_state(catalog->model->arena, (pgp_table *)relation, pgp_row_text(row, NAME),
                               pgp_enabled_text(pgp_row_char(row, ENABLED)));
        return PGP_OK;
    }
    pgp_trigger *trigger = pgp_object_new(catalog->model, &pgp_kind_trigger, NULL, pgp_row_text(row, NAME));
    trigger->object.parent = relation;
    read_trigger(trigger, row);
    pgp_model_add(catalog->model, &trigger->object);
    pgp_catalog_register(catalog, PGP_CLASS_TRIGGER, pgp_row_oid(row, OID), 0, &trigger->object);
    if (trigger->constraint)
        pgp_catalog_register(catalog, PGP_CLASS_CONSTRAINT, pgp_row_oid(row, CONSTRAINT), 0,
                             &trigger->object);
    return PGP_OK;
}
