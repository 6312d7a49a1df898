/*
 * What to say of a syntax error that a newer grammar would not have.
 */
#include "parse/lexer.h"
#include "parse/statements.h"

#include <string.h>

enum { MOST_WORDS = 5, NEAR = 8 /* tokens before the error that may belong to the new syntax */ };

/* Words in a row, lower case. Those of a call may stand before the error, all others must reach it. */
typedef struct newer_syntax {
    int version;
    const char *words[MOST_WORDS];
    const char *feature;
    bool call;
} newer_syntax;

static const newer_syntax newer[] = {
    {18, {"virtual"}, "a virtual generated column", false},
    {18, {"not", "enforced"}, "NOT ENFORCED", false},
    {18, {"enforced"}, "ENFORCED", false},
    {18, {"without", "overlaps"}, "WITHOUT OVERLAPS", false},
    {18, {"period"}, "PERIOD in a foreign key", false},
    {18, {"not", "null"}, "NOT NULL as a table constraint", false},
    {18, {"not", "null", "not", "valid"}, "NOT NULL … NOT VALID", false},
    {18, {"inherit"}, "ALTER CONSTRAINT … INHERIT", false},
    {18, {"large", "objects"}, "ALTER DEFAULT PRIVILEGES … ON LARGE OBJECTS", false},
    {18, {"returning", "with"}, "RETURNING WITH", false},
    {17, {"set", "expression"}, "SET EXPRESSION", false},
    {17, {"statistics", "default"}, "SET STATISTICS DEFAULT", false},
    {17, {"method", "default"}, "SET ACCESS METHOD DEFAULT", false},
    {17, {"json_table"}, "JSON_TABLE", true},
    {17, {"json_exists"}, "JSON_EXISTS", true},
    {17, {"json_value"}, "JSON_VALUE", true},
    {17, {"json_query"}, "JSON_QUERY", true},
    {17, {"by", "source"}, "MERGE … NOT MATCHED BY SOURCE", false},
    {17, {"maintain"}, "MAINTAIN", false},
    {16, {"storage"}, "STORAGE in a column definition", false},
    {16, {"is", "json"}, "IS JSON", false},
    {16, {"json_array"}, "JSON_ARRAY", true},
    {16, {"json_object"}, "JSON_OBJECT", true},
    {16, {"json_arrayagg"}, "JSON_ARRAYAGG", true},
    {16, {"json_objectagg"}, "JSON_OBJECTAGG", true},
    {16, {"with", "inherit"}, "GRANT … WITH INHERIT", false},
    {16, {"with", "set"}, "GRANT … WITH SET", false},
    {16, {"statistics", "on"}, "CREATE STATISTICS without a name", false},
};

/* The words stand at `token` and, unless they are a call, the error is in them. */
static bool stands_at(const newer_syntax *syntax, const char *text, size_t size, pgp_token token,
                      size_t error) {
    size_t start = token.start, end = token.end;
    for (size_t i = 0; i < MOST_WORDS && syntax->words[i]; i++) {
        if (!pgp_token_is(text, &token, syntax->words[i]))
            return false;
        end = token.end;
        token = pgp_lex(text, size, token.end);
    }
    return syntax->call || (start <= error && error < end);
}

/* The start of the token NEAR tokens before the error. */
static size_t near_start(const char *text, size_t size, size_t error) {
    size_t starts[NEAR] = {0}, count = 0;
    for (pgp_token t = pgp_lex(text, size, 0); t.type != PGP_TOKEN_END && t.start < error;
         t = pgp_lex(text, size, t.end))
        starts[count++ % NEAR] = t.start;
    return count < NEAR ? 0 : starts[count % NEAR];
}

int pgp_newer_grammar(const char *statement, int offset, const char **feature) {
    size_t size = strlen(statement), error = (size_t)offset;
    pgp_token token = pgp_lex(statement, size, near_start(statement, size, error));
    for (; token.type != PGP_TOKEN_END && token.start <= error; token = pgp_lex(statement, size, token.end))
        for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
            if (newer[i].version > PGP_GRAMMAR && stands_at(&newer[i], statement, size, token, error)) {
                *feature = newer[i].feature;
                return newer[i].version;
            }
    return 0;
}
