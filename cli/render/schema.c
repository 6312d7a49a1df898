#include "render/schema.h"

#include "execute/group.h"
#include "kinds/table.h"
#include "style.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void add_step(pgp_text *out, const pgp_step *step, const char **path) {
    const char *set = pgp_step_set_path(out->arena, step, path);
    if (set)
        pgp_add_statement(out, set);
    pgp_add_statement(out, step->sql);
}

static bool same_top(const pgp_step *a, const pgp_step *b) {
    return a && strcmp(a->top_kind, b->top_kind) == 0 && strcmp(a->top_label, b->top_label) == 0;
}

static void add_heading(pgp_text *out, const pgp_step *step) {
    const char *kind = cli_kind_words(out->arena, step->top_kind);
    pgp_add_comment(out, pgp_printf(out->arena, "%s %s", kind, step->top_label));
}

/* The first search_path that a step wants is set at the top, where it does not wander when the first such step does. */
static void set_first_path(pgp_text *out, const pgp_step *step, const char **path) {
    const char *set = *path ? NULL : pgp_step_set_path(out->arena, step, path);
    if (set)
        pgp_add_statement(out, set);
}

void cli_render_schema(pgp_text *out, const cli_report *report) {
    const char *path = NULL;
    const pgp_step *before = NULL;
    pgp_add_comment(out, report->target);
    pgp_text_add(out, "SET check_function_bodies = off;\n");
    for (size_t i = 0; i < report->step_count; i++)
        set_first_path(out, &report->steps[i], &path);
    for (size_t i = 0; i < report->step_count; i++) {
        const pgp_step *step = &report->steps[i];
        if (!same_top(before, step)) {
            pgp_text_add(out, "\n");
            add_heading(out, step);
        }
        add_step(out, step, &path);
        before = step;
    }
}

/* -- paths ----------------------------------------------------------------------------------------------------------- */

/* Letters, digits and what is harmless in file names; the rest, and a dot that would hide the file, as %XX. `fold`: upper
 * case as well, for a name that another one would overwrite where file systems ignore case. */
static const char *file_name(pgp_arena *arena, const char *name, bool fold) {
    pgp_text text = pgp_text_new(arena);
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        bool plain = isdigit(*c) || strchr("_-", *c) || (*c == '.' && text.size > 0) || islower(*c) ||
                     (isupper(*c) && !fold);
        if (plain || *c >= 0x80)
            pgp_text_addn(&text, (const char *)c, 1);
        else
            pgp_text_addf(&text, "%%%02X", *c);
    }
    return text.data;
}

/* Kinds that people look for in one place share a directory. */
static const char *directory_of(pgp_arena *arena, const pgp_kind *kind) {
    if (kind->space == PGP_SPACE_TYPE || kind == &pgp_kind_composite)
        return "types";
    char *title = pgp_strdup(arena, kind->title);
    for (char *c = title; *c; c++)
        if (*c == ' ')
            *c = '_';
    return title;
}

static const char *path_of(pgp_arena *arena, const pgp_object *object, bool fold) {
    const char *schema = object->schema ? file_name(arena, object->schema, fold) : NULL;
    const char *name = file_name(arena, object->name, fold), *directory = directory_of(arena, object->kind);
    if (object->kind == &pgp_kind_schema)
        return pgp_printf(arena, "schemas/%s/schema.sql", name);
    if (object->kind == &pgp_kind_extension)
        return "extensions.sql";
    if (object->kind == &pgp_kind_system_privileges)
        return "system_privileges.sql";
    if (object->kind == &pgp_kind_default_privileges)
        return schema ? pgp_printf(arena, "schemas/%s/default_privileges.sql", schema)
                      : "default_privileges.sql";
    if (schema)
        return pgp_printf(arena, "schemas/%s/%s/%s.sql", schema, directory, name);
    return *name ? pgp_printf(arena, "%s/%s.sql", directory, name)
                 : pgp_printf(arena, "%s.sql", directory); /* casts */
}

/* -- files ------------------------------------------------------------------------------------------------------------- */

/* A file on its way, by path; and, by path in lower case, whether several paths differ in nothing else. */
typedef struct place {
    UT_hash_handle hh;
    const char *path;
    pgp_text head, text; /* SET search_path, or nothing; everything else */
    const char *search_path;
    const pgp_step *last;
} place;

typedef struct folded_path {
    UT_hash_handle hh;
    const char *folded, *path;
    bool shared;
} folded_path;

/* A table that is one file with its heirs. */
typedef struct family {
    UT_hash_handle hh;
    const pgp_object *root;
} family;

typedef struct splitter {
    pgp_arena *arena;
    place *places;
    folded_path *folded;
    family *families;
} splitter;

static const pgp_tables *parents_of(const pgp_object *object) {
    static const pgp_tables none = {0};
    return object->kind == &pgp_kind_table ? &((const pgp_table *)object)->parents : &none;
}

/* The object itself, or the one above it that is one file with all below it; NULL: none is. */
static const pgp_object *family_of(const splitter *s, const pgp_object *object) {
    const pgp_tables *parents = parents_of(object);
    family *own;
    HASH_FIND_PTR(s->families, &object, own);
    const pgp_object *found = own ? object : NULL;
    for (size_t i = 0; i < parents->count && !found; i++)
        found = family_of(s, &parents->items[i]->object);
    return found;
}

/* Files are read in whatever order: what has an order is in one. */
static void see_family(splitter *s, const pgp_model *model, const pgp_object *object) {
    pgp_arena *hash_arena = s->arena;
    if (object->kind != &pgp_kind_table || !pgp_heirs_have_order(model, (const pgp_table *)object))
        return;
    while (parents_of(object)->count)
        object = &parents_of(object)->items[0]->object;
    if (family_of(s, object))
        return;
    family *one = PGP_NEW(s->arena, family);
    one->root = object;
    HASH_ADD_PTR(s->families, root, one);
}

/* In whose file the step is. */
static const pgp_object *home_of(const splitter *s, const pgp_step *step) {
    const pgp_object *top = pgp_object_top(step->object), *root = family_of(s, top);
    return root ? root : top;
}

static folded_path *find_folded(const splitter *s, const char *path) {
    folded_path *found;
    char *folded = pgp_strdup(s->arena, path);
    for (char *c = folded; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    HASH_FIND(hh, s->folded, folded, strlen(folded), found);
    if (found)
        return found;
    found = PGP_NEW(s->arena, folded_path);
    found->folded = folded;
    return found;
}

static void see_path(splitter *s, const pgp_object *object) {
    pgp_arena *hash_arena = s->arena;
    const char *path = path_of(s->arena, object, false);
    folded_path *found = find_folded(s, path);
    if (found->path) {
        found->shared |= strcmp(found->path, path) != 0;
        return;
    }
    found->path = path;
    HASH_ADD_KEYPTR(hh, s->folded, found->folded, strlen(found->folded), found);
}

static place *place_of(splitter *s, const pgp_object *object) {
    pgp_arena *hash_arena = s->arena;
    const char *path = path_of(s->arena, object, false);
    place *found;
    if (find_folded(s, path)->shared)
        path = path_of(s->arena, object, true);
    HASH_FIND(hh, s->places, path, strlen(path), found);
    if (found)
        return found;
    found = PGP_NEW(s->arena, place);
    *found = (place){.path = path, .head = pgp_text_new(s->arena), .text = pgp_text_new(s->arena)};
    HASH_ADD_KEYPTR(hh, s->places, found->path, strlen(found->path), found);
    return found;
}

static void add_to_file(splitter *s, const pgp_step *step) {
    place *file = place_of(s, home_of(s, step));
    if (!same_top(file->last, step)) {
        pgp_text_add(&file->text, file->last ? "\n" : "");
        add_heading(&file->text, step);
    }
    set_first_path(&file->head, step, &file->search_path);
    add_step(&file->text, step, &file->search_path);
    file->last = step;
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const cli_file *)a)->path, ((const cli_file *)b)->path);
}

cli_files cli_split_schema(pgp_arena *arena, const pgp_model *model, const cli_report *report) {
    splitter s = {.arena = arena};
    cli_files files = {.count = 0};
    for (size_t i = 0; i < report->step_count; i++)
        see_family(&s, model, report->steps[i].object);
    for (size_t i = 0; i < report->step_count; i++)
        see_path(&s, home_of(&s, &report->steps[i]));
    for (size_t i = 0; i < report->step_count; i++)
        add_to_file(&s, &report->steps[i]);
    for (place *file = s.places; file; file = file->hh.next) {
        cli_file one = {.path = file->path, .text = file->head};
        pgp_text_add(&one.text, one.text.size ? "\n" : "");
        pgp_text_addn(&one.text, file->text.data, file->text.size);
        PGP_PUSH(arena, files.items, files.count, files.capacity, one);
    }
    if (files.count)
        qsort(files.items, files.count, sizeof *files.items, by_path);
    return files;
}
