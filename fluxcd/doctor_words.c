/*
 * Words by which commands and values are recognised.
 */
#include "doctor_set.h"

#include <ctype.h>
#include <string.h>

bool flux_has_variable(const char *text) {
    return strstr(text, "${") || strstr(text, "__");
}

static bool is_word_character(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* `word` in `text`, not as a part of a longer one. */
static bool has_word(const char *text, const char *word) {
    size_t size = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at++)
        if ((at == text || !is_word_character(at[-1])) && !is_word_character(at[size]))
            return true;
    return false;
}

static bool has_any(const char *text, const char *const *words) {
    for (; *words; words++)
        if (has_word(text, *words))
            return true;
    return false;
}

bool flux_is_migration(const char *command) {
    static const char *const words[] = {"migrate",
                                        "migration",
                                        "migrations",
                                        "db:migrate",
                                        "flyway",
                                        "liquibase",
                                        "alembic",
                                        "dbmate",
                                        "sqitch",
                                        "goose",
                                        "db upgrade",
                                        "db:prepare",
                                        "db:schema:load",
                                        "database update",
                                        "db push",
                                        "db:push",
                                        "pgplumb apply",
                                        "apply /plan",
                                        "schema apply",
                                        "update-database",
                                        "pg-schema-diff apply",
                                        "pgschema",
                                        "pgroll",
                                        "tern",
                                        "bytebase",
                                        "skeema",
                                        "psqldef",
                                        "yoyo",
                                        NULL};
    /* What waits for a migration is none. */
    return has_any(command, words) && !has_word(command, "wait") && !has_word(command, "job-wr");
}

bool flux_names_migration(const char *name) {
    static const char *const parts[] = {"migrat", "flyway",  "liquibase", "alembic", "dbmate",
                                        "sqitch", "pgplumb", "schema",    NULL};
    for (const char *const *part = parts; *part; part++)
        if (strstr(name, *part))
            return true;
    return false;
}

bool flux_is_server_start(const char *command) {
    static const char *const words[] = {"start", "serve",       "server", "runserver", "gunicorn", "uvicorn",
                                        "puma",  "npm run dev", "exec",   "java",      "unicorn",  NULL};
    return has_any(command, words);
}

/* "a | b", not "a || b". */
static const char *find_pipe(const char *line) {
    for (const char *at = line; (at = strchr(at, '|')); at += 2) {
        if (at[1] != '|')
            return at;
    }
    return NULL;
}

/* "sh -ec script": the script. */
static const char *script_of(const char *command) {
    size_t size = strcspn(command, " ");
    if (size < 2 || strncmp(command + size - 2, "sh", 2) != 0)
        return command;
    for (command += size; command[strspn(command, " ")] == '-';) {
        command += strspn(command, " ");
        command += strcspn(command, " ");
    }
    return command;
}

/* It may name a migration's files. */
static bool only_looks(const char *statement) {
    static const char *const words[] = {"ls ",    "cd ",   "cat ", "echo ", "find ",
                                        "mkdir ", "test ", "[ ",   NULL};
    statement += strspn(statement, " \t");
    for (const char *const *word = words; *word; word++)
        if (strncmp(statement, *word, strlen(*word)) == 0)
            return true;
    return false;
}

bool flux_loses_failure(pgp_arena *arena, const char *command) {
    static const char *const excuses[] = {"|| true", "|| :", "|| exit 0", "|| echo", NULL};
    if (strstr(command, "pipefail"))
        return false;
    for (const char *next = script_of(command); *next; next += strcspn(next, "\n;"), next += *next != '\0') {
        const char *text = pgp_strndup(arena, next, strcspn(next, "\n;")), *end = find_pipe(text);
        for (const char *const *excuse = excuses; *excuse; excuse++)
            end = end ? end : strstr(text, *excuse);
        if (end && !only_looks(text) && flux_is_migration(pgp_strndup(arena, text, (size_t)(end - text))))
            return true;
    }
    return false;
}

bool flux_is_sidecar(const char *image) {
    static const char *const words[] = {"fluent-bit",
                                        "fluentd",
                                        "promtail",
                                        "filebeat",
                                        "vector",
                                        "cloud-sql-proxy",
                                        "cloudsql-proxy",
                                        "gce-proxy",
                                        "envoy",
                                        "istio-proxy",
                                        "proxyv2",
                                        "pgbouncer",
                                        "vault-agent",
                                        "otel-collector",
                                        "opentelemetry-collector",
                                        NULL};
    return has_any(image, words);
}

static void add_words(pgp_text *text, const flux_node *node) {
    if (flux_string(node)) {
        pgp_text_next(text, " ");
        pgp_text_add(text, flux_string(node));
    }
    for (size_t i = 0; i < flux_count(node); i++)
        add_words(text, node->items[i]);
}

const char *flux_joined(pgp_arena *arena, const flux_node *node) {
    pgp_text text = pgp_text_new(arena);
    add_words(&text, node);
    return text.data;
}

const char *flux_command(pgp_arena *arena, const flux_node *container) {
    pgp_text text = pgp_text_new(arena);
    add_words(&text, flux_get(container, "entrypoint"));
    add_words(&text, flux_get(container, "command"));
    add_words(&text, flux_get(container, "args"));
    return text.data;
}

/* "…://user:password@…" with a password that is there to be read. */
static bool has_password(const char *url) {
    const char *scheme = strstr(url, "://");
    if (!scheme)
        return false;
    const char *authority = scheme + 3;
    const char *at = memchr(authority, '@', strcspn(authority, "/?# "));
    const char *colon = at ? memchr(authority, ':', (size_t)(at - authority)) : NULL;
    return colon && colon + 1 < at && colon[1] != '$' && strncmp(colon + 1, "__", 2) != 0;
}

/* As the docs of many tools write what has to be put there. */
static bool is_placeholder(const char *value) {
    static const char *const words[] = {"USER:PASSWORD@", "...", "<", "CHANGEME", "changeme", NULL};
    for (const char *const *word = words; *word; word++)
        if (strstr(value, *word))
            return true;
    return !*value || flux_has_variable(value) || *value == '$';
}

static bool names_a_secret(const char *name) {
    static const char *const endings[] = {"PASSWORD", "PASSWD",     "SECRET", "TOKEN",
                                          "API_KEY",  "PGPASSWORD", NULL};
    for (const char *const *ending = endings; *ending; ending++) {
        size_t size = strlen(name), end = strlen(*ending);
        if (size >= end && strcasecmp(name + size - end, *ending) == 0)
            return true;
    }
    return false;
}

bool flux_is_clear_password(const char *name, const char *value) {
    if (is_placeholder(value) && !has_password(value))
        return false;
    return (has_password(value) && !strstr(value, "USER:PASSWORD@")) || names_a_secret(name);
}
