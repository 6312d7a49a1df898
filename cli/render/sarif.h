/*
 * Findings as SARIF 2.1.0, for code scanning.
 */
#ifndef CLI_SARIF_H
#define CLI_SARIF_H

#include "render/json_text.h"

typedef struct cli_sarif {
    cli_json json;
    json_t *root, *rules, *results;
} cli_sarif;

typedef struct cli_sarif_rule {
    const char *code, *title, *help;
    const char *page; /* a URL; NULL: none */
} cli_sarif_rule;

typedef struct cli_sarif_result {
    const char *code, *level; /* "error", "warning", "note" */
    const char *message;
    const char *file;    /* a path, or git:REV:PATH; NULL: none */
    const char *label;   /* of the object in the database that it is about; NULL: none */
    size_t line, column; /* 0: not known */
    const char *reason;  /* why it is allowed, in the file; NULL: it is not */
} cli_sarif_result;

/* `driver` is who found it: "pgplumb doctor". */
void cli_sarif_start(cli_sarif *sarif, pgp_context *context, const char *driver);
void cli_sarif_add_rule(cli_sarif *sarif, const cli_sarif_rule *rule);
void cli_sarif_add_result(cli_sarif *sarif, const cli_sarif_result *result);
pgp_status cli_sarif_finish(cli_sarif *sarif, pgp_text *out);

#endif
