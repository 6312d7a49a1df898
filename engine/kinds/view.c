/*
 * Views and materialized views: their properties and the statements that make, change and remove them.
 */
#include "kinds/view.h"

#include "kinds/ddl.h"
#include "kinds/reading.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the tables below. */
enum { VIEW_QUERY, VIEW_OPTIONS, VIEW_TABLESPACE, VIEW_ACCESS_METHOD };

static const pgp_property view_properties[] = {
    PGP_PROPERTY(pgp_view, query, PGP_VALUE_QUERY, 0),
    PGP_PROPERTY(pgp_view, options, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_view, named, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_view, columns, PGP_VALUE_NAMES, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_view, column_types, PGP_VALUE_NAMES, PGP_PROPERTY_HIDDEN),
};

static const pgp_property materialized_view_properties[] = {
    PGP_PROPERTY(pgp_view, query, PGP_VALUE_QUERY, 0),
    PGP_PROPERTY(pgp_view, options, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_view, tablespace, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_view, access_method, PGP_VALUE_TEXT, 0),
    /* Whether it holds rows now is a state, not schema: pg_dump writes every one WITH NO DATA. */
    PGP_PROPERTY(pgp_view, unpopulated, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_view, named, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_view, columns, PGP_VALUE_NAMES, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_view, column_types, PGP_VALUE_NAMES, PGP_PROPERTY_HIDDEN),
};

bool pgp_is_view(const pgp_object *object) {
    return object->kind == &pgp_kind_view || object->kind == &pgp_kind_materialized_view;
}

bool pgp_has_column(const pgp_object *relation, const char *name) {
    static const char *const system[] = {"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"};
    for (size_t i = 0; i < sizeof system / sizeof *system; i++)
        if (strcmp(system[i], name) == 0)
            return true;
    if (pgp_is_view(relation))
        return pgp_names_has(&((const pgp_view *)relation)->columns, name);
    return pgp_child(relation, &pgp_kind_column, name);
}

/* -- comparing ----------------------------------------------------------------------------------------- */

/* A server or the judge said them all, with types; a file says those of CREATE VIEW v (a, b). */
static bool knows_columns(const pgp_view *view) {
    return view->column_types.count > 0;
}

static bool is_prefix(const pgp_names *prefix, const pgp_names *names) {
    if (prefix->count > names->count)
        return false;
    for (size_t i = 0; i < prefix->count; i++)
        if (strcmp(prefix->items[i], names->items[i]) != 0)
            return false;
    return true;
}

/* Explicit column names are part of what the query says. */
static bool same_columns(const pgp_view *a, const pgp_view *b) {
    if (knows_columns(a) == knows_columns(b))
        return pgp_same_names(&a->columns, &b->columns);
    return knows_columns(a) ? is_prefix(&b->columns, &a->columns) : is_prefix(&a->columns, &b->columns);
}

static bool view_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                      const pgp_object *desired) {
    const pgp_view *a = (const pgp_view *)live, *b = (const pgp_view *)desired;
    if (property->type == PGP_VALUE_QUERY && !same_columns(a, b))
        return false;
    return pgp_same_property(comparison, property, live, desired);
}

/* CREATE OR REPLACE VIEW may only append columns. */
static pgp_way view_way(const pgp_change *change) {
    const pgp_view *live = (const pgp_view *)change->live, *desired = (const pgp_view *)change->desired;
    if (!PGP_CHANGED(change, VIEW_QUERY))
        return PGP_IN_PLACE;
    bool appends = knows_columns(live) && knows_columns(desired) &&
                   is_prefix(&live->columns, &desired->columns) &&
                   is_prefix(&live->column_types, &desired->column_types);
    return appends ? PGP_IN_PLACE : PGP_REBUILD;
}

static pgp_way materialized_view_way(const pgp_change *change) {
    /* SET ACCESS METHOD would do from 15 on, and writes every row anew just the same. */
    bool anew = PGP_CHANGED(change, VIEW_QUERY) || PGP_CHANGED(change, VIEW_ACCESS_METHOD);
    return anew ? PGP_REBUILD : PGP_IN_PLACE;
}

/* -- statements ---------------------------------------------------------------------------------------- */

static const char *summary_of(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "%s %s", object->kind->name, pgp_object_label(emitter->arena, object));
}

/* NAME (columns) … WITH (options) … AS query. */
static void add_definition(pgp_text *sql, const pgp_view *view) {
    const char *options = pgp_options_set(sql->arena, NULL, &view->options);
    pgp_sql_qualified(sql, view->object.schema, view->object.name);
    /* A query that the server printed names its columns itself. */
    if (view->named && *view->query.path) {
        pgp_text_add(sql, " (");
        pgp_sql_names(sql, view->columns.items, view->columns.count);
        pgp_text_add(sql, ")");
    }
    if (view->access_method) {
        pgp_text_add(sql, " USING ");
        pgp_sql_name(sql, view->access_method);
    }
    if (options)
        pgp_text_addf(sql, " WITH (%s)", options);
    if (view->tablespace) {
        pgp_text_add(sql, " TABLESPACE ");
        pgp_sql_name(sql, view->tablespace);
    }
    pgp_text_addf(sql, " AS\n%s", view->query.text + strspn(view->query.text, " \n"));
}

static void emit_definition(pgp_emitter *emitter, const pgp_view *view, char sign, const char *start,
                            const char *end) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_add(&sql, start);
    add_definition(&sql, view);
    pgp_text_add(&sql, end);
    pgp_step *step = pgp_emit(emitter, sign, &view->object, summary_of(emitter, &view->object), sql.data);
    pgp_emit_running_path(emitter, step, &view->query);
}

static void view_create(pgp_emitter *emitter, pgp_object *object) {
    emit_definition(emitter, (const pgp_view *)object, '+', "CREATE VIEW ", "");
}

/* A materialized view that is replaced holds rows again if it did before, or is to now: another may read it. */
static bool without_data(const pgp_emitter *emitter, const pgp_view *view) {
    const pgp_change *change = emitter->change;
    if (change && change->action == PGP_REPLACE)
        return view->unpopulated && ((const pgp_view *)change->live)->unpopulated;
    return view->unpopulated;
}

static void materialized_view_create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_view *view = (const pgp_view *)object;
    emit_definition(emitter, view, '+', "CREATE MATERIALIZED VIEW ",
                    without_data(emitter, view) ? "\nWITH NO DATA" : "");
}

static void emit_alter(pgp_emitter *emitter, const pgp_object *object, const char *action) {
    char *sql = pgp_printf(emitter->arena, "ALTER %s %s %s", object->kind->sql,
                           pgp_sql_object(emitter->arena, object), action);
    pgp_emit(emitter, '~', object, summary_of(emitter, object), sql);
}

static void alter_options(pgp_emitter *emitter, const pgp_view *live, const pgp_view *desired) {
    const char *reset = pgp_options_reset(emitter->arena, &live->options, &desired->options);
    const char *set = pgp_options_set(emitter->arena, &live->options, &desired->options);
    if (reset)
        emit_alter(emitter, &desired->object, pgp_printf(emitter->arena, "RESET (%s)", reset));
    if (set)
        emit_alter(emitter, &desired->object, pgp_printf(emitter->arena, "SET (%s)", set));
}

static void view_alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_view *desired = (const pgp_view *)change->desired;
    if (PGP_CHANGED(change, VIEW_QUERY)) /* it sets the options, too */
        emit_definition(emitter, desired, '~', "CREATE OR REPLACE VIEW ", "");
    else if (PGP_CHANGED(change, VIEW_OPTIONS))
        alter_options(emitter, (const pgp_view *)change->live, desired);
}

static void materialized_view_alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_view *desired = (const pgp_view *)change->desired;
    if (PGP_CHANGED(change, VIEW_OPTIONS))
        alter_options(emitter, (const pgp_view *)change->live, desired);
    if (PGP_CHANGED(change, VIEW_TABLESPACE)) {
        const char *name = desired->tablespace ? desired->tablespace : "pg_default";
        emit_alter(emitter, &desired->object,
                   pgp_printf(emitter->arena, "SET TABLESPACE %s", pgp_quoted(emitter->arena, name)));
    }
}

static void view_drop(pgp_emitter *emitter, const pgp_object *object) {
    char *sql =
        pgp_printf(emitter->arena, "DROP %s %s", object->kind->sql, pgp_sql_object(emitter->arena, object));
    pgp_step *step = pgp_emit(emitter, '-', object, summary_of(emitter, object), sql);
    bool for_good = emitter->change && emitter->change->action == PGP_DROP;
    if (object->kind->holds_data && for_good)
        pgp_emit_destroys(emitter, step,
                          pgp_printf(emitter->arena, "data of materialized view %s",
                                     pgp_object_label(emitter->arena, object)));
}

const pgp_kind pgp_kind_view = {
    .name = "view",
    .title = "views",
    .sql = "VIEW",
    .space = PGP_SPACE_RELATION,
    .size = sizeof(pgp_view),
    .order = 60,
    .properties = view_properties,
    .property_count = sizeof view_properties / sizeof *view_properties,
    .query = pgp_view_query,
    .presence = "pg_class WHERE relkind IN ('v', 'm') AND oid >= 16384",
    .row = pgp_view_row,
    .same = view_same,
    .way = view_way,
    .create = view_create,
    .alter = view_alter,
    .drop = view_drop,
};

const pgp_kind pgp_kind_materialized_view = {
    .name = "materialized_view",
    .title = "materialized views",
    .sql = "MATERIALIZED VIEW",
    .space = PGP_SPACE_RELATION,
    .size = sizeof(pgp_view),
    .order = 61,
    .holds_data = true,
    .properties = materialized_view_properties,
    .property_count = sizeof materialized_view_properties / sizeof *materialized_view_properties,
    .same = view_same,
    .way = materialized_view_way,
    .create = materialized_view_create,
    .alter = materialized_view_alter,
    .drop = view_drop,
};
