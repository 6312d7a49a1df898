#include "talk.h"

#include "style.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* -- events ------------------------------------------------------------------------------------------------------- */

static bool talks_json;
static FILE *log_file;      /* beside stderr; NULL: none */
static const char *subject; /* the database of a fleet that is talked about; NULL: there is but one */
static const char *last_word, *last_line;

void cli_talk_json(void) {
    talks_json = true;
}

/* Line by line: whoever follows the file sees each one whole. */
pgp_status cli_talk_to_file(pgp_context *context, const char *path) {
    log_file = fopen(path, "ae");
    if (!log_file)
        return pgp_fail(context, PGP_INPUT, NULL, "cannot write %s: %s", path, strerror(errno));
    setvbuf(log_file, NULL, _IOLBF, BUFSIZ);
    return PGP_OK;
}

bool cli_talks_json(void) {
    return talks_json;
}

void cli_talk_about(const char *database, bool relayed) {
    subject = database;
    if (relayed)
        log_file = NULL;
}

void cli_relay(const char *database, const char *line) {
    static const char own[] = "pgplumb: ";
    if (!talks_json) {
        fprintf(stderr, "%s: %s\n", database,
                line + (strncmp(line, own, sizeof own - 1) ? 0 : sizeof own - 1));
        return;
    }
    fprintf(stderr, "%s\n", line);
    if (log_file)
        fprintf(log_file, "%s\n", line);
}

static json_t *head_of(const char *event) {
    struct timespec moment;
    struct tm parts;
    char time[40], day[24];
    clock_gettime(CLOCK_REALTIME, &moment);
    gmtime_r(&moment.tv_sec, &parts);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(time, sizeof time, "%s.%03dZ", day, (int)(moment.tv_nsec / 1000000));
    return subject ? json_pack("{s:s, s:s, s:s}", "time", time, "event", event, "database", subject)
                   : json_pack("{s:s, s:s}", "time", time, "event", event);
}

/* A line that cannot be told for want of memory is left out: the work is more important. */
static void write_event(const char *event, json_t *body) {
    json_t *line = head_of(event);
    char *text = line && body && json_object_update(line, body) == 0 ? json_dumps(line, JSON_COMPACT) : NULL;
    if (text)
        fprintf(stderr, "%s\n", text);
    if (text && log_file)
        fprintf(log_file, "%s\n", text);
    free(text);
    json_decref(line);
    json_decref(body);
}

void cli_event(const char *event, const char *format, ...) {
    va_list args;
    if (!talks_json)
        return;
    va_start(args, format);
    write_event(event, json_vpack_ex(NULL, 0, format, args));
    va_end(args);
}

void cli_say(const char *format, ...) {
    char line[4096];
    va_list args;
    va_start(args, format);
    if (talks_json) {
        vsnprintf(line, sizeof line, format, args);
        write_event("message", json_pack("{s:s}", "text", line));
    } else {
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
    }
    va_end(args);
}

void cli_note_last(pgp_arena *arena, const char *line) {
    last_word = last_line = pgp_plain(arena, line);
    if (subject)
        last_line = pgp_printf(arena, "%s: %s", subject, last_word);
    int file = open("/dev/termination-log", O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (file < 0)
        return;
    if (write(file, last_line, strlen(last_line)) < 0)
        cli_say("cannot write /dev/termination-log: %s", strerror(errno));
    close(file);
}

const char *cli_last_word(void) {
    return last_word;
}

const char *cli_last_line(void) {
    return last_line;
}

void cli_say_last(pgp_arena *arena, const char *line) {
    cli_say("%s", pgp_plain(arena, line));
    cli_note_last(arena, line);
}

/* -- errors ------------------------------------------------------------------------------------------------------- */

static void add_where(pgp_text *text, const pgp_location *where) {
    if (!where->file)
        return;
    pgp_add_plain(text, where->file);
    if (where->line > 0)
        pgp_text_addf(text, ":%d", where->line);
    if (where->line > 0 && where->column > 0)
        pgp_text_addf(text, ":%d", where->column);
    pgp_text_add(text, ": ");
}

/* Characters are counted as locations count them: one a code point. */
static const char *character(const char *line, int column) {
    for (int i = 1; i < column && *line; i++) {
        line++;
        while (((unsigned char)*line & 0xC0) == 0x80)
            line++;
    }
    return line;
}

/* The word that starts there, or one character. */
static int word_width(const char *at) {
    int width = 0;
    for (; isalnum((unsigned char)*at) || *at == '_' || (unsigned char)*at >= 0x80; at++)
        width += ((unsigned char)*at & 0xC0) != 0x80;
    return width ? width : 1;
}

enum { WIDEST_EXCERPT = 160 };

static void add_excerpt(pgp_text *text, const pgp_error *error, bool colourful) {
    if (!error->excerpt || strlen(error->excerpt) > WIDEST_EXCERPT)
        return;
    const char *line = pgp_plain(text->arena, error->excerpt);
    pgp_text_addf(text, "%5d | %s\n", error->where.line, line);
    if (error->where.column < 1)
        return;
    pgp_text carets = pgp_text_new(text->arena);
    for (int i = word_width(character(line, error->where.column)); i > 0; i--)
        pgp_text_add(&carets, "^");
    pgp_text_addf(text, "      | %*s", error->where.column - 1, "");
    cli_paint(text, colourful, CLI_RED, carets.data);
    pgp_text_add(text, "\n");
}

static const char *plain_or_null(pgp_arena *arena, const char *text) {
    return text ? pgp_plain(arena, text) : NULL;
}

static void tell_error(pgp_arena *arena, const pgp_error *error) {
    const pgp_location *where = &error->where;
    cli_event("error", "{s:i, s:s, s:s?, s:s?, s:s?, s:i, s:i}", "exit", (int)error->status, "message",
              pgp_plain(arena, error->message), "hint", plain_or_null(arena, error->hint), "sqlstate",
              error->sqlstate, "file", plain_or_null(arena, where->file), "line", where->line, "column",
              where->column);
}

void cli_say_error(pgp_context *context) {
    const pgp_error *error = &context->error;
    bool colourful = cli_is_colourful(stderr);
    pgp_text text = pgp_text_new(context->arena);
    if (!error->message)
        return;
    if (talks_json) {
        tell_error(context->arena, error);
        return;
    }
    if (error->where.file)
        add_where(&text, &error->where);
    else
        pgp_text_add(&text, "pgplumb: ");
    cli_paint(&text, colourful, CLI_BOLD, pgp_plain(context->arena, error->message));
    pgp_text_addf(&text, "%s%s%s\n", error->sqlstate ? " (SQLSTATE " : "",
                  error->sqlstate ? error->sqlstate : "", error->sqlstate ? ")" : "");
    add_excerpt(&text, error, colourful);
    if (error->hint)
        pgp_text_addf(&text, "hint: %s\n", pgp_plain(context->arena, error->hint));
    fputs(text.data, stderr);
}

void cli_say_failure(pgp_context *context) {
    cli_say_notes(context);
    cli_say_error(context);
    if (context->error.message)
        cli_note_last(context->arena, context->error.message);
}

/* -- notes ----------------------------------------------------------------------------------------------------------- */

void cli_say_notes(pgp_context *context) {
    enum { SHOWN = 5 };
    size_t count = 0;
    pgp_text text = pgp_text_new(context->arena);
    for (const pgp_note *note = context->notes; note; note = note->next) {
        cli_event("note", "{s:s}", "text", pgp_plain(context->arena, note->message));
        if (count++ >= SHOWN)
            continue;
        pgp_text_add(&text, "note: ");
        add_where(&text, &note->where);
        pgp_add_plain(&text, note->message);
        pgp_text_add(&text, "\n");
    }
    if (count > SHOWN)
        pgp_text_addf(&text, "note: … and %zu more\n", count - SHOWN);
    if (!talks_json)
        fputs(text.data, stderr);
    context->notes = NULL;
    context->last_note = &context->notes;
}

/* -- data -------------------------------------------------------------------------------------------------------------- */

static pgp_status write_all(pgp_context *context, FILE *stream, const char *name, const char *data,
                            size_t size) {
    bool written = fwrite(data, 1, size, stream) == size && fflush(stream) == 0;
    if (written || errno == EPIPE) /* whoever reads has read enough: pgplumb plan | head */
        return PGP_OK;
    return pgp_fail(context, PGP_INPUT, NULL, "cannot write %s: %s", name, strerror(errno));
}

pgp_status cli_write(pgp_context *context, const char *file, const char *data, size_t size) {
    if (!file || strcmp(file, "-") == 0)
        return write_all(context, stdout, "to stdout", data, size);
    FILE *stream = fopen(file, "w");
    if (!stream)
        return pgp_fail(context, PGP_INPUT, NULL, "cannot write \"%s\": %s", file, strerror(errno));
    pgp_status status = write_all(context, stream, file, data, size);
    if (fclose(stream) != 0 && status == PGP_OK)
        return pgp_fail(context, PGP_INPUT, NULL, "cannot write \"%s\": %s", file, strerror(errno));
    return status;
}
