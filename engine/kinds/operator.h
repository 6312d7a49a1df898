/*
 * What the files of operators, their classes and families share.
 */
#ifndef PGP_KINDS_OPERATOR_H
#define PGP_KINDS_OPERATOR_H

#include "kinds/definition.h"

/* "public.<", bare when it is in pg_catalog: without its arguments. */
const char *pgp_operator_label(pgp_model *model, const char *schema, const char *symbol);
/* The operator that has this label and these arguments; NULL: not in the model. (operator.c) */
pgp_object *pgp_operator_labeled(const pgp_model *model, const char *label, const char *args);
/* Its negator or commutator. (operator.c) */
const char **pgp_operator_partner(pgp_object *operator_, bool negator);
/* The two types of "a, b". (operator.c) */
pgp_names pgp_split_types(pgp_arena *arena, const char *types);
/* "b, a" of an operator of "a, b". (operator.c) */
const char *pgp_swapped_arguments(pgp_model *model, const pgp_object *operator_);

/*
 * Members of operator families: "OPERATOR 1 public.< (integer, integer)", "FUNCTION 1 (integer, integer) f(integer,integer)", as
 * CREATE and ALTER take them. (operator_member.c)
 */
#define PGP_MEMBER_QUERY(class_oid, object_oid)                                                              \
    "ARRAY(SELECT format('OPERATOR %s %s (%s, %s)%s', a.amopstrategy, (SELECT " PGP_BARE_NAME(               \
        "o.oprnamespace",                                                                                    \
        "o.oprname") " FROM pg_operator o WHERE o.oid = a.amopopr),"                                         \
                     " format_type(a.amoplefttype, NULL), format_type(a.amoprighttype, NULL), (SELECT ' "    \
                     "FOR ORDER BY ' || " PGP_BARE_NAME(                                                     \
                         "f.opfnamespace",                                                                   \
                         "quote_ident(f.opfname)") " FROM pg_opfamily f WHERE f.oid = a.amopsortfamily)) "   \
                                                   "FROM pg_depend d JOIN pg_amop a ON a.oid = d.objid"      \
                                                   " WHERE d.classid = 2602 AND d.refclassid = " class_oid   \
                                                   " AND d.refobjid = " object_oid                           \
                                                   " UNION ALL SELECT format('FUNCTION %s (%s, %s) %s', "    \
                                                   "a.amprocnum, format_type(a.amproclefttype, NULL),"       \
                                                   " format_type(a.amprocrighttype, NULL), "                 \
                                                   "a.amproc::regprocedure) FROM pg_depend d"                \
                                                   " JOIN pg_amproc a ON a.oid = d.objid WHERE d.classid = " \
                                                   "2603 AND d.refclassid = " class_oid                      \
                                                   " AND d.refobjid = " object_oid ")"

/* pgp_kind.presence: there is one that is no extension's. */
#define PGP_PRESENT_OWN(catalog)                                                         \
    catalog " o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e" \
            " WHERE e.classid = 'pg_catalog." catalog "'::pg_catalog.regclass"           \
            " AND e.objid = o.oid AND e.deptype = 'e')"

/* "OPERATOR 1 (integer, integer)": what ALTER OPERATOR FAMILY … DROP takes, and what is unique in a family. */
const char *pgp_member_key(pgp_arena *arena, const char *member);
bool pgp_member_is_there(pgp_arena *arena, const pgp_names *members, const char *key);
void pgp_member_remove(pgp_arena *arena, pgp_names *members, const char *key);

/* The family with this label, of the access method; NULL: built in. */
pgp_operator_family *pgp_family_labeled(const pgp_model *model, const char *label, const char *method);
/* A family by name, as another object says it; bare when it is built in. (operator_family.c) */
pgp_status pgp_family_label(pgp_parser *parser, size_t n, PgQuery__Node *const *names, const char *method,
                            pgp_object *user, const char **out);
/* An item of CREATE OPERATOR CLASS (`class_`) or ALTER OPERATOR FAMILY … ADD (`class_` NULL): it goes to the members of the class
 * or of the family that it will hang on in the catalogs. */
pgp_status pgp_read_member(pgp_parser *parser, const PgQuery__CreateOpClassItem *item,
                           pgp_operator_class *class_, pgp_operator_family *family);
pgp_status pgp_read_member_types(pgp_parser *parser, size_t n, PgQuery__Node *const *types, pgp_object *user,
                                 const char **out);

#endif
