#include "parse/directives.h"

#include "kinds/reading.h"
#include "parse/lexer.h"

#include <string.h>

static const char marker[] = "pgplumb:";

bool pgp_has_directives(const pgp_input *input) {
    size_t size = sizeof marker - 1;
    const char *at = input->text, *end = input->text + input->size;
    while ((at = memchr(at, *marker, (size_t)(end - at))) && (size_t)(end - at) >= size) {
        if (memcmp(at, marker, size) == 0)
            return true;
        at++;
    }
    return false;
}

/* -- places --------------------------------------------------------------------------------------------- */

static pgp_location place(const pgp_input *input, size_t offset) {
    pgp_location where = {.file = input->name, .line = 1, .column = 1};
    for (size_t i = 0; i < offset; i++) {
        if (input->text[i] == '\n') {
            where.line++;
            where.column = 1;
        } else {
            where.column += ((unsigned char)input->text[i] & 0xC0) != 0x80;
        }
    }
    return where;
}

static bool is_before(const pgp_location *a, const pgp_location *b) {
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* -- what stands in a comment ------------------------------------------------------------------------------ */

typedef struct words {
    pgp_parser *parser;
    size_t at, end; /* in the input */
    pgp_location where;
} words;

static void skip_space(words *w) {
    while (w->at < w->end && strchr(" \t\r", w->parser->input->text[w->at]))
        w->at++;
}

static pgp_status fail_at(const words *w, const char *message) {
    pgp_fail(w->parser->context, PGP_INPUT, &w->where, "%s", message);
    return pgp_hint(w->parser->context,
                    "A directive is \"-- pgplumb: allow CODE[:NAME] reason=\"…\"\" or "
                    "\"-- pgplumb: renamed from NAME\"; above a statement that changes rows "
                    "\"-- pgplumb: before|after|fill KIND:NAME\".");
}

/* The content of a literal that is all of the text; NULL: it is none. */
static char *literal_of(pgp_arena *arena, const char *text, size_t size) {
    pgp_text out = pgp_text_new(arena);
    if (size < 2 || text[0] != '\'' || text[size - 1] != '\'')
        return NULL;
    for (size_t i = 1; i + 1 < size; i++) {
        if (text[i] == '\'' && text[++i] != '\'')
            return NULL;
        pgp_text_addn(&out, text + i, 1);
    }
    return out.data;
}

/* The bytes up to white space outside quotes and brackets, or up to `stop`; NULL when there are none. */
static char *next_word(words *w, char stop) {
    const char *text = w->parser->input->text;
    char quoted = '\0';
    int brackets = 0;
    skip_space(w);
    size_t start = w->at;
    for (; w->at < w->end; w->at++) {
        char c = text[w->at];
        if (quoted || c == '"' || c == '\'')
            quoted = !quoted ? c : c == quoted ? '\0' : quoted;
        else if (!quoted && (c == '(' || c == ')'))
            brackets += c == '(' ? 1 : -1;
        else if (!quoted && brackets == 0 && (strchr(" \t\r", c) || c == stop))
            break;
    }
    return w->at > start && !quoted ? pgp_strndup(w->parser->arena, text + start, w->at - start) : NULL;
}

/* Unquoted letters are small ones, as everywhere in SQL. */
static const char *folded(char *name) {
    bool quoted = false;
    for (char *c = name; *c; c++) {
        quoted ^= *c == '"';
        if (!quoted && *c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    return name;
}

static pgp_status read_end(words *w) {
    skip_space(w);
    return w->at == w->end ? PGP_OK : fail_at(w, "something follows a complete directive");
}

static pgp_status read_reason(words *w, pgp_directive *out) {
    const char *word = next_word(w, '=');
    bool quoted = word && strcmp(word, "reason") == 0 && w->end - w->at > 3 &&
                  memcmp(w->parser->input->text + w->at, "=\"", 2) == 0;
    const char *start = w->parser->input->text + w->at + 2;
    const char *close = quoted ? memchr(start, '"', (size_t)(w->end - w->at - 2)) : NULL;
    if (!close || close == start)
        return fail_at(w, "a permission needs its reason=\"…\"");
    out->reason = pgp_strndup(w->parser->arena, start, (size_t)(close - start));
    w->at = (size_t)(close + 1 - w->parser->input->text);
    return PGP_OK;
}

static pgp_status read_allow(words *w, pgp_directive *out) {
    out->type = PGP_DIRECTIVE_ALLOW;
    out->code = next_word(w, ':');
    if (!out->code)
        return fail_at(w, "allow needs the code of a hazard");
    if (w->at < w->end && w->parser->input->text[w->at] == ':') {
        w->at++;
        char *label = next_word(w, '\0');
        if (!label)
            return fail_at(w, "a name is missing after the colon");
        out->label = folded(label);
    }
    return read_reason(w, out);
}

static pgp_status read_renamed(words *w, pgp_directive *out) {
    const char *from = next_word(w, '\0');
    char *name = from && strcmp(from, "from") == 0 ? next_word(w, '\0') : NULL;
    char *label = name ? literal_of(w->parser->arena, name, strlen(name)) : NULL;
    out->type = PGP_DIRECTIVE_RENAMED;
    if (!name)
        return fail_at(w, "renamed needs \"from\" and the old name");
    if (!label != !out->literal)
        return fail_at(w, out->literal ? "the old label of an enum is a literal: 'old'"
                                       : "the old name is not a literal: \"old\"");
    if (label)
        pgp_names_add(w->parser->arena, &out->name, label);
    else
        out->name = pgp_label_names(w->parser->arena, folded(name));
    return PGP_OK;
}

static const struct {
    const char *verb;
    pgp_directive_type type;
} data_verbs[] = {
    {"before", PGP_DIRECTIVE_BEFORE}, {"after", PGP_DIRECTIVE_AFTER}, {"fill", PGP_DIRECTIVE_FILL}};

static bool is_data_verb(const char *verb, pgp_directive_type *out) {
    for (size_t i = 0; verb && i < sizeof data_verbs / sizeof *data_verbs; i++)
        if (strcmp(verb, data_verbs[i].verb) == 0) {
            *out = data_verbs[i].type;
            return true;
        }
    return false;
}

static pgp_status read_data(words *w, pgp_directive *out) {
    out->kind = next_word(w, ':');
    bool colon = out->kind && w->at < w->end && w->parser->input->text[w->at] == ':';
    w->at += colon;
    char *label = colon ? next_word(w, '\0') : NULL;
    if (!label || !pgp_kind_named(out->kind))
        return fail_at(w, "before, after and fill need what they are bound to: KIND:NAME");
    if (out->type == PGP_DIRECTIVE_FILL && strcmp(out->kind, "column") != 0)
        return fail_at(w, "only a column can be filled");
    out->label = folded(label);
    return PGP_OK;
}

static pgp_status read_words(words *w, pgp_directive *out) {
    const char *verb = next_word(w, '\0');
    if (verb && strcmp(verb, "allow") == 0)
        PGP_TRY(read_allow(w, out));
    else if (is_data_verb(verb, &out->type))
        PGP_TRY(read_data(w, out));
    else if (verb && strcmp(verb, "renamed") == 0)
        PGP_TRY(read_renamed(w, out));
    else
        return fail_at(w, "unknown directive");
    return read_end(w);
}

/* -- what it stands beside ------------------------------------------------------------------------------------ */

typedef struct piece {
    size_t start, end;
    int depth; /* brackets around it; a bracket itself is outside of them */
    char byte; /* of PGP_TOKEN_OTHER; else '\0' */
} piece;

typedef struct pieces {
    piece *items;
    size_t count, capacity;
} pieces;

static pieces pieces_of(const pgp_parser *parser, size_t start, size_t end) {
    const char *text = parser->input->text;
    pieces all = {.count = 0};
    int depth = 0;
    for (pgp_token t = pgp_lex(text, end, start); t.type != PGP_TOKEN_END; t = pgp_lex(text, end, t.end)) {
        char byte = t.type == PGP_TOKEN_OTHER ? text[t.start] : '\0';
        depth -= byte == ')';
        piece next = {.start = t.start, .end = t.end, .depth = depth, .byte = byte};
        depth += byte == '(';
        PGP_PUSH(parser->context->arena, all.items, all.count, all.capacity, next);
    }
    return all;
}

typedef struct span {
    size_t from, to;
} span;

/* A list's element from piece `first` on. */
static span element_after(const pieces *all, size_t first) {
    const piece *start = &all->items[first];
    size_t last = first;
    if (start->byte == ')')
        return (span){start->start, start->start};
    while (last + 1 < all->count) {
        const piece *next = &all->items[last + 1];
        if (next->depth < start->depth || (next->depth == start->depth && next->byte == ','))
            break;
        last++;
    }
    return (span){start->start, all->items[last].end};
}

/* A list's element that ends with piece `last`, or with the comma there. */
static span element_before(const pieces *all, size_t last) {
    last -= last > 0 && all->items[last].byte == ',';
    const piece *end = &all->items[last];
    size_t first = last;
    while (first > 0) {
        const piece *before = &all->items[first - 1];
        if (before->depth < end->depth || (before->depth == end->depth && before->byte == ','))
            break;
        first--;
    }
    return (span){all->items[first].start, end->end};
}

static bool same_line(const char *text, size_t from, size_t to) {
    return !memchr(text + from, '\n', to - from);
}

/* -- collecting ------------------------------------------------------------------------------------------------ */

/* Where a gap between tokens lies: what a directive in it is about when it stands on the line of what comes before, or alone. */
typedef struct gap {
    size_t from, to;
    bool follows; /* something stands before it */
    bool outside; /* between statements */
    span before, after;
} gap;

static bool is_about_data(const pgp_directive *directive) {
    return directive->kind != NULL;
}

static pgp_status add(pgp_parser *parser, const gap *g, size_t start, size_t end) {
    pgp_model *model = parser->model;
    pgp_directive *directive = PGP_NEW(parser->arena, pgp_directive);
    bool behind = g->follows && same_line(parser->input->text, g->from, start);
    const span *about = behind ? &g->before : &g->after;
    directive->where = place(parser->input, start - strlen("--"));
    directive->from = place(parser->input, about->from);
    directive->to = place(parser->input, about->to);
    directive->literal =
        literal_of(parser->arena, parser->input->text + about->from, about->to - about->from);
    words w = {.parser = parser, .at = start, .end = end, .where = directive->where};
    skip_space(&w);
    w.at += sizeof marker - 1;
    PGP_TRY(read_words(&w, directive));
    if (is_about_data(directive)) {
        if (behind || !g->outside || about->to == about->from)
            return fail_at(&w, "the statement that changes rows has to follow");
        directive->sql =
            pgp_strndup(parser->arena, parser->input->text + about->from, about->to - about->from);
        directive->path = parser->path;
        parser->data_statement = true;
    }
    if (!model->last_directive)
        model->last_directive = &model->directives;
    *model->last_directive = directive;
    model->last_directive = &directive->next;
    return PGP_OK;
}

static bool is_directive(const char *text, size_t start, size_t end) {
    while (start < end && strchr(" \t", text[start]))
        start++;
    return end - start >= sizeof marker - 1 && memcmp(text + start, marker, sizeof marker - 1) == 0;
}

static pgp_status read_gap(pgp_parser *parser, const gap *g) {
    const char *text = parser->input->text;
    size_t start, end = g->from;
    while (pgp_next_comment(text, end, g->to, &start, &end))
        if (is_directive(text, start, end))
            PGP_TRY(add(parser, g, start, end));
    return PGP_OK;
}

pgp_status pgp_read_directives(pgp_parser *parser, size_t from, size_t start, size_t end) {
    gap outside = {.from = from,
                   .to = start,
                   .follows = from > 0,
                   .outside = true,
                   .before = {parser->directive_statement, from},
                   .after = {start, end}};
    PGP_TRY(read_gap(parser, &outside));
    parser->directive_statement = start;
    pieces all = pieces_of(parser, start, end);
    for (size_t i = 1; i < all.count; i++) {
        size_t gap_from = all.items[i - 1].end, gap_to = all.items[i].start;
        if (gap_to - gap_from < sizeof marker)
            continue;
        gap inside = {.from = gap_from,
                      .to = gap_to,
                      .follows = true,
                      .before = element_before(&all, i - 1),
                      .after = element_after(&all, i)};
        PGP_TRY(read_gap(parser, &inside));
    }
    return PGP_OK;
}

/* -- binding ---------------------------------------------------------------------------------------------------- */

static bool is_declared_in(const pgp_object *object, const pgp_directive *directive) {
    return object->where.file && !(object->flags & (PGP_OBJECT_MEMBER | PGP_OBJECT_IMPLIED)) &&
           strcmp(object->where.file, directive->where.file) == 0 &&
           !is_before(&object->where, &directive->from) && is_before(&object->where, &directive->to);
}

/* A label is no object: its enum starts before it, and nothing else in between. */
static void bind_label(pgp_object *object, pgp_directive *directive) {
    const pgp_location *where = &object->where;
    bool before =
        where->file && strcmp(where->file, directive->where.file) == 0 && is_before(where, &directive->from);
    if (before && (!directive->object || is_before(&directive->object->where, where)))
        directive->object = object;
}

static void bind(pgp_object *object, pgp_directive *directive) {
    if (directive->literal && object->kind == &pgp_kind_enum)
        bind_label(object, directive);
    else if (!directive->literal && is_declared_in(object, directive) &&
             (!directive->object || is_before(&object->where, &directive->object->where)))
        directive->object = object;
}

static bool is_bound(const pgp_directive *directive) {
    const pgp_object *object = directive->object;
    if (is_about_data(directive))
        return true;
    return object &&
           (!directive->literal || pgp_names_has(&((const pgp_enum *)object)->labels, directive->literal));
}

pgp_status pgp_bind_directives(pgp_parser *parser) {
    pgp_model *model = parser->model;
    if (!model->directives)
        return PGP_OK;
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        for (pgp_directive *d = model->directives; d; d = d->next)
            bind(o, d);
    for (pgp_directive *d = model->directives; d; d = d->next)
        if (!is_bound(d))
            return pgp_fail(parser->context, PGP_INPUT, &d->where,
                            "the directive stands beside nothing that is declared here");
    return PGP_OK;
}
