/*
 * cmocka and what the unit tests share.
 */
#ifndef PGP_TESTS_UNIT_H
#define PGP_TESTS_UNIT_H

/* cmocka.h wants these before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kinds/kinds.h"
#include "parse/parse.h"

/* A context for each test: setup and teardown of the groups, *state is the pgp_context. */
int unit_start(void **state);
int unit_stop(void **state);

#define UNIT_TEST(function) cmocka_unit_test_setup_teardown(function, unit_start, unit_stop)

/* The model of a schema file's text, which must be read without an error. */
pgp_model *unit_parse(pgp_context *context, const char *sql);
/* Reads it and expects `status` with a message that contains `message`. */
void unit_parse_fails(pgp_context *context, const char *sql, pgp_status status, const char *message);

/* A relation "schema.name" of the model, or a relation's child; fails the test when it is not there. */
void *unit_relation(const pgp_model *model, const char *schema, const char *name);
void *unit_child(const void *parent, const pgp_kind *kind, const char *name);

#endif
