/*
 * Status codes of the library; the program's exit codes are the same numbers (docs/EXIT-CODES.md).
 */
#ifndef PGPLUMB_STATUS_H
#define PGPLUMB_STATUS_H

/* X(name, number, meaning): the one table of exit codes. */
#define PGP_STATUSES(X)                                                       \
    X(OK, 0, "done, or in sync")                                              \
    X(DIFFERENT, 1, "differences were found (drift; plan with --exit-code)")  \
    X(INPUT, 2, "usage, configuration or input that does not parse")          \
    X(BLOCKED, 3, "blocked by policy: destruction was not permitted")         \
    X(STALE, 4, "stale plan: the database changed since it was planned")      \
    X(RETRY, 5, "lock, connection or resource trouble that a retry may cure") \
    X(REFUSED, 6, "the server refused a statement")                           \
    X(UNKNOWN, 7, "something in the file or the database that pgplumb does not understand")

typedef enum pgp_status {
#define PGP_STATUS_ENUM(name, number, meaning) PGP_##name = (number),
    PGP_STATUSES(PGP_STATUS_ENUM)
#undef PGP_STATUS_ENUM
} pgp_status;

#endif
