/*
 * What the kinds' statement readers (parse handlers) share with each other.
 */
#ifndef PGP_KINDS_READING_H
#define PGP_KINDS_READING_H

#include "parse/parse.h"

/* -- handlers, listed in parse/statements.c -------------------------------------------------------------- */
pgp_status pgp_read_create_schema(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/schema.c */
pgp_status pgp_read_create_extension(pgp_parser *parser,
                                     const PgQuery__Node *statement); /* kinds/extension.c */
pgp_status pgp_read_alter_extension(pgp_parser *parser, const PgQuery__Node *statement); /* UPDATE TO */
pgp_status pgp_read_create_enum(pgp_parser *parser, const PgQuery__Node *statement);     /* kinds/enum.c */
pgp_status pgp_read_alter_enum(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_domain(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/domain.c */
pgp_status pgp_read_alter_domain(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_composite(pgp_parser *parser,
                                     const PgQuery__Node *statement);                 /* kinds/composite.c */
pgp_status pgp_read_create_range(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/range.c */
pgp_status pgp_read_create_function(pgp_parser *parser,
                                    const PgQuery__Node *statement); /* kinds/function_read.c */
pgp_status pgp_read_alter_function(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_define(pgp_parser *parser,
                           const PgQuery__Node *statement); /* DefineStmt: kinds/base_type.c */
pgp_status pgp_read_create_sequence(pgp_parser *parser,
                                    const PgQuery__Node *statement); /* kinds/sequence.c */
pgp_status pgp_read_alter_sequence(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_table(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/table_read.c */
pgp_status pgp_read_create_foreign_table(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_import_foreign_schema(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_alter_table(pgp_parser *parser,
                                const PgQuery__Node *statement); /* kinds/alter_table.c; all objtypes */
pgp_status pgp_read_create_index(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/index_read.c */
pgp_status pgp_read_cluster(pgp_parser *parser,
                            const PgQuery__Node *statement); /* CLUSTER t USING i: index_read.c */
pgp_status pgp_read_create_view(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/view.c */
pgp_status pgp_read_create_table_as(pgp_parser *parser,
                                    const PgQuery__Node *statement); /* materialized views */
pgp_status pgp_read_create_trigger(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/trigger.c */
pgp_status pgp_read_create_rule(pgp_parser *parser, const PgQuery__Node *statement);    /* kinds/rule.c */
pgp_status pgp_read_create_policy(pgp_parser *parser, const PgQuery__Node *statement);  /* kinds/policy.c */
pgp_status pgp_read_alter_policy(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_language(pgp_parser *parser,
                                    const PgQuery__Node *statement); /* kinds/language.c */
pgp_status pgp_read_create_access_method(pgp_parser *parser,
                                         const PgQuery__Node *statement); /* kinds/access_method.c */
pgp_status pgp_read_create_transform(pgp_parser *parser,
                                     const PgQuery__Node *statement); /* kinds/transform.c */
pgp_status pgp_read_create_wrapper(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/wrapper.c */
pgp_status pgp_read_alter_wrapper(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_server(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/server.c */
pgp_status pgp_read_alter_server(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_user_mapping(pgp_parser *parser,
                                        const PgQuery__Node *statement); /* kinds/user_mapping.c */
pgp_status pgp_read_alter_user_mapping(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_drop_user_mapping(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_publication(pgp_parser *parser,
                                       const PgQuery__Node *statement); /* kinds/publication_read.c */
pgp_status pgp_read_alter_publication(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_subscription(pgp_parser *parser,
                                        const PgQuery__Node *statement); /* kinds/subscription_read.c */
pgp_status pgp_read_alter_subscription(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_drop_subscription(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_event_trigger(pgp_parser *parser,
                                         const PgQuery__Node *statement); /* kinds/event_trigger.c */
pgp_status pgp_read_alter_event_trigger(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_security_label(pgp_parser *parser,
                                   const PgQuery__Node *statement);              /* kinds/security_label.c */
pgp_status pgp_read_comment(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/comment.c */
pgp_status pgp_read_grant(pgp_parser *parser, const PgQuery__Node *statement);   /* kinds/privileges.c */
pgp_status pgp_read_default_privileges(pgp_parser *parser,
                                       const PgQuery__Node *statement); /* kinds/default_privileges.c */
pgp_status pgp_read_alter_owner(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/owner.c */
pgp_status pgp_read_rename(pgp_parser *parser, const PgQuery__Node *statement);      /* parse/rename.c */
pgp_status pgp_read_set_schema(pgp_parser *parser, const PgQuery__Node *statement);  /* parse/rename.c */
pgp_status pgp_read_drop(pgp_parser *parser, const PgQuery__Node *statement);        /* parse/drop.c */
pgp_status pgp_read_alter_type(pgp_parser *parser,
                               const PgQuery__Node *statement); /* kinds/base_type_read.c */
pgp_status pgp_read_alter_collation(pgp_parser *parser,
                                    const PgQuery__Node *statement); /* kinds/collation.c */
pgp_status pgp_read_create_conversion(pgp_parser *parser,
                                      const PgQuery__Node *statement);               /* kinds/conversion.c */
pgp_status pgp_read_create_cast(pgp_parser *parser, const PgQuery__Node *statement); /* kinds/cast.c */
pgp_status pgp_read_alter_operator(pgp_parser *parser,
                                   const PgQuery__Node *statement); /* kinds/operator_read.c */
pgp_status pgp_read_create_operator_family(pgp_parser *parser,
                                           const PgQuery__Node *statement); /* kinds/operator_family.c */
pgp_status pgp_read_alter_operator_family(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_operator_class(pgp_parser *parser,
                                          const PgQuery__Node *statement); /* kinds/operator_class.c */
pgp_status pgp_read_alter_text_search_dictionary(
    pgp_parser *parser, const PgQuery__Node *statement); /* kinds/text_search_dictionary.c */
pgp_status pgp_read_alter_text_search_configuration(
    pgp_parser *parser, const PgQuery__Node *statement); /* kinds/text_search_configuration.c */
pgp_status pgp_read_create_statistics(pgp_parser *parser,
                                      const PgQuery__Node *statement); /* kinds/statistics_read.c */
pgp_status pgp_read_alter_statistics(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_depends(pgp_parser *parser,
                            const PgQuery__Node *statement); /* ALTER … DEPENDS ON EXTENSION */

/* -- used by more than one kind ----------------------------------------------------------------------- */
/* PRIMARY KEY, UNIQUE, CHECK, FOREIGN KEY, EXCLUDE of a table (column NULL: a table constraint) or a domain. Names it as the server
 * would. CONSTR_ATTR_* nodes that follow are applied by the caller to *out. (kinds/constraint_read.c) */
pgp_status pgp_read_constraint(pgp_parser *parser, pgp_object *owner, pgp_column *column,
                               const PgQuery__Constraint *constraint, pgp_constraint **out);
/* serial: makes the sequence TABLE_COLUMN_seq owned by the column, its default, NOT NULL. (kinds/sequence.c) */
pgp_status pgp_read_serial(pgp_parser *parser, pgp_object *table, pgp_column *column, int location);
/* GENERATED … AS IDENTITY: sets column->identity, makes the implied sequence. (kinds/sequence.c) */
pgp_status pgp_read_identity(pgp_parser *parser, pgp_object *table, pgp_column *column,
                             const PgQuery__Constraint *constraint);
/* Options of CREATE and ALTER SEQUENCE and of identity columns, onto the sequence. (kinds/sequence_read.c) */
pgp_status pgp_read_sequence_options(pgp_parser *parser, pgp_sequence *sequence, size_t n,
                                     PgQuery__Node *const *options, bool altering);
/* IndexElem list to keys; expressions are sliced from the source, where the list's bracket opens at or after `location`.
 * (kinds/keys.c) */
pgp_status pgp_read_keys(pgp_parser *parser, pgp_object *user, size_t n, PgQuery__Node *const *elements,
                         int location, pgp_keys *out);
/* The same for a list without brackets. */
pgp_status pgp_read_keys_at(pgp_parser *parser, pgp_object *user, size_t n, PgQuery__Node *const *elements,
                            int location, pgp_keys *out);
/* An operator class by name: as it is written, but for pg_catalog; NULL for none. (kinds/keys.c) */
const char *pgp_read_opclass(pgp_parser *parser, size_t n, PgQuery__Node *const *names, pgp_object *user);
/* What stands after the = of an option, a word, text or number; "true" where there is nothing; NULL: something else. (kinds/options.c) */
const char *pgp_option_value(pgp_arena *arena, const PgQuery__Node *value);
/* WITH (a = 1, toast.b = off) to sorted "a=1"; merges into *out (later wins). RESET removes. (kinds/options.c) */
pgp_status pgp_read_options(pgp_parser *parser, size_t n, PgQuery__Node *const *options, bool reset,
                            pgp_names *out);
/* The same in the order that the server keeps and prints. */
pgp_status pgp_read_options_in_order(pgp_parser *parser, size_t n, PgQuery__Node *const *options, bool reset,
                                     pgp_names *out);
/* A subcommand of ALTER INDEX, ALTER SEQUENCE, ALTER VIEW / MATERIALIZED VIEW, ALTER TYPE (composite) as AlterTableCmd. */
pgp_status pgp_alter_index_command(pgp_parser *parser, pgp_object *index,
                                   const PgQuery__AlterTableCmd *command);
pgp_status pgp_alter_sequence_command(pgp_parser *parser, pgp_object *sequence,
                                      const PgQuery__AlterTableCmd *command);
pgp_status pgp_alter_view_command(pgp_parser *parser, pgp_object *view,
                                  const PgQuery__AlterTableCmd *command);
pgp_status pgp_alter_composite_command(pgp_parser *parser, pgp_object *type,
                                       const PgQuery__AlterTableCmd *command);
/* The index, or constraint with one, of a partitioned table has just been made: its partitions get theirs. (kinds/partition_index.c) */
void pgp_partitions_take_index(pgp_parser *parser, const pgp_object *index);
/* ALTER INDEX … ATTACH PARTITION. (kinds/partition_index.c) */
void pgp_index_attach_to(pgp_parser *parser, pgp_object *child, const pgp_object *parent);
/* Takes it out of the model, with those of partitions that are attached to it. (kinds/partition_index.c) */
void pgp_index_remove(pgp_parser *parser, pgp_object *index);
/* A database, role or tablespace: not of one database. (kinds/comment.c) */
bool pgp_is_of_cluster(PgQuery__ObjectType type);
/* Sets what a file says about an object's owner. (kinds/owner.c) */
pgp_status pgp_set_owner(pgp_parser *parser, pgp_object *object, const PgQuery__RoleSpec *role);
/* "alice", "PUBLIC", "CURRENT_USER" (kinds/owner.c) */
const char *pgp_role_name(pgp_parser *parser, const PgQuery__RoleSpec *role);
/* The object that COMMENT, DROP, GRANT, ALTER … OWNER name by type and name node; deferred, then an error, when it is not there;
 * PGP_OK with *out NULL when it is an extension's, which files say nothing about. (parse/target.c) */
pgp_status pgp_find_target(pgp_parser *parser, PgQuery__ObjectType type, const PgQuery__Node *name,
                           int location, pgp_object **out);
/* The same for a RangeVar. (parse/target.c) */
pgp_status pgp_find_target_relation(pgp_parser *parser, const PgQuery__RangeVar *relation, pgp_object **out);
/* A function by ObjectWithArgs, with or without arguments. (kinds/function_read.c) */
pgp_status pgp_find_function(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, int location,
                             pgp_object **out);
/* CREATE TRANSFORM FOR type LANGUAGE language. (kinds/transform.c) */
pgp_status pgp_find_transform(pgp_parser *parser, const PgQuery__TypeName *type, const char *language,
                              pgp_object **out);
/* PGP_INPUT: something with that name is there already; says where. (kinds/type.c) */
pgp_status pgp_parse_exists(pgp_parser *parser, const pgp_object *existing, int location);
/* Sorted copy without duplicates. (model/names.c) */
pgp_names pgp_names_sorted(pgp_arena *arena, pgp_names names);
void pgp_names_add(pgp_arena *arena, pgp_names *names, const char *name);
bool pgp_names_has(const pgp_names *names, const char *name);
/* The parts of a label: public."Order".id gives public, Order, id. */
pgp_names pgp_label_names(pgp_arena *arena, const char *label);

/* -- after everything is read (called by pgp_parse in this order) ---------------------------------------------- */
/* Columns and CHECK constraints that children and partitions get from their parents. (kinds/inherit.c) */
pgp_status pgp_derive_inherited(pgp_parser *parser);
/* Options of TOAST tables that no column needs: the server does not keep them. (kinds/table_toast.c) */
void pgp_forget_toast_options(pgp_model *model);
/* Which indexes of partitioned tables are incomplete, and which of partitions come with them. (kinds/partition_index.c) */
pgp_status pgp_derive_partition_indexes(pgp_parser *parser);
/* The tables and keys that foreign keys refer to. (kinds/foreign_key.c) */
pgp_status pgp_settle_foreign_keys(pgp_parser *parser);

#endif
