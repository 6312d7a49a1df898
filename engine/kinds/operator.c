/*
 * Operators. A shell is what the server makes of a commutator or negator that does not exist: it has no function.
 */
#include "kinds/operator.h"
#include "kinds/ddl.h"

#include <string.h>

enum { FUNCTION, COMMUTATOR, NEGATOR, RESTRICT, JOIN, HASHES, MERGES };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_operator, function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator, commutator, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator, negator, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator, restrict_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator, join_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator, hashes, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_operator, merges, PGP_VALUE_BOOL, 0),
};

/* -- names -------------------------------------------------------------------------------------------------- */

const char *pgp_operator_label(pgp_model *model, const char *schema, const char *symbol) {
    if (!schema || strcmp(schema, "pg_catalog") == 0)
        return pgp_intern(model, symbol);
    return pgp_intern(model, pgp_printf(model->arena, "%s.%s", pgp_quoted(model->arena, schema), symbol));
}

pgp_object *pgp_operator_labeled(const pgp_model *model, const char *label, const char *args) {
    pgp_names names = pgp_label_names(model->arena, label);
    if (names.count != 2)
        return NULL;
    return pgp_model_find_kind(model, &pgp_kind_operator, names.items[0], names.items[1], args);
}

/* A comma in a quoted name is none between types. */
pgp_names pgp_split_types(pgp_arena *arena, const char *types) {
    const char *comma = types;
    pgp_names both = {0};
    for (bool quoted = false; *comma && (quoted || *comma != ','); comma++)
        quoted ^= *comma == '"';
    pgp_names_add(arena, &both, pgp_strndup(arena, types, (size_t)(comma - types)));
    pgp_names_add(arena, &both, *comma ? comma + strlen(", ") : "");
    return both;
}

const char *pgp_swapped_arguments(pgp_model *model, const pgp_object *operator_) {
    pgp_names types = pgp_split_types(model->arena, operator_->args);
    return pgp_intern(model, pgp_printf(model->arena, "%s, %s", types.items[1], types.items[0]));
}

/* -- partners ------------------------------------------------------------------------------------------------ */

const char **pgp_operator_partner(pgp_object *operator_, bool negator) {
    return negator ? &((pgp_operator *)operator_)->negator : &((pgp_operator *)operator_)->commutator;
}

static const char *partner_in(const pgp_object *object, bool negator) {
    const pgp_operator *operator_ = (const pgp_operator *)object;
    return negator ? operator_->negator : operator_->commutator;
}

static const char *partner_arguments(pgp_model *model, const pgp_object *operator_, bool negator) {
    return negator ? operator_->args : pgp_swapped_arguments(model, operator_);
}

/* A shell is there when its operator is. One that is filled forgets whose partner it was: what is so has to come second again. */
static void order_partner(pgp_model *model, pgp_object *operator_, bool negator) {
    const char *label = partner_in(operator_, negator);
    pgp_object *partner =
        label ? pgp_operator_labeled(model, label, partner_arguments(model, operator_, negator)) : NULL;
    if (partner && (!partner_in(partner, negator) || !((const pgp_operator *)partner)->function))
        pgp_object_need(model, partner, operator_);
}

void pgp_order_operators(pgp_model *model) {
    for (pgp_object *o = model->objects; o; o = o->sibling) {
        if (o->kind != &pgp_kind_operator)
            continue;
        order_partner(model, o, false);
        order_partner(model, o, true);
    }
}

/* -- catalogs --------------------------------------------------------------------------------------------- */

#define OPERATOR_NAME(column) \
    "(SELECT " PGP_BARE_NAME("x.oprnamespace", "x.oprname") " FROM pg_operator x WHERE x.oid = o." column ")"
#define FUNCTION_NAME(column) "CASE WHEN o." column " <> 0 THEN o." column "::regproc END"

static const char *operator_query(int server_version) {
    (void)server_version;
    return "SELECT o.oid, o.oprnamespace, o.oprname, o.oprowner,"
           " coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE') || ', ' || format_type(o.oprright, "
           "NULL), " FUNCTION_NAME("oprcode") ", " OPERATOR_NAME("oprcom") ", " OPERATOR_NAME(
               "oprnegate") ", " FUNCTION_NAME("oprrest") ", " FUNCTION_NAME("oprjoin") ", o.oprcanhash, "
                                                                                        "o.oprcanmerge"
                                                                                        " FROM pg_operator o "
                                                                                        "WHERE o.oid >= "
                                                                                        "16384";
}

static pgp_status operator_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { ARGS = PGP_DEFINITION_COLUMNS, FIRST };
    pgp_operator *operator_ =
        pgp_definition_row(catalog, row, &pgp_kind_operator, PGP_CLASS_OPERATOR, pgp_row_text(row, ARGS));
    if (!operator_)
        return PGP_OK;
    operator_->function = pgp_row_function(row, FIRST + FUNCTION);
    operator_->commutator = pgp_row_text(row, FIRST + COMMUTATOR);
    operator_->negator = pgp_row_text(row, FIRST + NEGATOR);
    operator_->restrict_function = pgp_row_function(row, FIRST + RESTRICT);
    operator_->join_function = pgp_row_function(row, FIRST + JOIN);
    operator_->hashes = pgp_row_bool(row, FIRST + HASHES);
    operator_->merges = pgp_row_bool(row, FIRST + MERGES);
    return PGP_OK;
}

/* -- differences ------------------------------------------------------------------------------------------ */

static bool is_builtin(const char *label) {
    return !strchr(label, '.');
}

/* The commutator or negator that only one side names is new, or goes: then the server sets or clears this one's by itself. Or
 * the partner alone is to say so, which comes to the same. */
static bool comes_or_goes(const pgp_comparison *comparison, bool negator, const pgp_object *live,
                          const pgp_object *desired) {
    const char *before = partner_in(live, negator), *after = partner_in(desired, negator);
    if (!before == !after || !((const pgp_operator *)live)->function)
        return false;
    const char *args = partner_arguments(comparison->live, live, negator);
    if (is_builtin(before ? before : after))
        return false;
    const pgp_object *partner =
        pgp_operator_labeled(before ? comparison->desired : comparison->live, before ? before : after, args);
    return !partner || (before && pgp_same(partner_in(partner, negator),
                                           pgp_operator_label(comparison->live, live->schema, live->name)));
}

static bool is_defined(const pgp_model *model, const char *label, const char *args) {
    const pgp_object *found = pgp_operator_labeled(model, label, args);
    return found && ((const pgp_operator *)found)->function;
}

/* The partner becomes a shell, which only what names it brings about. */
static bool is_emptied(const pgp_comparison *comparison, bool negator, const pgp_object *live) {
    const char *label = partner_in(live, negator);
    const char *args = partner_arguments(comparison->live, live, negator);
    return label && is_defined(comparison->live, label, args) &&
           pgp_operator_labeled(comparison->desired, label, args) &&
           !is_defined(comparison->desired, label, args);
}

static bool operator_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                          const pgp_object *desired) {
    size_t index = (size_t)(property - properties);
    bool partner = index == COMMUTATOR || index == NEGATOR;
    if (partner && is_emptied(comparison, index == NEGATOR, live))
        return false;
    return (partner && comes_or_goes(comparison, index == NEGATOR, live, desired)) ||
           pgp_same_property(comparison, property, live, desired);
}

/* From 17 on what was never said can still be said. */
static pgp_way operator_way(const pgp_change *change) {
    const pgp_operator *live = (const pgp_operator *)change->live;
    bool taken_back = (PGP_CHANGED(change, COMMUTATOR) && live->commutator) ||
                      (PGP_CHANGED(change, NEGATOR) && live->negator) ||
                      (PGP_CHANGED(change, HASHES) && live->hashes) ||
                      (PGP_CHANGED(change, MERGES) && live->merges);
    bool said = PGP_CHANGED(change, COMMUTATOR) || PGP_CHANGED(change, NEGATOR) ||
                PGP_CHANGED(change, HASHES) || PGP_CHANGED(change, MERGES);
    if (!live->function) /* CREATE fills a shell */
        return PGP_IN_PLACE;
    bool in_place =
        !PGP_CHANGED(change, FUNCTION) && !taken_back && (!said || change->server_version >= 170000);
    return in_place ? PGP_IN_PLACE : PGP_REBUILD;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void add_setting(pgp_text *list, const char *name, const char *value) {
    pgp_text_next(list, ", ");
    pgp_text_addf(list, "%s = %s", name, value);
}

/* "OPERATOR(public.>)" */
static const char *operator_use(pgp_arena *arena, const char *label) {
    return is_builtin(label) ? label : pgp_printf(arena, "OPERATOR(%s)", label);
}

static void add_partner(pgp_text *list, const char *name, const char *label) {
    if (label)
        add_setting(list, name, operator_use(list->arena, label));
}

static void add_flag(pgp_text *list, const char *name, bool set) {
    if (set) {
        pgp_text_next(list, ", ");
        pgp_text_add(list, name);
    }
}

static void add_function(pgp_text *list, const char *name, const char *function) {
    if (function)
        add_setting(list, name, function);
}

/* "left, right" */
static void add_arguments(pgp_text *list, const pgp_object *object) {
    pgp_names types = pgp_split_types(list->arena, object->args);
    if (strcmp(types.items[0], "NONE") != 0)
        add_setting(list, "leftarg", types.items[0]);
    add_setting(list, "rightarg", types.items[1]);
}

static void create_operator(pgp_emitter *emitter, pgp_object *object) {
    const pgp_operator *operator_ = (const pgp_operator *)object;
    pgp_text list = pgp_text_new(emitter->arena);
    if (!operator_->function)
        return;
    add_function(&list, "function", operator_->function);
    add_arguments(&list, object);
    add_partner(&list, "commutator", operator_->commutator);
    add_partner(&list, "negator", operator_->negator);
    add_function(&list, "restrict", operator_->restrict_function);
    add_function(&list, "join", operator_->join_function);
    add_flag(&list, "hashes", operator_->hashes);
    add_flag(&list, "merges", operator_->merges);
    pgp_definition_emit(emitter, '+', object,
                        pgp_printf(emitter->arena, "CREATE OPERATOR %s.%s (%s)",
                                   pgp_quoted(emitter->arena, object->schema), object->name, list.data));
}

/* What makes the partner tells the server about both. */
static bool is_made_with(const pgp_emitter *emitter, const pgp_object *operator_, bool negator) {
    pgp_model *model = emitter->plan->desired;
    const char *label = partner_in(operator_, negator);
    const pgp_object *partner =
        label ? pgp_operator_labeled(model, label, partner_arguments(model, operator_, negator)) : NULL;
    const pgp_change *change = partner ? partner->change : NULL;
    return change && change->action != PGP_ALTER &&
           pgp_same(partner_in(partner, negator),
                    pgp_operator_label(model, operator_->schema, operator_->name));
}

static const char *or_none(const char *function) {
    return function ? function : "NONE";
}

static void alter_operator(pgp_emitter *emitter, pgp_change *change) {
    const pgp_operator *desired = (const pgp_operator *)change->desired;
    pgp_text list = pgp_text_new(emitter->arena);
    if (PGP_CHANGED(change, FUNCTION)) {
        create_operator(emitter, change->desired);
        return;
    }
    if (PGP_CHANGED(change, RESTRICT))
        add_setting(&list, "restrict", or_none(desired->restrict_function));
    if (PGP_CHANGED(change, JOIN))
        add_setting(&list, "join", or_none(desired->join_function));
    if (PGP_CHANGED(change, COMMUTATOR) && !is_made_with(emitter, change->desired, false))
        add_partner(&list, "commutator", desired->commutator);
    if (PGP_CHANGED(change, NEGATOR) && !is_made_with(emitter, change->desired, true))
        add_partner(&list, "negator", desired->negator);
    add_flag(&list, "hashes", PGP_CHANGED(change, HASHES));
    add_flag(&list, "merges", PGP_CHANGED(change, MERGES));
    if (!list.size)
        return;
    pgp_definition_emit(emitter, '~', change->desired,
                        pgp_printf(emitter->arena, "ALTER OPERATOR %s SET (%s)",
                                   pgp_sql_object(emitter->arena, change->desired), list.data));
}

const pgp_kind pgp_kind_operator = {
    .name = "operator",
    .title = "operators",
    .sql = "OPERATOR",
    .space = PGP_SPACE_OTHER,
    .symbol = true,
    .size = sizeof(pgp_operator),
    .order = 38,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = operator_query,
    .presence = PGP_PRESENT_OWN("pg_operator"),
    .row = operator_row,
    .same = operator_same,
    .way = operator_way,
    .create = create_operator,
    .alter = alter_operator,
    .drop = pgp_definition_drop,
};
