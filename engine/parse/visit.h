/*
 * Every node of a syntax tree, parents first, by reflection over libpg_query's messages.
 */
#ifndef PGP_PARSE_VISIT_H
#define PGP_PARSE_VISIT_H

#include "parse/grammar.h"

typedef void (*pgp_visitor)(void *argument, const ProtobufCMessage *message);

/* `message` may be NULL. Goes as deep as the tree: needs a large stack (pgp_with_stack). */
void pgp_visit(const ProtobufCMessage *message, pgp_visitor visit, void *argument);
/* `leave`, which may be NULL, is called when everything below the message was visited. */
void pgp_visit_around(const ProtobufCMessage *message, pgp_visitor enter, pgp_visitor leave, void *argument);

#endif
